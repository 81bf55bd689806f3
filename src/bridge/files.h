// Whole files in and out, for every room that reads or writes one.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace sw::bridge {

/// Writes a file whole or not at all. Errors: Io naming the file and the reason.
Status writeFile(const std::string& path, std::string_view content);
/// The content of a file. Errors: NotFound, InvalidInput for a folder, Io naming the file and the
/// reason.
Result<std::string> readFile(const std::string& path);

} // namespace sw::bridge
