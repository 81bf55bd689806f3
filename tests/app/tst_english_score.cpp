// How well plain English is understood, judged by the shared examples: every easy sentence right,
// at least 14 of the 20 medium ones, nothing silently wrong anywhere.
#include "test_main.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

class TestEnglishScore : public QObject
{
    Q_OBJECT

private slots:
    void understandsTheSharedExamples();
};

void TestEnglishScore::understandsTheSharedExamples()
{
    const QString scorer = QStringLiteral(SW_SHARED_DIR "/tools/score_english.py");
    const QString corpus = QStringLiteral(SW_SHARED_DIR "/examples/strategies.jsonl");
    if (!QFileInfo::exists(scorer) || !QFileInfo::exists(corpus)) {
        QSKIP("the shared examples are not here");
    }
    QProcess numpy;
    numpy.start(QStringLiteral("/usr/bin/python3"),
                {QStringLiteral("-c"), QStringLiteral("import numpy")});
    numpy.waitForFinished();
    if (numpy.exitCode() != 0) {
        QSKIP("the scorer needs python3-numpy");
    }
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"),
                  {scorer, corpus, QStringLiteral(SW_CLI), QStringLiteral("--json")});
    QVERIFY(process.waitForFinished(590'000));
    const QJsonObject json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const QJsonObject summary = json.value(QStringLiteral("summary")).toObject();
    const auto count = [&](const char* category, const char* verdict) {
        return summary.value(QString::fromLatin1(category))
            .toObject()
            .value(QString::fromLatin1(verdict))
            .toInt();
    };
    const QByteArray line = json.value(QStringLiteral("line")).toString().toUtf8();
    qInfo("%s", line.constData());
    QVERIFY2(count("easy", "exact") + count("easy", "acceptable") == 16, line.constData());
    QVERIFY2(count("medium", "exact") + count("medium", "acceptable") >= 14, line.constData());
    QVERIFY2(count("all", "silently_wrong") == 0, line.constData());
    QVERIFY2(count("all", "error") == 0, line.constData());
}

SW_TEST(TestEnglishScore)
#include "tst_english_score.moc"
