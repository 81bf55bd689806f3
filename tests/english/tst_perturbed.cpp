// One more word or number in a sentence: the same program with the extra named, a program that
// says the number, or a question. Never quietly another program.
#include "test_main.h"

#include "tables.h"

#include "english/interpreter.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace sw;

namespace {

QStringList sharedSentences()
{
    QStringList out;
    QFile file(QStringLiteral(SW_SHARED_DIR "/examples/strategies.jsonl"));
    if (file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        for (const QByteArray& line : file.readAll().split('\n')) {
            const QString text = QJsonDocument::fromJson(line).object()[u"text"].toString();
            if (!text.isEmpty()) {
                out.append(text);
            }
        }
    }
    return out;
}

QStringList tableSentences()
{
    QStringList out;
    for (const char* table : {"sentences.txt", "sentences_examples.txt"}) {
        for (const auto& one : sw::test::readTable(QLatin1String(table))) {
            out.append(one.sentence);
        }
    }
    return out;
}

QString plain(const english::Reading& reading)
{
    return QString::fromStdString(reading.source).remove(QLatin1Char('?'));
}

bool names(const english::Reading& reading, const QString& word)
{
    for (const auto* notes : {&reading.questions, &reading.unsupported}) {
        for (const english::Note& note : *notes) {
            if (QString::fromStdString(note.text + " " + note.words).contains(word)) {
                return true;
            }
        }
    }
    return false;
}

/// The number stands in the program: as it is, as so many weeks, months or years of bars, or as
/// percent.
bool saysNumber(const english::Reading& reading, double value)
{
    const QString source = plain(reading);
    for (const double form : {value, value * 5, value * 21, value * 252, value / 100}) {
        if (source.contains(QString::number(form, 'g', 12))) {
            return true;
        }
    }
    return false;
}

/// Places between words where something can be put in.
QVector<qsizetype> gaps(const QString& sentence)
{
    QVector<qsizetype> out;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        if (sentence[i] == QLatin1Char(' ')) {
            out.append(i);
        }
    }
    return out;
}

/// Empty when the reading of `sentence` with `extra` put in at `place` is as it has to be.
QString fault(const QString& sentence, qsizetype place, const QString& extra,
              const english::Reading& before)
{
    QString longer = sentence;
    longer.insert(place, QLatin1Char(' ') + extra);
    const english::Reading after = english::interpret(longer.toStdString());
    if (!after.questions.empty()) {
        return {};
    }
    const bool number = extra[0].isDigit();
    const bool same = plain(after) == plain(before);
    const bool said = number && saysNumber(after, extra.toDouble());
    if (said || (same && names(after, extra))) {
        return {};
    }
    return longer + QLatin1String("\n  was ") + plain(before) + QLatin1String("  is  ") +
           plain(after);
}

QStringList faults(const QStringList& sentences, int stride)
{
    QStringList out;
    int turn = 0;
    for (const QString& sentence : sentences) {
        const english::Reading before = english::interpret(sentence.toStdString());
        for (const qsizetype place : gaps(sentence)) {
            for (const char* extra : {"zorbly", "7391", "qqxv", "blue"}) {
                if (++turn % stride != 0) {
                    continue;
                }
                const QString text = fault(sentence, place, QLatin1String(extra), before);
                if (!text.isEmpty()) {
                    out.append(text);
                }
            }
        }
    }
    return out;
}

int stride()
{
    const int wanted = qEnvironmentVariableIntValue("STRIDE");
    return wanted > 0 ? wanted : sw::test::cases(10) == 10 ? 7 : 71;
}

} // namespace

class TestPerturbed : public QObject
{
    Q_OBJECT
private slots:
    void asksAboutWordsInsideRulesOfTheTables()
    {
        const QStringList wrong = faults(tableSentences(), stride());
        QVERIFY2(wrong.isEmpty(), qPrintable(QString::number(wrong.size()) + QLatin1Char('\n') +
                                             wrong.join(QLatin1Char('\n'))));
    }

    void asksAboutWordsInsideRulesOfTheExamples()
    {
        const QStringList sentences = sharedSentences();
        if (sentences.isEmpty()) {
            QSKIP("the example strategies are not here");
        }
        const QStringList wrong = faults(sentences, stride());
        QVERIFY2(wrong.isEmpty(), qPrintable(QString::number(wrong.size()) + QLatin1Char('\n') +
                                             wrong.join(QLatin1Char('\n'))));
    }
};

SW_TEST(TestPerturbed)
#include "tst_perturbed.moc"
