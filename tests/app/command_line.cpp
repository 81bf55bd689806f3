#include "command_line.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdint>

namespace sw::test {

QJsonObject Ran::json() const
{
    return QJsonDocument::fromJson(out).object();
}

Ran run(const QStringList& arguments, const QByteArray& input, const QString& home)
{
    static const QTemporaryDir defaultHome;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home.isEmpty() ? defaultHome.path() : home);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SW_CLI), arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(300'000);
    Ran ran;
    ran.crashed = process.exitStatus() != QProcess::NormalExit;
    ran.exit = process.exitCode();
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

QString makeBars(const QString& folder, const QString& name, int count, int seed)
{
    QByteArray text = "time,open,high,low,close,volume\n";
    std::uint64_t state = static_cast<std::uint64_t>(seed) * 0x9E3779B97F4A7C15ULL + 1;
    const auto uniform = [&state] {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return static_cast<double>(state % 10'000) / 10'000 - 0.5;
    };
    double price = 100;
    const QDate first(1990, 1, 1);
    for (int i = 0; i < count; ++i) {
        const double open = price * (1 + 0.004 * uniform());
        const double close = open * (1 + 0.03 * uniform());
        const double high = qMax(open, close) * 1.004;
        const double low = qMin(open, close) * 0.996;
        price = close < 20 ? 40 : close > 500 ? 250 : close;
        text += first.addDays(i).toString(Qt::ISODate).toLatin1();
        for (const double value : {open, high, low, close}) {
            text += ',' + QByteArray::number(value, 'f', 4);
        }
        text += ",1000\n";
    }
    return makeFile(folder, name, text);
}

QString makeFile(const QString& folder, const QString& name, const QByteArray& content)
{
    const QString path = QDir(folder).filePath(name);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(content);
    }
    return path;
}

bool isOneSentence(const QByteArray& text)
{
    const QByteArray line = text.trimmed();
    return !line.isEmpty() && line.size() < 1200 && !line.contains('\n');
}

} // namespace sw::test
