// What a family file writes: the arithmetic of one indicator on values that are never missing.
// Warm-up and missing values are the business of the two wrappers below, so that they are treated
// alike by every kernel and cost the arithmetic nothing.
#pragma once

#include "indicators/kernel.h"
#include "indicators/widest.h"

#include <array>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace sw::indicators {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Values handed to a core at once; small enough for all its columns to stay in the L1/L2 cache.
inline constexpr std::size_t kBlockBars = 2048;
/// Room for one column of a block.
using Column = std::array<double, kBlockBars>;

/// Columns of at most kBlockBars bars.
struct Block {
    std::array<const double*, 8> in{};
    std::array<double*, 8> out{};
    std::array<bool, 8> wanted{}; ///< false: the output is written to nowhere and may be skipped
    std::size_t size = 0;
};

/// The arithmetic of one indicator. Inputs hold no NaN. What it writes during its warm-up is
/// overwritten; it may write kMissing where a value is undefined (division by zero).
class Core
{
public:
    virtual ~Core() = default;
    /// Consumes block.size bars and writes as many of each output.
    virtual void run(const Block& block) = 0;
};

/// A core whose whole arithmetic runs by the widest code of this processor.
template <class Arithmetic> class WideCore final : public Core
{
public:
    template <class... Arguments>
    explicit WideCore(Arguments&&... arguments) : m_core(std::forward<Arguments>(arguments)...)
    {}
    void run(const Block& block) override
    {
        onWidest([&] { m_core.Arithmetic::run(block); });
    }

private:
    Arithmetic m_core;
};

template <class Arithmetic, class... Arguments>
std::unique_ptr<Core> makeCore(Arguments&&... arguments)
{
    return std::make_unique<WideCore<Arithmetic>>(std::forward<Arguments>(arguments)...);
}

/// True when any of the values is NaN.
bool hasMissing(const double* values, std::size_t size);

/// A core whose outputs depend on a fixed number of bars: an output is missing while any of the
/// bars it reads is. `warmups` holds the window minus one bar of each output.
std::unique_ptr<Kernel> windowKernel(std::unique_ptr<Core> core, std::size_t inputs,
                                     std::vector<int> warmups);

/// A core that remembers everything: a bar on which any input is missing does not exist for it, and
/// the outputs hold their last value over it. `warmups` holds the missing bars of each output.
std::unique_ptr<Kernel> heldKernel(std::unique_ptr<Core> core, std::size_t inputs,
                                   std::vector<int> warmups);

} // namespace sw::indicators
