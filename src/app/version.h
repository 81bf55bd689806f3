// The product's version, as the build sets it.
#pragma once

namespace sw::app {

inline constexpr const char* kVersion = SW_VERSION;

} // namespace sw::app
