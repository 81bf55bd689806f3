#include "indicators/rolling.h"

#include "base/expects.h"
#include "indicators/widest.h"

#include <algorithm>
#include <limits>

namespace sw::indicators {

namespace {

std::size_t checkedWindow(int window)
{
    EXPECTS(window >= 1);
    return static_cast<std::size_t>(window);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Rounding can push a sum of squares a little below zero; NaN stays NaN.
double atLeastZero(double value)
{
    return 0.0 > value ? 0.0 : value;
}

} // namespace

RollingSum::RollingSum(int window) : m_window(checkedWindow(window)), m_buffer(m_window + 1, 0.0) {}

void RollingSum::run(const double* x, double* sum, std::size_t n)
{
    onWidest([&] { runHere(x, sum, n); });
}

inline void RollingSum::runHere(const double* x, double* sum, std::size_t n)
{
    std::size_t i = 0;
    while (i < n) {
        if (m_position == 0 && n - i >= m_window && x != sum) {
            runWhole(x + i, sum + i);
            i += m_window;
            continue;
        }
        const std::size_t steps = std::min(n - i, m_window - m_position);
        double* buffer = m_buffer.data() + m_position;
        double prefix = m_prefix;
        for (std::size_t j = 0; j < steps; ++j) {
            const double value = x[i + j];
            prefix += value;
            sum[i + j] = buffer[j + 1] + prefix;
            buffer[j] = value;
        }
        i += steps;
        m_prefix = prefix;
        m_position += steps;
        if (m_position == m_window) {
            double suffix = 0;
            for (std::size_t j = m_window; j-- > 0;) {
                suffix += m_buffer[j];
                m_buffer[j] = suffix;
            }
            m_position = 0;
            m_prefix = 0;
        }
    }
}

/// A whole block at once: its suffixes come from x itself, which needs no copy.
inline void RollingSum::runWhole(const double* x, double* sum)
{
    const std::size_t window = m_window;
    double* const buffer = m_buffer.data();
    double prefix = 0;
#pragma GCC unroll 4
    for (std::size_t j = 0; j < window; ++j) {
        prefix += x[j];
        sum[j] = buffer[j + 1] + prefix;
    }
    double suffix = 0;
#pragma GCC unroll 4
    for (std::size_t j = window; j > 0; --j) {
        suffix += x[j - 1];
        buffer[j - 1] = suffix;
    }
}

template <bool isMaximum>
RollingExtreme<isMaximum>::RollingExtreme(int window)
    : m_window(checkedWindow(window)),
      m_prefix(isMaximum ? -kInfinity : kInfinity),
      m_buffer(m_window + 1, m_prefix)
{}

template <bool isMaximum>
void RollingExtreme<isMaximum>::run(const double* x, double* extreme, std::size_t n)
{
    onWidest([&] { runHere(x, extreme, n); });
}

template <bool isMaximum>
inline void RollingExtreme<isMaximum>::runHere(const double* x, double* extreme, std::size_t n)
{
    constexpr double kNone = isMaximum ? -kInfinity : kInfinity;
    std::size_t i = 0;
    while (i < n) {
        if (m_position == 0 && n - i >= m_window && x != extreme) {
            runWhole(x + i, extreme + i);
            i += m_window;
            continue;
        }
        const std::size_t steps = std::min(n - i, m_window - m_position);
        double* buffer = m_buffer.data() + m_position;
        double prefix = m_prefix;
        for (std::size_t j = 0; j < steps; ++j) {
            const double value = x[i + j];
            prefix = better(prefix, value);
            extreme[i + j] = better(buffer[j + 1], prefix);
            buffer[j] = value;
        }
        i += steps;
        m_prefix = prefix;
        m_position += steps;
        if (m_position == m_window) {
            double suffix = kNone;
            for (std::size_t j = m_window; j-- > 0;) {
                suffix = better(m_buffer[j], suffix);
                m_buffer[j] = suffix;
            }
            m_position = 0;
            m_prefix = kNone;
        }
    }
}

/// A whole block at once: its suffixes come from x itself, which needs no copy.
template <bool isMaximum>
inline void RollingExtreme<isMaximum>::runWhole(const double* x, double* extreme)
{
    constexpr double kNone = isMaximum ? -kInfinity : kInfinity;
    const std::size_t window = m_window;
    double* const buffer = m_buffer.data();
    double prefix = kNone;
#pragma GCC unroll 4
    for (std::size_t j = 0; j < window; ++j) {
        prefix = better(prefix, x[j]);
        extreme[j] = better(buffer[j + 1], prefix);
    }
    double suffix = kNone;
#pragma GCC unroll 4
    for (std::size_t j = window; j > 0; --j) {
        suffix = better(x[j - 1], suffix);
        buffer[j - 1] = suffix;
    }
}

template class RollingExtreme<true>;
template class RollingExtreme<false>;

template <bool isMaximum>
RollingAge<isMaximum>::RollingAge(int window)
    : m_window(checkedWindow(window)),
      m_prefix{isMaximum ? -kInfinity : kInfinity, 0},
      m_buffer(m_window + 1, m_prefix)
{}

template <bool isMaximum> bool RollingAge<isMaximum>::beats(double later, double earlier)
{
    return isMaximum ? later >= earlier : later <= earlier;
}

template <bool isMaximum>
void RollingAge<isMaximum>::run(const double* x, double* age, std::size_t n)
{
    const Found none{isMaximum ? -kInfinity : kInfinity, 0};
    for (std::size_t i = 0; i < n; ++i, ++m_bar) {
        const Found now{x[i], m_bar};
        m_prefix = beats(now.value, m_prefix.value) ? now : m_prefix;
        const Found& before = m_buffer[m_position + 1];
        const std::int64_t at = beats(m_prefix.value, before.value) ? m_prefix.at : before.at;
        age[i] = static_cast<double>(m_bar - at);
        m_buffer[m_position] = now;
        if (++m_position == m_window) {
            Found suffix = none;
            for (std::size_t j = m_window; j-- > 0;) {
                suffix = beats(suffix.value, m_buffer[j].value) ? suffix : m_buffer[j];
                m_buffer[j] = suffix;
            }
            m_position = 0;
            m_prefix = none;
        }
    }
}

template class RollingAge<true>;
template class RollingAge<false>;

RollingWeightedSum::RollingWeightedSum(int window)
    : m_window(checkedWindow(window)), m_raw(m_window, 0.0), m_suffix(m_window + 1, 0.0)
{}

void RollingWeightedSum::run(const double* x, double* sum, std::size_t n)
{
    std::size_t i = 0;
    while (i < n) {
        const std::size_t steps = std::min(n - i, m_window - m_position);
        double total = m_prefixSum;
        double weighted = m_prefixWeighted;
        for (std::size_t j = 0; j < steps; ++j) {
            const std::size_t p = m_position + j;
            const double value = x[i + j];
            const double older = static_cast<double>(static_cast<std::int64_t>(m_window - 1 - p));
            total += value;
            weighted += static_cast<double>(static_cast<std::int64_t>(p + 1)) * value;
            sum[i + j] = m_suffix[p + 1] + (weighted + older * total);
            m_raw[p] = value;
        }
        i += steps;
        m_prefixSum = total;
        m_prefixWeighted = weighted;
        m_position += steps;
        if (m_position == m_window) {
            // A value put before a suffix takes weight 1 and raises every other weight by one.
            double suffixSum = 0;
            double suffixWeighted = 0;
            for (std::size_t j = m_window; j-- > 0;) {
                suffixSum += m_raw[j];
                suffixWeighted += suffixSum;
                m_suffix[j] = suffixWeighted;
            }
            m_position = 0;
            m_prefixSum = 0;
            m_prefixWeighted = 0;
        }
    }
}

RollingMoments::RollingMoments(int window)
    : m_window(checkedWindow(window)),
      m_raw(m_window, 0.0),
      m_suffixOffset(m_window + 1, 0.0),
      m_suffixSquares(m_window + 1, 0.0),
      m_inverse(m_window),
      m_inverseOfRest(m_window),
      m_share(m_window),
      m_coupling(m_window)
{
    const double size = window;
    for (std::size_t p = 0; p < m_window; ++p) {
        const double inside = static_cast<double>(p + 1);
        m_inverse[p] = 1.0 / inside;
        m_inverseOfRest[m_window - 1 - p] = 1.0 / inside;
        m_share[p] = inside / size;
        m_coupling[p] = inside * (size - inside) / size;
    }
}

void RollingMoments::run(const double* x, double* mean, double* squares, std::size_t n)
{
    onWidest([&] { runHere(x, mean, squares, n); });
}

inline void RollingMoments::runHere(const double* x, double* mean, double* squares, std::size_t n)
{
    std::size_t i = 0;
    while (i < n) {
        if (m_position == 0) {
            m_origin = x[i];
            m_sum = 0;
            m_squares = 0;
        }
        const double* const values = x + i;
        double* const __restrict blockMean = mean + i;
        double* const __restrict blockSquares = squares + i;
        const std::size_t steps = std::min(n - i, m_window - m_position);
        const double origin = m_origin;
        double sum = m_sum;
        double square = m_squares;
#pragma GCC unroll 4
        for (std::size_t j = 0; j < steps; ++j) {
            const double distance = values[j] - origin;
            sum += distance;
            square += distance * distance;
            blockMean[j] = sum;
            blockSquares[j] = square;
        }
        m_sum = sum;
        m_squares = square;
        // The chains of additions are done; the rest has no order and runs in vector registers.
        joinHalves(blockMean, blockSquares, steps);
        const bool closes = m_position + steps == m_window;
        if (closes) {
            // The window is this block alone; the origin of the one before is no part of it.
            const double offset = sum * m_inverse[m_window - 1];
            blockMean[steps - 1] = origin + offset;
            blockSquares[steps - 1] = atLeastZero(square - sum * offset);
        }
        if (steps == m_window) {
            closeBlock(values);
        } else {
            std::copy_n(values, steps, m_raw.data() + m_position);
            m_position += steps;
            if (closes) {
                closeBlock(m_raw.data());
            }
        }
        i += steps;
    }
}

inline void RollingMoments::joinHalves(double* mean, double* squares, std::size_t steps) const
{
    const std::size_t first = m_position;
    double* const __restrict blockMean = mean;
    double* const __restrict blockSquares = squares;
    const double* const __restrict suffixOffset = m_suffixOffset.data() + first + 1;
    const double* const __restrict suffixSquares = m_suffixSquares.data() + first + 1;
    const double* const __restrict inverse = m_inverse.data() + first;
    const double* const __restrict share = m_share.data() + first;
    const double* const __restrict coupling = m_coupling.data() + first;
    const double suffixOrigin = m_suffixOrigin;
    const double originGap = m_origin - suffixOrigin;
#pragma GCC ivdep
    for (std::size_t j = 0; j < steps; ++j) {
        const double offset = blockMean[j] * inverse[j];
        const double prefixSquares = atLeastZero(blockSquares[j] - blockMean[j] * offset);
        const double gap = originGap + (offset - suffixOffset[j]);
        blockMean[j] = suffixOrigin + (suffixOffset[j] + gap * share[j]);
        blockSquares[j] = (suffixSquares[j] + prefixSquares) + gap * gap * coupling[j];
    }
}

inline void RollingMoments::closeBlock(const double* block)
{
    const std::size_t window = m_window;
    const double origin = block[window - 1];
    double* const __restrict offsets = m_suffixOffset.data();
    double* const __restrict squares = m_suffixSquares.data();
    const double* const __restrict inverse = m_inverseOfRest.data();
    double sum = 0;
    double square = 0;
#pragma GCC unroll 4
    for (std::size_t j = window; j > 0; --j) {
        const double distance = block[j - 1] - origin;
        sum += distance;
        square += distance * distance;
        offsets[j - 1] = sum;
        squares[j - 1] = square;
    }
#pragma GCC ivdep
    for (std::size_t j = 0; j < window; ++j) {
        const double offset = offsets[j] * inverse[j];
        squares[j] = atLeastZero(squares[j] - offsets[j] * offset);
        offsets[j] = offset;
    }
    m_suffixOrigin = origin;
    m_position = 0;
}

RollingComoments::RollingComoments(int window)
    : m_window(checkedWindow(window)),
      m_rawX(m_window, 0.0),
      m_rawY(m_window, 0.0),
      m_suffix(m_window + 1)
{}

void RollingComoments::Sums::add(double dx, double dy)
{
    x += dx;
    y += dy;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
}

RollingComoments::Part RollingComoments::Sums::part(double count) const
{
    const double offsetX = x / count;
    const double offsetY = y / count;
    return {offsetX, offsetY, atLeastZero(xx - x * offsetX), atLeastZero(yy - y * offsetY),
            xy - x * offsetY};
}

void RollingComoments::run(const double* x, const double* y, const Columns& columns, std::size_t n)
{
    const double size = static_cast<double>(m_window);
    for (std::size_t i = 0; i < n; ++i) {
        if (m_position == 0) {
            m_originX = x[i];
            m_originY = y[i];
            m_prefix = Sums{};
        }
        m_prefix.add(x[i] - m_originX, y[i] - m_originY);
        m_rawX[m_position] = x[i];
        m_rawY[m_position] = y[i];
        const double inside = static_cast<double>(m_position + 1);
        const Part prefix = m_prefix.part(inside);
        if (++m_position == m_window) {
            // The window is this block alone; the origins of the one before are no part of it.
            columns.squaresX[i] = prefix.squaresX;
            columns.squaresY[i] = prefix.squaresY;
            columns.products[i] = prefix.products;
            closeBlock();
            continue;
        }
        const Part& suffix = m_suffix[m_position];
        const double coupling = inside * (size - inside) / size;
        const double gapX = (m_originX - m_suffixOriginX) + (prefix.offsetX - suffix.offsetX);
        const double gapY = (m_originY - m_suffixOriginY) + (prefix.offsetY - suffix.offsetY);
        columns.squaresX[i] = suffix.squaresX + prefix.squaresX + gapX * gapX * coupling;
        columns.squaresY[i] = suffix.squaresY + prefix.squaresY + gapY * gapY * coupling;
        columns.products[i] = suffix.products + prefix.products + gapX * gapY * coupling;
    }
}

void RollingComoments::closeBlock()
{
    m_suffixOriginX = m_rawX[m_window - 1];
    m_suffixOriginY = m_rawY[m_window - 1];
    Sums sums;
    for (std::size_t j = m_window; j-- > 0;) {
        sums.add(m_rawX[j] - m_suffixOriginX, m_rawY[j] - m_suffixOriginY);
        m_suffix[j] = sums.part(static_cast<double>(m_window - j));
    }
    m_position = 0;
}

RollingLine::RollingLine(int window)
    : m_window(checkedWindow(window)),
      m_raw(m_window, 0.0),
      m_suffixOffset(m_window + 1, 0.0),
      m_suffixComoment(m_window + 1, 0.0)
{}

void RollingLine::run(const double* y, double* slope, double* mean, std::size_t n)
{
    const double size = static_cast<double>(m_window);
    // Sum of squared distances of 0…n-1 from their mean; a single point has no slope.
    const double spread = m_window == 1 ? kInfinity : size * (size * size - 1) / 12;
    for (std::size_t i = 0; i < n; ++i) {
        if (m_position == 0) {
            m_origin = y[i];
            m_sum = 0;
            m_moment = 0;
        }
        m_raw[m_position] = y[i];
        const double at = static_cast<double>(m_position);
        const double distance = y[i] - m_origin;
        m_sum += distance;
        m_moment += at * distance;
        const double inside = at + 1;
        const double offset = m_sum / inside;
        const double comoment = m_moment - m_sum * (at / 2);
        if (++m_position == m_window) {
            // The window is this block alone; the origin of the one before is no part of it.
            slope[i] = comoment / spread;
            mean[i] = m_origin + offset;
            closeBlock();
            continue;
        }
        const double suffixOffset = m_suffixOffset[m_position];
        const double gap = (m_origin - m_suffixOrigin) + (offset - suffixOffset);
        // The centres of the two halves are always half a window apart.
        const double joined =
            m_suffixComoment[m_position] + comoment + gap * (inside * (size - inside) / 2);
        slope[i] = joined / spread;
        mean[i] = m_suffixOrigin + (suffixOffset + gap * (inside / size));
    }
}

void RollingLine::closeBlock()
{
    m_suffixOrigin = m_raw[m_window - 1];
    double sum = 0;
    double moment = 0;
    for (std::size_t j = m_window; j-- > 0;) {
        const double back = static_cast<double>(m_window - 1 - j);
        const double distance = m_raw[j] - m_suffixOrigin;
        sum += distance;
        moment += back * distance;
        m_suffixOffset[j] = sum / (back + 1);
        m_suffixComoment[j] = sum * (back / 2) - moment;
    }
    m_position = 0;
}

Delay::Delay(int bars) : m_ring(static_cast<std::size_t>(bars), 0.0)
{
    EXPECTS(bars >= 0);
}

void Delay::run(const double* x, double* earlier, std::size_t n)
{
    const std::size_t start = runStart(x, earlier, n);
    std::copy_n(x, n - start, earlier + start);
}

std::size_t Delay::runStart(const double* x, double* earlier, std::size_t n)
{
    const std::size_t bars = m_ring.size();
    if (n >= bars) {
        const auto oldest = m_ring.begin() + static_cast<std::ptrdiff_t>(m_position);
        std::copy(m_ring.begin(), oldest, std::copy(oldest, m_ring.end(), earlier));
        std::copy_n(x + (n - bars), bars, m_ring.begin());
        m_position = 0;
        return bars;
    }
    std::size_t i = 0;
    while (i < n) {
        const std::size_t steps = std::min(n - i, bars - m_position);
        std::copy_n(m_ring.data() + m_position, steps, earlier + i);
        std::copy_n(x + i, steps, m_ring.data() + m_position);
        i += steps;
        m_position = (m_position + steps) % bars;
    }
    return n;
}

} // namespace sw::indicators
