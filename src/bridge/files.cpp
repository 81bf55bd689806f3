#include "bridge/files.h"

#include "bridge/text.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace sw::bridge {

Status writeFile(const std::string& path, std::string_view content)
{
    QSaveFile file(toQt(path));
    const auto failure = [&] {
        return fail(ErrorKind::Io, "Cannot write " + path + ": " + fromQt(file.errorString()) +
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
        return fail(ErrorKind::Io, "Cannot read " + path + ": " + fromQt(file.errorString()) + ".");
    }
    std::string content(static_cast<std::size_t>(file.size()), '\0');
    const qint64 got = file.read(content.data(), file.size());
    if (got < 0 || file.error() != QFileDevice::NoError) {
        return fail(ErrorKind::Io, "Cannot read " + path + ": " + fromQt(file.errorString()) + ".");
    }
    content.resize(static_cast<std::size_t>(got));
    // Special files have no size of their own.
    content += file.readAll().toStdString();
    return content;
}

} // namespace sw::bridge
