#include "market/large_pages.h"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace sw::market {

void preferLargePages([[maybe_unused]] const void* begin, [[maybe_unused]] std::size_t bytes)
{
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    constexpr std::uintptr_t kPage = std::uintptr_t{2} << 20;
    if (bytes < kPage) {
        return;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t skipped = (kPage - address % kPage) % kPage;
    if (skipped + kPage > bytes) {
        return;
    }
    const std::uintptr_t whole = (bytes - skipped) / kPage * kPage;
    // The system wants a pointer to what it may change; the contents stay as they are.
    auto* const pages = static_cast<char*>(const_cast<void*>(begin)) + skipped;
    static_cast<void>(madvise(pages, whole, MADV_HUGEPAGE));
#endif
}

} // namespace sw::market
