// The standard normal distribution, in own code so that figures do not depend on a platform's
// error function.
#pragma once

namespace sw::metrics {

/// Phi(x), the probability of a value below x. Accuracy: absolute error below 1e-15; relative error
/// below 1e-13 in the lower tail down to x = -37; 0 and 1 beyond. Missing (NaN) stays missing.
/// Source: Marsaglia 2004, Journal of Statistical Software 11(4) (series); Laplace's continued
/// fraction for |x| > 3.
double normalCdf(double x);

/// The x with Phi(x) = p. Accuracy: about 1 part in 1e15. Infinite for p = 0 and 1, NaN outside.
/// Source: Wichura 1988, algorithm AS 241 (PPND16), Applied Statistics 37(3).
double normalQuantile(double p);

} // namespace sw::metrics
