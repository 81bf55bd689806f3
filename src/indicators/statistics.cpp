#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/rolling.h"

#include <algorithm>
#include <cmath>

namespace sw::indicators {

namespace {

class StdevCore final : public Core
{
public:
    explicit StdevCore(int length) : m_moments(length), m_inverse(1.0 / length) {}
    void run(const Block& block) override
    {
        Column mean;
        double* out = block.out[0];
        m_moments.run(block.in[0], mean.data(), out, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            out[i] = std::sqrt(out[i] * m_inverse);
        }
    }

private:
    RollingMoments m_moments;
    double m_inverse;
};

class ZscoreCore final : public Core
{
public:
    explicit ZscoreCore(int length) : m_moments(length), m_inverse(1.0 / length) {}
    void run(const Block& block) override
    {
        Column mean;
        double* out = block.out[0];
        m_moments.run(block.in[0], mean.data(), out, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double deviation = std::sqrt(out[i] * m_inverse);
            const double score = (block.in[0][i] - mean[i]) / deviation;
            out[i] = deviation == 0 ? 0.0 : score;
        }
    }

private:
    RollingMoments m_moments;
    double m_inverse;
};

class LineCore final : public Core
{
public:
    /// `isSlope`: the slope per bar, else the end point of the line.
    LineCore(int length, bool isSlope)
        : m_line(length), m_reach(0.5 * (length - 1.0)), m_isSlope(isSlope)
    {}
    void run(const Block& block) override
    {
        Column mean;
        double* out = block.out[0];
        m_line.run(block.in[0], out, mean.data(), block.size);
        if (!m_isSlope) {
            for (std::size_t i = 0; i < block.size; ++i) {
                out[i] = mean[i] + out[i] * m_reach;
            }
        }
    }

private:
    RollingLine m_line;
    double m_reach;
    bool m_isSlope;
};

class ComomentCore final : public Core
{
public:
    /// `isBeta`: slope of the first series on the second, else their correlation.
    ComomentCore(int length, bool isBeta) : m_comoments(length), m_isBeta(isBeta) {}
    void run(const Block& block) override
    {
        Column squaresX;
        Column squaresY;
        double* out = block.out[0];
        m_comoments.run(block.in[0], block.in[1], {squaresX.data(), squaresY.data(), out},
                        block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            out[i] = m_isBeta ? beta(out[i], squaresY[i])
                              : correlation(out[i], squaresX[i], squaresY[i]);
        }
    }

private:
    static double beta(double products, double squares)
    {
        return squares > 0 ? products / squares : kMissing;
    }
    static double correlation(double products, double squaresX, double squaresY)
    {
        const double both = std::sqrt(squaresX) * std::sqrt(squaresY);
        return both > 0 ? std::clamp(products / both, -1.0, 1.0) : kMissing;
    }

    RollingComoments m_comoments;
    bool m_isBeta;
};

class PercentRankCore final : public Core
{
public:
    explicit PercentRankCore(int length) : m_window(length), m_start(m_window.push(0)) {}
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            const double x = block.in[0][i];
            block.out[0][i] = 100.0 * countUpTo(x) / static_cast<double>(m_window.size());
            m_start = m_window.push(x);
        }
    }

private:
    /// How many values of the window are not above x; four fixed lanes for the vector registers.
    double countUpTo(double x) const
    {
        std::array<double, 4> lanes{};
        std::size_t j = 0;
        for (; j + 4 <= m_window.size(); j += 4) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                lanes[lane] += m_start[j + lane] <= x ? 1.0 : 0.0;
            }
        }
        double count = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; j < m_window.size(); ++j) {
            count += m_start[j] <= x ? 1.0 : 0.0;
        }
        return count;
    }

    Window m_window;
    const double* m_start; ///< the oldest value of the window
};

class MedianCore final : public Core
{
public:
    explicit MedianCore(int length)
        : m_size(static_cast<std::size_t>(length)), m_ring(m_size, 0.0), m_sorted(m_size, 0.0)
    {}
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            replace(m_ring[m_position], block.in[0][i]);
            m_ring[m_position] = block.in[0][i];
            m_position = m_position + 1 == m_size ? 0 : m_position + 1;
            const double above = m_sorted[m_size / 2];
            const double below = m_sorted[(m_size - 1) / 2];
            block.out[0][i] = m_size % 2 == 1 ? above : (below + above) / 2;
        }
    }

private:
    /// Takes one value out of the sorted window and puts another in.
    void replace(double leaving, double entering)
    {
        const auto hole = std::lower_bound(m_sorted.begin(), m_sorted.end(), leaving);
        if (entering > leaving) {
            const auto place = std::lower_bound(hole + 1, m_sorted.end(), entering);
            std::move(hole + 1, place, hole);
            *(place - 1) = entering;
        } else {
            const auto place = std::upper_bound(m_sorted.begin(), hole, entering);
            std::move_backward(place, hole, hole + 1);
            *place = entering;
        }
    }

    std::size_t m_size;
    std::size_t m_position = 0;
    std::vector<double> m_ring;
    std::vector<double> m_sorted;
};

KernelPtr makeLine(int length, bool isSlope)
{
    return windowKernel(makeCore<LineCore>(length, isSlope), 1, {length - 1});
}

KernelPtr makeComoment(int length, bool isBeta)
{
    return windowKernel(makeCore<ComomentCore>(length, isBeta), 2, {length - 1});
}

} // namespace

KernelPtr makeStdev(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<StdevCore>(n), 1, {n - 1});
}

KernelPtr makeZscore(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<ZscoreCore>(n), 1, {n - 1});
}

KernelPtr makeLinreg(Numbers numbers, const KernelContext&)
{
    return makeLine(lengthAt(numbers, 0), false);
}

KernelPtr makeSlope(Numbers numbers, const KernelContext&)
{
    return makeLine(lengthAt(numbers, 0), true);
}

KernelPtr makeCorrelation(Numbers numbers, const KernelContext&)
{
    return makeComoment(lengthAt(numbers, 0), false);
}

KernelPtr makeBeta(Numbers numbers, const KernelContext&)
{
    return makeComoment(lengthAt(numbers, 0), true);
}

KernelPtr makePercentRank(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<PercentRankCore>(n), 1, {n});
}

KernelPtr makeMedian(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<MedianCore>(n), 1, {n - 1});
}

} // namespace sw::indicators
