#include "lang/span.h"

namespace sw::lang {

Position positionOf(std::string_view source, std::uint32_t offset)
{
    Position position;
    const std::size_t end = offset < source.size() ? offset : source.size();
    for (std::size_t i = 0; i < end; ++i) {
        const auto byte = static_cast<unsigned char>(source[i]);
        if (byte == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((byte & 0xC0U) != 0x80U) {
            ++position.column;
        }
    }
    return position;
}

} // namespace sw::lang
