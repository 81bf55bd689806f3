// One source, compiled twice: for every processor of its kind and for those with wide registers,
// chosen at run time. The arithmetic is the same, operation by operation, and so are the bits:
// nothing here may fuse a multiplication with an addition.
#pragma once

namespace sw::indicators {

#if defined(__x86_64__)
/// Calls `function` with everything that can be inlined into it compiled for wide registers.
/// Requires: the processor has AVX2.
template <class F> [[gnu::target("avx2"), gnu::flatten]] void callWide(const F& function)
{
    function();
}
#endif

/// Calls `function` by the widest code that this processor can run.
template <class F> inline void onWidest(const F& function)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        callWide(function);
        return;
    }
#endif
    function();
}

} // namespace sw::indicators
