// Tables of sentences and the programs they have to become, and properties of all of them.
#include "test_main.h"

#include "tables.h"

#include "english/interpreter.h"
#include "lang/syntax.h"

#include <QFile>

#include <cmath>
#include <set>

using namespace sw;

namespace {

using Case = sw::test::SentenceCase;

QVector<Case> read(const QString& name)
{
    return sw::test::readTable(name);
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QStringList linesOf(const std::string& source)
{
    return text(source).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

QStringList abouts(const std::vector<english::Note>& notes)
{
    QStringList out;
    for (const english::Note& note : notes) {
        out.append(text(note.about));
    }
    return out;
}

QStringList codes(const std::vector<english::Note>& notes)
{
    QStringList out;
    for (const english::Note& note : notes) {
        out.append(text(note.code));
    }
    return out;
}

void update(const QString& name, const QVector<Case>& cases)
{
    QFile file(sw::test::tablePath(name));
    QByteArray head;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            if (!line.startsWith('#')) {
                break;
            }
            head += line;
        }
        file.close();
    }
    if (!file.open(QIODevice::WriteOnly)) {
        return;
    }
    file.write(head);
    for (const Case& one : cases) {
        const english::Reading reading = english::interpret(one.sentence.toStdString());
        QString block = QStringLiteral("\n> ") +
                        QString(one.sentence).replace(QLatin1String("\n"), QLatin1String("\\n")) +
                        QLatin1Char('\n');
        if (one.flaggedOnly) {
            block += QStringLiteral("*\n");
        } else {
            block += QStringLiteral("= ") + text(reading.mode) + QLatin1Char('\n') +
                     text(reading.source);
            for (const QString& about : abouts(reading.questions)) {
                block += QStringLiteral("? ") + about + QLatin1Char('\n');
            }
            for (const QString& code : codes(reading.unsupported)) {
                block += QStringLiteral("! ") + code + QLatin1Char('\n');
            }
        }
        file.write(block.toUtf8());
    }
}

} // namespace

class TestSentences : public QObject
{
    Q_OBJECT
private slots:
    void readsEverySentenceOfTheTables_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("number");
        for (const char* name : {"sentences.txt", "sentences_examples.txt"}) {
            const QString file = QLatin1String(name);
            const QVector<Case> cases = read(file);
            QVERIFY(!cases.isEmpty());
            if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
                update(file, cases);
            }
            for (int i = 0; i < cases.size(); ++i) {
                QTest::newRow(qPrintable(QStringLiteral("%1:%2 %3")
                                             .arg(file)
                                             .arg(i + 1)
                                             .arg(cases[i].sentence.left(60))))
                    << file << i;
            }
        }
    }

    void readsEverySentenceOfTheTables()
    {
        QFETCH(QString, file);
        QFETCH(int, number);
        static QMap<QString, QVector<Case>> tables;
        if (!tables.contains(file)) {
            tables[file] = read(file);
        }
        const Case& wanted = tables[file][number];
        const english::Reading reading = english::interpret(wanted.sentence.toStdString());
        if (wanted.flaggedOnly) {
            QVERIFY2(!reading.questions.empty() || !reading.unsupported.empty(),
                     reading.source.c_str());
            return;
        }
        QCOMPARE(linesOf(reading.source).join(QLatin1Char('\n')),
                 wanted.source.join(QLatin1Char('\n')));
        QCOMPARE(text(reading.mode), wanted.mode);
        QCOMPARE(abouts(reading.questions), wanted.questions);
        QCOMPARE(codes(reading.unsupported), wanted.unsupported);
    }

    void writesOnlyProgramsThatParse()
    {
        for (const char* name : {"sentences.txt", "sentences_examples.txt"}) {
            for (const Case& one : read(QLatin1String(name))) {
                const english::Reading reading = english::interpret(one.sentence.toStdString());
                const lang::Parsed parsed = lang::parse(reading.source);
                QVERIFY2(!lang::hasErrors(parsed.diagnostics), reading.source.c_str());
            }
        }
    }

    void tracesEveryLineToWordsOfTheSentence()
    {
        for (const Case& one : read(QStringLiteral("sentences.txt"))) {
            const std::string sentence = one.sentence.toStdString();
            const english::Reading reading = english::interpret(sentence);
            for (const english::TraceItem& item : reading.trace) {
                QVERIFY(item.words.end <= sentence.size());
                QVERIFY(item.line >= 1);
                const bool setting = item.rule.starts_with("trade ");
                QVERIFY2(setting || item.words.end > item.words.begin, item.rule.c_str());
            }
        }
    }

    /// A number that the user wrote is in the program, or somebody is told.
    void losesNoNumberSilently()
    {
        static const QRegularExpression number(
            QStringLiteral("(?<![A-Za-z0-9.^=])\\d+(?:\\.\\d+)?(?![0-9.:]*\\d)"));
        for (const Case& one : read(QStringLiteral("sentences.txt"))) {
            const english::Reading reading = english::interpret(one.sentence.toStdString());
            QString known = text(reading.source);
            for (const auto* notes :
                 {&reading.questions, &reading.unsupported, &reading.assumptions}) {
                for (const english::Note& note : *notes) {
                    known += QLatin1Char(' ') + text(note.words) + QLatin1Char(' ') +
                             text(note.text) + QLatin1Char(' ') + text(note.value);
                }
            }
            auto it = number.globalMatch(one.sentence);
            while (it.hasNext()) {
                const QString digits = it.next().captured();
                const double value = digits.toDouble();
                bool found = false;
                for (const double form : {value, value / 100, 1 + value / 100, 1 - value / 100,
                                          value * 1000, value - 1, value * 5, value * 21}) {
                    found = found || known.contains(QString::number(form, 'g', 10));
                }
                QVERIFY2(found, qPrintable(digits + QLatin1String(" in: ") + one.sentence));
            }
        }
    }
};

SW_TEST(TestSentences)
#include "tst_sentences.moc"
