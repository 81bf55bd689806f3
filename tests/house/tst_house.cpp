// The rules of the house that the compiler alone does not enforce.
#include "test_main.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>

namespace {

struct Module {
    QSet<QString> depends;
    bool usesQt = false;
};

QString readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The modules as the build declared them.
QMap<QString, Module> declaredModules()
{
    QMap<QString, Module> modules;
    const QString text = readAll(QStringLiteral(SW_BINARY_DIR "/modules.txt"));
    for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const QStringList parts = line.split(QLatin1Char('|'));
        Module module;
        for (const QString& room : parts.value(1).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            module.depends.insert(room);
        }
        module.usesQt = !parts.value(2).isEmpty();
        modules.insert(parts.value(0), module);
    }
    return modules;
}

/// What a module may include: itself and everything it depends on, directly or through others.
QSet<QString> reachable(const QMap<QString, Module>& modules, const QString& name)
{
    QSet<QString> seen{name};
    QStringList open{name};
    while (!open.isEmpty()) {
        const Module module = modules.value(open.takeFirst());
        for (const QString& next : module.depends) {
            if (!seen.contains(next)) {
                seen.insert(next);
                open.append(next);
            }
        }
    }
    return seen;
}

QStringList sourceFiles(const QString& folder, const QStringList& endings)
{
    QStringList files;
    QDirIterator walk(folder, endings, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        files.append(walk.next());
    }
    files.sort();
    return files;
}

QStringList includesOf(const QString& path, const QRegularExpression& pattern)
{
    QStringList found;
    auto matches = pattern.globalMatch(readAll(path));
    while (matches.hasNext()) {
        found.append(matches.next().captured(1));
    }
    return found;
}

const QString kSource = QStringLiteral(SW_SOURCE_DIR "/src");

} // namespace

class TestHouse : public QObject
{
    Q_OBJECT

private slots:
    void everyRoomDeclaresItself();
    void includesFollowTheDeclaredDependencies();
    void roomsWithoutQtDoNotSeeQt();
    void everyHeaderCompilesAlone();
    void filesStayShortEnoughToRead();
};

void TestHouse::everyRoomDeclaresItself()
{
    const QMap<QString, Module> modules = declaredModules();
    QVERIFY(modules.size() >= 8);
    for (const QString& room : QDir(kSource).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!QDir(kSource + QLatin1Char('/') + room).isEmpty()) {
            QVERIFY2(modules.contains(room), qPrintable(room + QStringLiteral(" is no module")));
        }
    }
}

void TestHouse::includesFollowTheDeclaredDependencies()
{
    const QMap<QString, Module> modules = declaredModules();
    const QRegularExpression own(QStringLiteral("^#include \"([a-z_]+)/[^\"]+\""),
                                 QRegularExpression::MultilineOption);
    int checked = 0;
    for (auto module = modules.cbegin(); module != modules.cend(); ++module) {
        const QSet<QString> allowed = reachable(modules, module.key());
        const QString folder = kSource + QLatin1Char('/') + module.key();
        for (const QString& file :
             sourceFiles(folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")})) {
            for (const QString& room : includesOf(file, own)) {
                QVERIFY2(allowed.contains(room),
                         qPrintable(QStringLiteral("%1 includes %2, which %3 does not declare")
                                        .arg(file, room, module.key())));
                ++checked;
            }
        }
    }
    QVERIFY(checked > 100);
}

void TestHouse::roomsWithoutQtDoNotSeeQt()
{
    const QMap<QString, Module> modules = declaredModules();
    const QRegularExpression system(QStringLiteral("^#include <(Q[A-Z][^>]*|Qt[^>]*)>"),
                                    QRegularExpression::MultilineOption);
    const QStringList free{QStringLiteral("base"),       QStringLiteral("market"),
                           QStringLiteral("indicators"), QStringLiteral("lang"),
                           QStringLiteral("english"),    QStringLiteral("engine"),
                           QStringLiteral("metrics"),    QStringLiteral("exporters")};
    for (const QString& room : free) {
        QVERIFY2(modules.contains(room), qPrintable(room));
        for (const QString& reached : reachable(modules, room)) {
            QVERIFY2(!modules.value(reached).usesQt,
                     qPrintable(QStringLiteral("%1 links Qt through %2").arg(room, reached)));
        }
        const QString folder = kSource + QLatin1Char('/') + room;
        for (const QString& file :
             sourceFiles(folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")})) {
            QVERIFY2(includesOf(file, system).isEmpty(), qPrintable(file));
        }
    }
}

void TestHouse::everyHeaderCompilesAlone()
{
    // The compile command of some translation unit of the room carries the right flags.
    QFile database(QStringLiteral(SW_BINARY_DIR "/compile_commands.json"));
    QVERIFY2(database.open(QIODevice::ReadOnly), "compile_commands.json is missing");
    const QRegularExpression source(QStringLiteral("/src/([a-z_]+)/[a-z_]+\\.cpp$"));
    QMap<QString, QStringList> options;
    for (const QJsonValue& item : QJsonDocument::fromJson(database.readAll()).array()) {
        const QJsonObject unit = item.toObject();
        const QString room =
            source.match(unit.value(QStringLiteral("file")).toString()).captured(1);
        if (room.isEmpty() || options.contains(room)) {
            continue;
        }
        QString command = unit.value(QStringLiteral("command")).toString();
        command.replace(QLatin1String("\\\""), QLatin1String("\""));
        const QStringList words = command.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        QStringList kept;
        for (int i = 0; i < words.size(); ++i) {
            if (words[i] == QLatin1String("-isystem")) {
                kept << words[i] << words.value(i + 1);
                ++i;
            } else if (words[i].startsWith(QLatin1String("-I")) ||
                       words[i].startsWith(QLatin1String("-D")) ||
                       words[i].startsWith(QLatin1String("-std")) ||
                       words[i].startsWith(QLatin1String("-fPIC"))) {
                kept << words[i];
            }
        }
        options.insert(room, kept);
    }
    QVERIFY(options.size() >= 8);
    for (auto room = options.cbegin(); room != options.cend(); ++room) {
        // Each header by itself, so that none leans on what another one includes; syntax only.
        for (const QString& header :
             sourceFiles(kSource + QLatin1Char('/') + room.key(), {QStringLiteral("*.h")})) {
            QProcess compiler;
            compiler.start(QStringLiteral(SW_COMPILER),
                           room.value() + QStringList{QStringLiteral("-fsyntax-only"),
                                                      QStringLiteral("-O0"), QStringLiteral("-w"),
                                                      QStringLiteral("-x"), QStringLiteral("c++"),
                                                      header});
            QVERIFY(compiler.waitForFinished(60000));
            QVERIFY2(compiler.exitCode() == 0,
                     qPrintable(header + QLatin1Char('\n') +
                                QString::fromUtf8(compiler.readAllStandardError()).left(800)));
        }
    }
}

void TestHouse::filesStayShortEnoughToRead()
{
    for (const QString& file :
         sourceFiles(kSource, {QStringLiteral("*.h"), QStringLiteral("*.cpp")})) {
        const qsizetype lines = readAll(file).count(QLatin1Char('\n'));
        QVERIFY2(lines <= 600, qPrintable(QStringLiteral("%1 has %2 lines").arg(file).arg(lines)));
    }
}

SW_TEST(TestHouse)
#include "tst_house.moc"
