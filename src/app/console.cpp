#include "app/console.h"

#include "bridge/text.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

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

Status writeFile(const std::string& path, std::string_view content)
{
    QSaveFile file(toQt(path));
    const auto failure = [&] {
        return fail(ErrorKind::Io, "Cannot write " + path + ": " +
                                       bridge::fromQt(file.errorString()) +
                                       "; choose another place or free some space.");
    };
    if (!file.open(QIODevice::WriteOnly)) {
        return failure();
    }
    const auto size = static_cast<qint64>(content.size());
    if (file.write(content.data(), size) != size || !file.commit()) {
        return failure();
    }
    return {};
}

Result<std::string> readFile(const std::string& path)
{
    QFile file(toQt(path));
    if (!file.exists()) {
        return fail(ErrorKind::NotFound, "There is no file " + path + ".");
    }
    if (QFileInfo(file).isDir()) {
        return fail(ErrorKind::InvalidInput, path + " is a folder, not a file.");
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Io,
                    "Cannot read " + path + ": " + bridge::fromQt(file.errorString()) + ".");
    }
    std::string content(static_cast<std::size_t>(file.size()), '\0');
    const qint64 got = file.read(content.data(), file.size());
    if (got < 0 || file.error() != QFileDevice::NoError) {
        return fail(ErrorKind::Io,
                    "Cannot read " + path + ": " + bridge::fromQt(file.errorString()) + ".");
    }
    content.resize(static_cast<std::size_t>(got));
    // Special files have no size of their own.
    content += file.readAll().toStdString();
    return content;
}

} // namespace sw::app
