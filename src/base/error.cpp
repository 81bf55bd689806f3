#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace sw {

std::string Error::text() const
{
    return context.empty() ? message : message + " (while " + context + ")";
}

std::string_view name(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::InvalidInput:
        return "invalid_input";
    case ErrorKind::NotFound:
        return "not_found";
    case ErrorKind::Unsupported:
        return "unsupported";
    case ErrorKind::Io:
        return "io";
    case ErrorKind::Network:
        return "network";
    case ErrorKind::Timeout:
        return "timeout";
    case ErrorKind::RateLimited:
        return "rate_limited";
    case ErrorKind::Unauthorized:
        return "unauthorized";
    case ErrorKind::BadReply:
        return "bad_reply";
    case ErrorKind::Cancelled:
        return "cancelled";
    case ErrorKind::Internal:
        break;
    }
    return "internal";
}

void contractViolated(const char* what, const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: broken %s: %s\n", file, line, what, condition);
    std::abort();
}

} // namespace sw
