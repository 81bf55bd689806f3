// The two streams of the command line: results on stdout, everything else on stderr.
#pragma once

#include "base/result.h"

#include <QJsonObject>

#include <string>
#include <string_view>

namespace sw::app {

/// Exit codes of the command line contract.
enum class Exit : int {
    Ok = 0,
    Failed = 1,
    Usage = 2,
    DoesNotCompile = 3,
    NeedsAnswer = 4,
    Cancelled = 130,
};

/// Writes results and messages; remembers when stdout could not be written.
class Console
{
public:
    /// Writes text to stdout as it is.
    void out(std::string_view text);
    /// Writes one JSON document and a line end to stdout.
    void json(const QJsonObject& document, bool compact = false);
    /// One sentence on stderr, for what went wrong.
    void error(std::string_view sentence);
    /// A line on stderr, only when that is a terminal: shows work in progress, replaced by the
    /// next.
    void progress(std::string_view line);
    /// Removes the last progress line.
    void clearProgress();
    /// Flushes stdout. Errors: Io when anything could not be written (full disk, closed pipe).
    Status finish();

private:
    bool m_broken = false;
    bool m_progressShown = false;
};

/// The exit code that belongs to a failure.
Exit exitFor(const Error& error);

} // namespace sw::app
