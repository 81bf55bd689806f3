// The one door to tl::expected: every fallible function returns Result<T>.
#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace sw {

/// A value or an Error.
template <class T> using Result = tl::expected<T, Error>;

/// Success without a value, or an Error.
using Status = tl::expected<void, Error>;

/// Makes the failure side of any Result.
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string context = {})
{
    return tl::unexpected<Error>(Error{kind, std::move(message), std::move(context)});
}

/// Passes a failure on to the caller's Result type.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace sw
