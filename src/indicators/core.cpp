#include "indicators/core.h"

#include "base/expects.h"

#include <algorithm>
#include <bit>

namespace sw::indicators {

namespace {

using Scratch = std::vector<double>;

/// What both wrappers share: cutting a call into blocks and finding a place for unwanted outputs.
class BlockKernel : public Kernel
{
public:
    BlockKernel(std::unique_ptr<Core> core, std::size_t inputs, std::vector<int> warmups)
        : m_core(std::move(core)),
          m_inputs(inputs),
          m_warmups(std::move(warmups)),
          m_unwanted(m_warmups.size())
    {}

    void run(Inputs inputs, Outputs outputs) override
    {
        EXPECTS(inputs.size() == m_inputs && outputs.size() == m_warmups.size());
        const std::size_t size = inputs.empty() ? 0 : inputs[0].size();
        for (const std::span<const double>& input : inputs) {
            EXPECTS(input.size() == size);
        }
        for (std::size_t begin = 0; begin < size; begin += kBlockBars) {
            Block block;
            block.size = std::min(kBlockBars, size - begin);
            for (std::size_t k = 0; k < m_inputs; ++k) {
                block.in[k] = inputs[k].data() + begin;
            }
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                block.wanted[k] = !outputs[k].empty();
                EXPECTS(outputs[k].empty() || outputs[k].size() == size);
                block.out[k] = block.wanted[k] ? outputs[k].data() + begin : scratch(m_unwanted[k]);
            }
            runBlock(block);
        }
    }

    void promiseComplete() override { m_isComplete = true; }

protected:
    virtual void runBlock(const Block& block) = 0;

    static double* scratch(Scratch& column)
    {
        column.resize(kBlockBars);
        return column.data();
    }

    bool anyMissing(const Block& block) const
    {
        if (m_isComplete) {
            return false;
        }
        for (std::size_t k = 0; k < m_inputs; ++k) {
            if (hasMissing(block.in[k], block.size)) {
                return true;
            }
        }
        return false;
    }

    bool missingAt(const Block& block, std::size_t i) const
    {
        for (std::size_t k = 0; k < m_inputs; ++k) {
            if (block.in[k][i] != block.in[k][i]) {
                return true;
            }
        }
        return false;
    }

    /// Overwrites the outputs of a block that follows `seen` known bars where they are warming up.
    void maskWarmup(const Block& block, std::int64_t seen) const
    {
        for (std::size_t k = 0; k < m_warmups.size(); ++k) {
            const std::int64_t left = m_warmups[k] - seen;
            if (left > 0) {
                const auto size = static_cast<std::int64_t>(block.size);
                std::fill_n(block.out[k], std::min(left, size), kMissing);
            }
        }
    }

    std::unique_ptr<Core> m_core;
    std::size_t m_inputs;
    std::vector<int> m_warmups;

private:
    bool m_isComplete = false;
    std::vector<Scratch> m_unwanted;
};

class WindowKernel final : public BlockKernel
{
public:
    using BlockKernel::BlockKernel;

protected:
    void runBlock(const Block& block) override
    {
        if (!anyMissing(block)) {
            m_core->run(block);
            maskWarmup(block, m_known);
            m_known += static_cast<std::int64_t>(block.size);
            return;
        }
        Block filled = block;
        m_filled.resize(m_inputs);
        for (std::size_t k = 0; k < m_inputs; ++k) {
            double* column = scratch(m_filled[k]);
            for (std::size_t i = 0; i < block.size; ++i) {
                const double value = block.in[k][i];
                // Any number will do: every window that holds it is overwritten below. One, because
                // neither a division by it nor its logarithm is exceptional.
                column[i] = value != value ? 1.0 : value;
            }
            filled.in[k] = column;
        }
        m_core->run(filled);
        for (std::size_t i = 0; i < block.size; ++i) {
            m_known = missingAt(block, i) ? 0 : m_known + 1;
            for (std::size_t k = 0; k < m_warmups.size(); ++k) {
                if (m_known <= m_warmups[k]) {
                    block.out[k][i] = kMissing;
                }
            }
        }
    }

private:
    std::int64_t m_known = 0; ///< bars since the last missing one
    std::vector<Scratch> m_filled;
};

class HeldKernel final : public BlockKernel
{
public:
    HeldKernel(std::unique_ptr<Core> core, std::size_t inputs, std::vector<int> warmups)
        : BlockKernel(std::move(core), inputs, std::move(warmups)),
          m_last(m_warmups.size(), kMissing)
    {}

protected:
    void runBlock(const Block& block) override
    {
        if (!anyMissing(block)) {
            runKnown(block);
            for (std::size_t k = 0; k < m_last.size(); ++k) {
                m_last[k] = block.out[k][block.size - 1];
            }
            return;
        }
        Block known = block;
        known.size = 0;
        m_packedIn.resize(m_inputs);
        m_packedOut.resize(m_last.size());
        for (std::size_t k = 0; k < m_inputs; ++k) {
            known.in[k] = scratch(m_packedIn[k]);
        }
        for (std::size_t k = 0; k < m_last.size(); ++k) {
            known.out[k] = scratch(m_packedOut[k]);
        }
        for (std::size_t i = 0; i < block.size; ++i) {
            if (!missingAt(block, i)) {
                for (std::size_t k = 0; k < m_inputs; ++k) {
                    m_packedIn[k][known.size] = block.in[k][i];
                }
                ++known.size;
            }
        }
        if (known.size > 0) {
            runKnown(known);
        }
        std::size_t next = 0;
        for (std::size_t i = 0; i < block.size; ++i) {
            const bool isKnown = !missingAt(block, i);
            for (std::size_t k = 0; k < m_last.size(); ++k) {
                m_last[k] = isKnown ? m_packedOut[k][next] : m_last[k];
                block.out[k][i] = m_last[k];
            }
            next += isKnown ? 1 : 0;
        }
    }

private:
    void runKnown(const Block& block)
    {
        m_core->run(block);
        maskWarmup(block, m_known);
        m_known += static_cast<std::int64_t>(block.size);
    }

    std::int64_t m_known = 0; ///< bars so far without a missing input
    std::vector<double> m_last;
    std::vector<Scratch> m_packedIn;
    std::vector<Scratch> m_packedOut;
};

} // namespace

bool hasMissing(const double* values, std::size_t size)
{
    // x - x is +0, all of whose bits are zero, for every finite number and for no other.
    std::uint64_t bits = 0;
    onWidest([values, size, &bits] {
        std::uint64_t found = 0;
        for (std::size_t i = 0; i < size; ++i) {
            found |= std::bit_cast<std::uint64_t>(values[i] - values[i]);
        }
        bits = found;
    });
    // Infinity has the same effect and is not missing: look closely only now.
    return bits != 0 && std::any_of(values, values + size, [](double x) { return x != x; });
}

std::unique_ptr<Kernel> windowKernel(std::unique_ptr<Core> core, std::size_t inputs,
                                     std::vector<int> warmups)
{
    return std::make_unique<WindowKernel>(std::move(core), inputs, std::move(warmups));
}

std::unique_ptr<Kernel> heldKernel(std::unique_ptr<Core> core, std::size_t inputs,
                                   std::vector<int> warmups)
{
    return std::make_unique<HeldKernel>(std::move(core), inputs, std::move(warmups));
}

} // namespace sw::indicators
