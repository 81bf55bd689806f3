#include "app/console.h"

#include "bridge/text.h"

#include <QJsonDocument>

#include <cstdio>

#include <unistd.h>

namespace sw::app {

using bridge::toQt;

void Console::out(std::string_view text)
{
    clearProgress();
    m_broken = std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || m_broken;
}

void Console::json(const QJsonObject& document, bool compact)
{
    const QByteArray bytes =
        QJsonDocument(document).toJson(compact ? QJsonDocument::Compact : QJsonDocument::Indented);
    out({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (compact) {
        out("\n");
    }
}

void Console::error(std::string_view sentence)
{
    clearProgress();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(sentence.size()), sentence.data());
}

void Console::progress(std::string_view line)
{
    if (isatty(STDERR_FILENO) == 0) {
        return;
    }
    std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(line.size()), line.data());
    std::fflush(stderr);
    m_progressShown = true;
}

void Console::clearProgress()
{
    if (m_progressShown) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
        m_progressShown = false;
    }
}

Status Console::finish()
{
    clearProgress();
    if (std::fflush(stdout) != 0 || m_broken) {
        return fail(ErrorKind::Io,
                    "The result could not be written to standard output; is the disk "
                    "full or the reader gone?");
    }
    return {};
}

Exit exitFor(const Error& error)
{
    return error.kind == ErrorKind::Cancelled ? Exit::Cancelled : Exit::Failed;
}

} // namespace sw::app
