#include "indicators/core.h"
#include "indicators/families.h"

#include "base/expects.h"

namespace sw::indicators {

namespace {

/// Unknown is not true: a condition that cannot be judged did not happen.
bool isTrue(double condition)
{
    return condition == condition && condition != 0;
}

class BarsSinceKernel final : public Kernel
{
public:
    void run(Inputs inputs, Outputs outputs) override
    {
        EXPECTS(inputs.size() == 1 && outputs.size() == 1);
        const bool isWanted = !outputs[0].empty();
        for (std::size_t i = 0; i < inputs[0].size(); ++i) {
            m_bars = isTrue(inputs[0][i]) ? 0 : m_bars + 1;
            if (isWanted) {
                outputs[0][i] = m_bars;
            }
        }
    }

private:
    double m_bars = kMissing; ///< stays missing until the condition was true
};

class ValueWhenKernel final : public Kernel
{
public:
    explicit ValueWhenKernel(int back) : m_values(static_cast<std::size_t>(back) + 1, kMissing) {}
    void run(Inputs inputs, Outputs outputs) override
    {
        EXPECTS(inputs.size() == 2 && outputs.size() == 1);
        const bool isWanted = !outputs[0].empty();
        for (std::size_t i = 0; i < inputs[0].size(); ++i) {
            if (isTrue(inputs[0][i])) {
                m_values[m_position] = inputs[1][i];
                m_position = m_position + 1 == m_values.size() ? 0 : m_position + 1;
            }
            if (isWanted) {
                outputs[0][i] = m_values[m_position]; // the oldest of those remembered
            }
        }
    }

private:
    std::size_t m_position = 0;
    std::vector<double> m_values;
};

} // namespace

KernelPtr makeBarsSince(Numbers, const KernelContext&)
{
    return std::make_unique<BarsSinceKernel>();
}

KernelPtr makeValueWhen(Numbers numbers, const KernelContext&)
{
    return std::make_unique<ValueWhenKernel>(lengthAt(numbers, 0));
}

} // namespace sw::indicators
