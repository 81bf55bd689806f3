// The strategies that the room's tests share: own files, and the specification's where it is there.
#pragma once

#include <QDir>
#include <QFile>

#include <string>
#include <vector>

namespace sw::test {

struct StrategyFile {
    std::string name;
    std::string text;
};

/// The files of tests/lang/programs, by name.
inline std::vector<StrategyFile> strategyFiles()
{
    std::vector<StrategyFile> files;
    const QDir folder(QStringLiteral(SW_SOURCE_DIR "/tests/lang/programs"));
    for (const QString& name : folder.entryList({QStringLiteral("*.strat")}, QDir::Files)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly)) {
            files.push_back({name.toStdString(), file.readAll().toStdString()});
        }
    }
    return files;
}

/// The fenced blocks of the third section of the specification; empty where it is absent.
inline std::vector<StrategyFile> specifiedStrategies()
{
    QFile page(QStringLiteral(SW_SHARED_DIR "/design/language.md"));
    if (!page.open(QIODevice::ReadOnly)) {
        return {};
    }
    const std::string text = page.readAll().toStdString();
    std::vector<StrategyFile> programs;
    const std::size_t end = text.find("\n## 4.");
    std::size_t place = text.find("\n## 3.");
    while (place < end) {
        const std::size_t open = text.find("\n```\n", place);
        const std::size_t close = open < end ? text.find("\n```\n", open + 5) : end;
        if (close >= end) {
            break;
        }
        programs.push_back({"program " + std::to_string(programs.size() + 1),
                            text.substr(open + 5, close - open - 4)});
        place = close + 4;
    }
    return programs;
}

} // namespace sw::test
