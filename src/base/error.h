// What went wrong, in a form that the caller can act on and the trader can read.
#pragma once

#include <string>
#include <string_view>

namespace sw {

enum class ErrorKind {
    InvalidInput,
    NotFound,
    Unsupported,
    Io,
    Network,
    Timeout,
    RateLimited,
    Unauthorized,
    BadReply,
    Cancelled,
    Internal,
};

/// A failure: its kind decides what the caller does, its message is one sentence for the trader
/// (what, which, what to do), its context says while doing what.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;
    std::string context;

    /// The message with its context, as shown to the user.
    std::string text() const;
};

/// Stable lower-case name of a kind, for JSON and events ("invalid_input").
std::string_view name(ErrorKind kind);

[[noreturn]] void contractViolated(const char* what, const char* condition, const char* file,
                                   int line);

} // namespace sw
