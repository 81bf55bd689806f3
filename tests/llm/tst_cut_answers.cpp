#include "test_main.h"

#include "answers.h"
#include "llm/schema.h"

#include <QRandomGenerator>

using namespace sw::llm;
using namespace sw::llm::test;

namespace {

/// One random change of a stream.
QByteArray mutated(QByteArray bytes, QRandomGenerator& random)
{
    const int changes = random.bounded(1, 6);
    for (int i = 0; i < changes && !bytes.isEmpty(); ++i) {
        const qsizetype at = random.bounded(bytes.size());
        switch (random.bounded(7)) {
        case 0:
            bytes[at] = static_cast<char>(random.bounded(256));
            break;
        case 1:
            bytes.remove(at, random.bounded(1, 40));
            break;
        case 2:
            bytes.insert(at, bytes.mid(random.bounded(bytes.size()), random.bounded(1, 200)));
            break;
        case 3:
            bytes.truncate(at);
            break;
        case 4:
            bytes.insert(at, QByteArrayLiteral("\n\n"));
            break;
        case 5:
            bytes.insert(at, QByteArray(random.bounded(1, 30), "{[\"\\}"[random.bounded(5)]));
            break;
        default:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
            break;
        }
    }
    return bytes;
}

Assembled inRandomPieces(AnswerReader& reader, const QByteArray& bytes, QRandomGenerator& random)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype length = random.bounded(1, 90);
        reader.read(bytes.mid(at, length));
        at += length;
    }
    return reader.finish();
}

} // namespace

class TestCutAnswers : public QObject
{
    Q_OBJECT

private slots:
    void everyPrefixFailsOrIsComplete_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Canned& canned : cannedAnswers()) {
            QTest::newRow(canned.title) << index++;
        }
    }

    void everyPrefixFailsOrIsComplete()
    {
        QFETCH(int, index);
        const Canned canned = cannedAnswers()[static_cast<std::size_t>(index)];
        const Adapter& adapter = adapterFor(canned.kind);
        const Asking asking = askingFor(canned.kind);
        bool wasComplete = false;
        for (qsizetype length = 0; length <= canned.bytes.size(); ++length) {
            const QByteArray prefix = canned.bytes.left(length);
            const Assembled answer = assembled(canned.kind, prefix);
            sw::http::Exchange cut;
            cut.status = 200;
            cut.failure =
                sw::http::Failure{sw::http::FailureKind::Cut, QStringLiteral("Lost."), {}};
            const auto afterCut = adapter.judge(cut, answer, asking, QDateTime());
            QCOMPARE(afterCut.has_value(), !answer.complete());
            QVERIFY2(!wasComplete || answer.complete(), qPrintable(QString::number(length)));
            wasComplete = answer.complete();
            if (wasComplete) {
                QCOMPARE(answer.text, canned.text);
                QVERIFY(documentIn(answer.text).has_value());
            } else {
                QVERIFY2(afterCut->kind == ProblemKind::Cut,
                         qPrintable(name(afterCut->kind) + QString::number(length)));
                QVERIFY(afterCut->retryable());
                QVERIFY(verdict(canned.kind, prefix).has_value());
            }
        }
        QVERIFY(wasComplete);
    }

    void everyWayOfCuttingGivesTheSame()
    {
        QRandomGenerator random(11);
        for (const Canned& canned : cannedAnswers()) {
            const Assembled whole = assembled(canned.kind, canned.bytes);
            for (int round = 0; round < 50; ++round) {
                const auto reader = adapterFor(canned.kind).reader(askingFor(canned.kind));
                const Assembled answer = inRandomPieces(*reader, canned.bytes, random);
                QCOMPARE(answer.text, whole.text);
                QCOMPARE(answer.whole, whole.whole);
                QVERIFY(answer.usage.output == whole.usage.output);
            }
        }
    }

    void mutatedStreamsNeverCrash()
    {
        const std::vector<Canned> answers = cannedAnswers();
        QRandomGenerator random(20'261'122);
        constexpr int rounds = 10'000; // also under sanitizers: that is where they tell most
        int complete = 0;
        for (int i = 0; i < rounds; ++i) {
            const Canned& canned = answers[static_cast<std::size_t>(i) % answers.size()];
            const QByteArray bytes = mutated(canned.bytes, random);
            const Adapter& adapter = adapterFor(canned.kind);
            const auto reader = adapter.reader(askingFor(canned.kind));
            const Assembled answer = inRandomPieces(*reader, bytes, random);
            sw::http::Exchange exchange;
            exchange.status = 200;
            const auto problem =
                adapter.judge(exchange, answer, askingFor(canned.kind), QDateTime());
            QCOMPARE(problem.has_value(), !answer.complete());
            if (problem) {
                QVERIFY(!problem->sentence.isEmpty());
                exchange.status = 400 + random.bounded(130);
                exchange.body = bytes;
                const Problem told =
                    adapter.classify(exchange, askingFor(canned.kind), QDateTime());
                QVERIFY(!told.sentence.isEmpty());
            } else {
                ++complete;
                const auto document = documentIn(answer.text);
                if (document) {
                    checkDocument(*document, askingFor(canned.kind).request.schema);
                }
            }
            (void)adapter.parseListing(bytes);
        }
        QVERIFY(complete > 0 && complete < rounds);
    }
};

SW_TEST(TestCutAnswers)
#include "tst_cut_answers.moc"
