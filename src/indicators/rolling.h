// Rolling windows that neither drift nor slow down with their length. All follow van Herk: the
// series is cut into blocks of one window at fixed positions; a window that ends inside a block is
// the suffix of the block before joined with the running prefix of this one. Two additions a bar
// for any length, no subtraction, and a state that does not depend on how a series is cut.
// Every run() reads n values without NaN and writes n; the first window-1 results are of no use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sw::indicators {

/// Sum of the last `window` values. Requires: window ≥ 1.
class RollingSum
{
public:
    explicit RollingSum(int window);
    /// `sum` may be `x`.
    void run(const double* x, double* sum, std::size_t n);

private:
    void runHere(const double* x, double* sum, std::size_t n);
    void runWhole(const double* x, double* sum);

    std::size_t m_window;
    std::size_t m_position = 0;
    double m_prefix = 0;
    std::vector<double> m_buffer; ///< new values before m_position, suffix sums after it
};

/// Largest or smallest of the last `window` values.
template <bool isMaximum> class RollingExtreme
{
public:
    explicit RollingExtreme(int window);
    /// `extreme` may be `x`.
    void run(const double* x, double* extreme, std::size_t n);

private:
    static double better(double a, double b)
    {
        return isMaximum ? (a > b ? a : b) : (a < b ? a : b);
    }
    void runHere(const double* x, double* extreme, std::size_t n);
    void runWhole(const double* x, double* extreme);

    std::size_t m_window;
    std::size_t m_position = 0;
    double m_prefix;
    std::vector<double> m_buffer;
};
using RollingMax = RollingExtreme<true>;
using RollingMin = RollingExtreme<false>;

/// Bars since the largest or smallest of the last `window` values; the latest of equals counts.
template <bool isMaximum> class RollingAge
{
public:
    explicit RollingAge(int window);
    void run(const double* x, double* age, std::size_t n);

private:
    struct Found {
        double value;
        std::int64_t at;
    };
    static bool beats(double later, double earlier);

    std::size_t m_window;
    std::size_t m_position = 0;
    std::int64_t m_bar = 0;
    Found m_prefix{};
    std::vector<Found> m_buffer;
};

/// Linearly weighted sum of the last `window` values: weight 1 for the oldest, `window` for the
/// newest.
class RollingWeightedSum
{
public:
    explicit RollingWeightedSum(int window);
    void run(const double* x, double* sum, std::size_t n);

private:
    std::size_t m_window;
    std::size_t m_position = 0;
    double m_prefixSum = 0;
    double m_prefixWeighted = 0;
    std::vector<double> m_raw;
    std::vector<double> m_suffix;
};

/// Mean of the last `window` values and the sum of their squared distances from it. Sums run over
/// distances from a value inside the window and halves are joined by Chan's formula, so nothing
/// cancels whatever the level of the series. Source: Chan, Golub, LeVeque 1983.
class RollingMoments
{
public:
    explicit RollingMoments(int window);
    void run(const double* x, double* mean, double* squares, std::size_t n);

private:
    void runHere(const double* x, double* mean, double* squares, std::size_t n);
    void joinHalves(double* mean, double* squares, std::size_t steps) const;
    void closeBlock(const double* block);

    std::size_t m_window;
    std::size_t m_position = 0;
    double m_origin = 0;
    double m_sum = 0;
    double m_squares = 0;
    std::vector<double> m_raw;
    double m_suffixOrigin = 0;
    std::vector<double> m_suffixOffset; ///< mean of a suffix less its origin
    std::vector<double> m_suffixSquares;
    std::vector<double> m_inverse;       ///< 1/(p+1)
    std::vector<double> m_inverseOfRest; ///< 1/(window-p)
    std::vector<double> m_share;         ///< share of the prefix in a window that ends at p
    std::vector<double> m_coupling;      ///< weight of the squared distance of the two means
};

/// Squared distances from their means and co-moment of the last `window` pairs.
class RollingComoments
{
public:
    /// Results of one block of bars; each column holds n values.
    struct Columns {
        double* squaresX;
        double* squaresY;
        double* products;
    };
    explicit RollingComoments(int window);
    void run(const double* x, const double* y, const Columns& columns, std::size_t n);

private:
    struct Part {
        double offsetX = 0, offsetY = 0, squaresX = 0, squaresY = 0, products = 0;
    };
    struct Sums {
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        void add(double dx, double dy);
        Part part(double count) const;
    };
    void closeBlock();

    std::size_t m_window;
    std::size_t m_position = 0;
    double m_originX = 0;
    double m_originY = 0;
    double m_suffixOriginX = 0;
    double m_suffixOriginY = 0;
    Sums m_prefix;
    std::vector<double> m_rawX;
    std::vector<double> m_rawY;
    std::vector<Part> m_suffix;
};

/// Least-squares line through the last `window` values: its slope per bar and their mean.
class RollingLine
{
public:
    explicit RollingLine(int window);
    void run(const double* y, double* slope, double* mean, std::size_t n);

private:
    void closeBlock();

    std::size_t m_window;
    std::size_t m_position = 0;
    double m_origin = 0;
    double m_sum = 0;
    double m_moment = 0;
    std::vector<double> m_raw;
    double m_suffixOrigin = 0;
    std::vector<double> m_suffixOffset; ///< mean of a suffix less its origin
    std::vector<double> m_suffixComoment;
};

/// The value `bars` bars ago. Requires: bars ≥ 0.
class Delay
{
public:
    explicit Delay(int bars);
    void run(const double* x, double* earlier, std::size_t n);
    /// Takes n values but writes only those earlier ones that lie before x, and answers how many:
    /// the others are x[i - bars].
    std::size_t runStart(const double* x, double* earlier, std::size_t n);

private:
    std::size_t m_position = 0;
    std::vector<double> m_ring;
};

/// The last `window` values side by side, oldest first, for what has no short formula.
class Window
{
public:
    explicit Window(int window)
        : m_size(static_cast<std::size_t>(window)), m_values(2 * m_size, 0.0)
    {}
    /// Drops the oldest value and returns the start of the window.
    const double* push(double value)
    {
        m_values[m_position] = value;
        m_values[m_position + m_size] = value;
        m_position = m_position + 1 == m_size ? 0 : m_position + 1;
        return m_values.data() + m_position;
    }
    std::size_t size() const { return m_size; }

private:
    std::size_t m_size;
    std::size_t m_position = 0;
    std::vector<double> m_values;
};

} // namespace sw::indicators
