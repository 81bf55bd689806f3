// Runs the real program as a user would and collects what it printed.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace sw::test {

struct Ran {
    int exit = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;
    QJsonObject json() const; ///< of `out`; empty when it is not a JSON object
};

/// Runs stratwright-cli with these arguments; `home` becomes the user's data folder.
Ran run(const QStringList& arguments, const QByteArray& input = {}, const QString& home = {});

/// A CSV file of made daily bars in `folder`; returns its path. Seeded.
QString makeBars(const QString& folder, const QString& name, int count, int seed = 1);

/// Writes a text file and returns its path.
QString makeFile(const QString& folder, const QString& name, const QByteArray& content);

/// True when the text is one line that ends in a full stop or a question mark: one clear sentence.
bool isOneSentence(const QByteArray& text);

} // namespace sw::test
