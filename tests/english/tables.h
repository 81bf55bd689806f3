// Tables of sentences and the programs they have to become: sentences*.txt.
#pragma once

#include <QFile>
#include <QString>
#include <QStringList>
#include <QTextStream>
#include <QVector>

namespace sw::test {

/// One block of a table: a sentence and what it has to become.
struct SentenceCase {
    QString sentence;
    QString mode;
    QStringList source;
    QStringList questions;    ///< their `about`
    QStringList unsupported;  ///< their `code`
    bool flaggedOnly = false; ///< only has to be asked about or reported
};

inline QString tablePath(const QString& name)
{
    return QStringLiteral(SW_SOURCE_DIR "/tests/english/") + name;
}

/// `> sentence` (\n for a line end), `= mode`, program lines, `? about`, `! code`, `*` = flagged.
inline QVector<SentenceCase> readTable(const QString& name)
{
    QVector<SentenceCase> out;
    QFile file(tablePath(name));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return out;
    }
    QTextStream stream(&file);
    stream.setEncoding(QStringConverter::Utf8);
    while (!stream.atEnd()) {
        const QString line = stream.readLine();
        if (line.startsWith(QLatin1Char('#')) || line.trimmed().isEmpty()) {
            continue;
        }
        const QString rest = line.mid(2);
        if (line.startsWith(QLatin1String("> "))) {
            out.append(SentenceCase());
            out.last().sentence = QString(rest).replace(QLatin1String("\\n"), QLatin1String("\n"));
        } else if (out.isEmpty()) {
            continue;
        } else if (line.startsWith(QLatin1String("= "))) {
            out.last().mode = rest;
        } else if (line.startsWith(QLatin1String("? "))) {
            out.last().questions.append(rest);
        } else if (line.startsWith(QLatin1String("! "))) {
            out.last().unsupported.append(rest);
        } else if (line.trimmed() == QLatin1String("*")) {
            out.last().flaggedOnly = true;
        } else {
            out.last().source.append(line);
        }
    }
    return out;
}

} // namespace sw::test
