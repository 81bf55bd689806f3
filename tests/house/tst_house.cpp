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

#include <memory>
#include <vector>

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

/// What a file includes before anything else; empty for none.
QString firstIncludeOf(const QString& path)
{
    static const QRegularExpression pattern(QStringLiteral("^#include [\"<]([^\">]+)"),
                                            QRegularExpression::MultilineOption);
    return pattern.match(readAll(path)).captured(1);
}

const QString kSource = QStringLiteral(SW_SOURCE_DIR "/src");

QString roomOf(const QString& file)
{
    return file.mid(kSource.size() + 1).section(QLatin1Char('/'), 0, 0);
}

/// The words of a compile command that decide what a header means.
QStringList meaningfulOptions(QString command)
{
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
    return kept;
}

/// What this build compiles.
struct Units {
    QMap<QString, QStringList> options; ///< by room
    QSet<QString> opened;               ///< headers that are the first include of a file
};

Units compiledUnits()
{
    const QRegularExpression place(QStringLiteral("/src/([a-z_]+)/"));
    Units units;
    const QByteArray database =
        readAll(QStringLiteral(SW_BINARY_DIR "/compile_commands.json")).toUtf8();
    for (const QJsonValue& item : QJsonDocument::fromJson(database).array()) {
        const QJsonObject unit = item.toObject();
        const QString file = unit.value(QStringLiteral("file")).toString();
        const QString command = unit.value(QStringLiteral("command")).toString();
        const QString room = place.match(file).captured(1);
        if (!room.isEmpty() && !units.options.contains(room)) {
            units.options.insert(room, meaningfulOptions(command));
        }
        // Not so where a build joins files or includes something first: a header may lean on it.
        if (file.startsWith(kSource + QLatin1Char('/')) &&
            !command.contains(QLatin1String(" -include "))) {
            units.opened.insert(kSource + QLatin1Char('/') + firstIncludeOf(file));
        }
    }
    return units;
}

/// A header that opens a file of this build was compiled with nothing before it, and so is one that
/// opens such a header. These are the others; each chain of openings starts with one of them.
QStringList neverCompiledFirst(const Units& units)
{
    QMap<QString, QString> opens;
    QSet<QString> follows;
    for (auto room = units.options.cbegin(); room != units.options.cend(); ++room) {
        for (const QString& header :
             sourceFiles(kSource + QLatin1Char('/') + room.key(), {QStringLiteral("*.h")})) {
            const QString first = kSource + QLatin1Char('/') + firstIncludeOf(header);
            opens.insert(header, first);
            follows.insert(first);
        }
    }
    QStringList lonely;
    QSet<QString> compiled;
    const auto compile = [&](QString header) {
        while (opens.contains(header) && !compiled.contains(header)) {
            compiled.insert(header);
            header = opens.value(header);
        }
    };
    for (const QString& header : units.opened) {
        compile(header);
    }
    // Those that open nothing start a chain; what is left then are rings, cut anywhere.
    for (const bool rings : {false, true}) {
        for (const QString& header : opens.keys()) {
            if (!compiled.contains(header) && (rings || !follows.contains(header))) {
                lonely.append(header);
                compile(header);
            }
        }
    }
    return lonely;
}

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
    const Units units = compiledUnits();
    QVERIFY(units.options.size() >= 8);
    QStringList lonely = neverCompiledFirst(units);
    // Syntax only, two at a time.
    std::vector<std::unique_ptr<QProcess>> running;
    while (!lonely.isEmpty() || !running.empty()) {
        while (!lonely.isEmpty() && running.size() < 2) {
            const QString header = lonely.takeFirst();
            auto compiler = std::make_unique<QProcess>();
            compiler->setObjectName(header);
            compiler->start(QStringLiteral(SW_COMPILER),
                            units.options.value(roomOf(header)) +
                                QStringList{QStringLiteral("-fsyntax-only"), QStringLiteral("-O0"),
                                            QStringLiteral("-w"), QStringLiteral("-x"),
                                            QStringLiteral("c++"), header});
            running.push_back(std::move(compiler));
        }
        QProcess& first = *running.front();
        QVERIFY(first.waitForFinished(120000));
        QVERIFY2(first.exitStatus() == QProcess::NormalExit && first.exitCode() == 0,
                 qPrintable(first.objectName() + QLatin1Char('\n') +
                            QString::fromUtf8(first.readAllStandardError()).left(800)));
        running.erase(running.begin());
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
