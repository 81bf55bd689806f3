#include "engine/column_ops.h"

#include "base/expects.h"
#include "engine/scalar_ops.h"
#include "indicators/widest.h"

#include <algorithm>
#include <cstring>

namespace sw::engine {

using lang::Op;

namespace {

template <class F> inline void combineBy(Operand a, Operand b, std::span<double> out, F function)
{
    indicators::onWidest([a, b, out, function] {
        double* result = out.data();
        const std::size_t count = out.size();
        if (a.values == nullptr) {
            const double left = a.constant;
            const double* right = b.values;
            for (std::size_t i = 0; i < count; ++i) {
                result[i] = function(left, right[i]);
            }
        } else if (b.values == nullptr) {
            const double* left = a.values;
            const double right = b.constant;
            for (std::size_t i = 0; i < count; ++i) {
                result[i] = function(left[i], right);
            }
        } else {
            const double* left = a.values;
            const double* right = b.values;
            for (std::size_t i = 0; i < count; ++i) {
                result[i] = function(left[i], right[i]);
            }
        }
    });
}

template <class F> void mapBy(const double* in, std::span<double> out, F function)
{
    indicators::onWidest([in, out, function] {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = function(in[i]);
        }
    });
}

} // namespace

void combineColumns(Op op, Operand a, Operand b, std::span<double> out)
{
    EXPECTS(a.values != nullptr || b.values != nullptr);
    switch (op) {
    case Op::Add:
        return combineBy(a, b, out, [](double x, double y) { return x + y; });
    case Op::Subtract:
        return combineBy(a, b, out, [](double x, double y) { return x - y; });
    case Op::Multiply:
        return combineBy(a, b, out, [](double x, double y) { return x * y; });
    case Op::Divide:
        return combineBy(a, b, out, [](double x, double y) { return scalar::divide(x, y); });
    case Op::Minimum:
        return combineBy(a, b, out, [](double x, double y) { return scalar::minimum(x, y); });
    case Op::Maximum:
        return combineBy(a, b, out, [](double x, double y) { return scalar::maximum(x, y); });
    default:
        EXPECTS(!"an operator of two numbers");
    }
}

void mapColumn(Op op, const double* in, std::span<double> out)
{
    switch (op) {
    case Op::Negate:
        return mapBy(in, out, [](double x) { return -x; });
    case Op::Absolute:
        return mapBy(in, out, [](double x) { return std::fabs(x); });
    case Op::SquareRoot:
        return mapBy(in, out, [](double x) { return scalar::squareRoot(x); });
    default:
        return mapBy(in, out, [op](double x) { return scalar::unary(op, x); });
    }
}

void averagePrice(Op op, const double* open, const double* high, const double* low,
                  const double* close, std::span<double> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        switch (op) {
        case Op::Hl2:
            out[i] = (high[i] + low[i]) / 2;
            break;
        case Op::Hlc3:
            out[i] = (high[i] + low[i] + close[i]) / 3;
            break;
        default:
            out[i] = (open[i] + high[i] + low[i] + close[i]) / 4;
            break;
        }
    }
}

void selectColumn(const std::uint64_t* truth, const std::uint64_t* falsity, Operand a, Operand b,
                  std::span<double> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool isTrue = ((truth[i / 64] >> (i % 64)) & 1u) != 0;
        const bool isFalse = ((falsity[i / 64] >> (i % 64)) & 1u) != 0;
        const double ifTrue = a.values != nullptr ? a.values[i] : a.constant;
        const double ifFalse = b.values != nullptr ? b.values[i] : b.constant;
        const double otherwise = isFalse ? ifFalse : scalar::kMissing;
        out[i] = isTrue ? ifTrue : otherwise;
    }
}

void gatherColumn(std::span<const double> values, std::span<const std::int32_t> index,
                  std::span<double> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::int32_t at = index[i];
        out[i] = at < 0 ? scalar::kMissing : values[static_cast<std::size_t>(at)];
    }
}

void gatherBits(std::span<const std::uint64_t> words, std::span<const std::int32_t> index,
                std::uint64_t* out)
{
    for (std::size_t start = 0; start < index.size(); start += 64) {
        const std::size_t end = std::min<std::size_t>(64, index.size() - start);
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < end; ++i) {
            const std::int32_t at = index[start + i];
            if (at >= 0) {
                const auto bit = static_cast<std::size_t>(at);
                word |= ((words[bit / 64] >> (bit % 64)) & 1u) << i;
            }
        }
        out[start / 64] = word;
    }
}

DelayLine::DelayLine(std::size_t count) : m_past(count, scalar::kMissing) {}

void DelayLine::run(std::span<const double> in, std::span<double> out)
{
    const std::size_t size = in.size();
    const std::size_t delay = m_past.size();
    if (delay <= size) {
        std::rotate_copy(m_past.begin(), m_past.begin() + static_cast<std::ptrdiff_t>(m_oldest),
                         m_past.end(), out.begin());
        std::copy_n(in.begin(), size - delay, out.begin() + static_cast<std::ptrdiff_t>(delay));
        std::copy_n(in.end() - static_cast<std::ptrdiff_t>(delay), delay, m_past.begin());
        m_oldest = 0;
        return;
    }
    std::size_t done = 0;
    while (done < size) {
        const std::size_t part = std::min(size - done, delay - m_oldest);
        const auto past = m_past.begin() + static_cast<std::ptrdiff_t>(m_oldest);
        std::copy_n(past, part, out.begin() + static_cast<std::ptrdiff_t>(done));
        std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(done), part, past);
        done += part;
        m_oldest = (m_oldest + part) % delay;
    }
}

} // namespace sw::engine
