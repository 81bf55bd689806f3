#include "metrics/normal.h"

#include <cmath>
#include <limits>

namespace sw::metrics {

namespace {

constexpr double kInverseRootTwoPi = 0.39894228040143267794;

/// Phi(-x) for x > 3 by phi(x) / (x + 1/(x + 2/(x + 3/(x + …)))).
double upperTail(double x)
{
    constexpr int kTerms = 120; // enough for full precision at x = 3; fewer terms matter beyond
    double fraction = x;
    for (int k = kTerms; k >= 1; --k) {
        fraction = x + k / fraction;
    }
    return kInverseRootTwoPi * std::exp(-0.5 * x * x) / fraction;
}

double polynomial(const double (&c)[8], double x)
{
    double sum = c[7];
    for (int i = 6; i >= 0; --i) {
        sum = sum * x + c[i];
    }
    return sum;
}

constexpr double kCentreTop[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                  1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                  4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                  3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kCentreBottom[8] = {1.0,
                                     4.2313330701600911252e+1,
                                     6.8718700749205790830e+2,
                                     5.3941960214247511077e+3,
                                     2.1213794301586595867e+4,
                                     3.9307895800092710610e+4,
                                     2.8729085735721942674e+4,
                                     5.2264952788528545610e+3};
constexpr double kMiddleTop[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                  5.76949722146069140550e0,  3.64784832476320460504e0,
                                  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kMiddleBottom[8] = {1.0,
                                     2.05319162663775882187e0,
                                     1.67638483018380384940e0,
                                     6.89767334985100004550e-1,
                                     1.48103976427480074590e-1,
                                     1.51986665636164571966e-2,
                                     5.47593808499534494600e-4,
                                     1.05075007164441684324e-9};
constexpr double kTailTop[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kTailBottom[8] = {1.0,
                                   5.99832206555887937690e-1,
                                   1.36929880922735805310e-1,
                                   1.48753612908506148525e-2,
                                   7.86869131145613259100e-4,
                                   1.84631831751005468180e-5,
                                   1.42151175831644588870e-7,
                                   2.04426310338993978564e-15};

} // namespace

double normalCdf(double x)
{
    if (std::isnan(x)) {
        return x;
    }
    if (x < -3) {
        return x < -40 ? 0.0 : upperTail(-x);
    }
    if (x > 3) {
        return x > 40 ? 1.0 : 1.0 - upperTail(x);
    }
    double term = x;
    double sum = x;
    for (int odd = 3; std::fabs(term) > 1e-18 * std::fabs(sum); odd += 2) {
        term *= x * x / odd;
        sum += term;
    }
    return 0.5 + sum * kInverseRootTwoPi * std::exp(-0.5 * x * x);
}

double normalQuantile(double p)
{
    if (!(p >= 0 && p <= 1)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (p == 0 || p == 1) {
        const double infinity = std::numeric_limits<double>::infinity();
        return p == 0 ? -infinity : infinity;
    }
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(kCentreTop, r) / polynomial(kCentreBottom, r);
    }
    const double tail = q < 0 ? p : 1 - p;
    const double r = std::sqrt(-std::log(tail));
    const double x = r <= 5 ? polynomial(kMiddleTop, r - 1.6) / polynomial(kMiddleBottom, r - 1.6)
                            : polynomial(kTailTop, r - 5) / polynomial(kTailBottom, r - 5);
    return q < 0 ? -x : x;
}

} // namespace sw::metrics
