// Memory for columns of millions of values: the first use of a fresh small page costs more than
// what is computed with its 512 numbers, so long columns ask the system for large ones.
#pragma once

#include <cstddef>
#include <vector>

namespace sw::market {

/// Asks the system to back this memory with large pages where it can. Never fails, and never
/// changes what the memory holds. Where a system knows no such wish, nothing happens.
void preferLargePages(const void* begin, std::size_t bytes);

/// Reserves room for `count` values, on large pages when they are many.
template <class T> void reserveLarge(std::vector<T>& values, std::size_t count)
{
    if (count > values.capacity()) {
        values.reserve(count);
        preferLargePages(values.data(), values.capacity() * sizeof(T));
    }
}

} // namespace sw::market
