#include "test_main.h"

#include "base/result.h"

using namespace sw;

class TestError : public QObject
{
    Q_OBJECT
private slots:
    void showsItsMessageAlone()
    {
        QCOMPARE((Error{ErrorKind::Io, "the disk is full", {}}).text(),
                 std::string("the disk is full"));
    }

    void showsItsContextBehindTheMessage()
    {
        QCOMPARE((Error{ErrorKind::Io, "the disk is full", "saving bars"}).text(),
                 std::string("the disk is full (while saving bars)"));
    }

    void namesEachKind_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("expected");
        const std::pair<ErrorKind, const char*> kinds[] = {
            {ErrorKind::InvalidInput, "invalid_input"},
            {ErrorKind::NotFound, "not_found"},
            {ErrorKind::Unsupported, "unsupported"},
            {ErrorKind::Io, "io"},
            {ErrorKind::Network, "network"},
            {ErrorKind::Timeout, "timeout"},
            {ErrorKind::RateLimited, "rate_limited"},
            {ErrorKind::Unauthorized, "unauthorized"},
            {ErrorKind::BadReply, "bad_reply"},
            {ErrorKind::Cancelled, "cancelled"},
            {ErrorKind::Internal, "internal"}};
        for (const auto& [kind, text] : kinds) {
            QTest::newRow(text) << static_cast<int>(kind) << QString::fromLatin1(text);
        }
    }
    void namesEachKind()
    {
        QFETCH(int, kind);
        QFETCH(QString, expected);
        const std::string_view found = name(static_cast<ErrorKind>(kind));
        QCOMPARE(QString::fromUtf8(found.data(), static_cast<qsizetype>(found.size())), expected);
    }

    void travelsThroughResults()
    {
        const Result<int> bad = fail(ErrorKind::NotFound, "no such file", "opening");
        QVERIFY(!bad);
        const Result<double> passedOn = fail(bad.error());
        QVERIFY(!passedOn);
        QVERIFY(passedOn.error().kind == ErrorKind::NotFound);
        QCOMPARE(passedOn.error().message, std::string("no such file"));
        QCOMPARE(passedOn.error().context, std::string("opening"));
        QVERIFY(Status{}.has_value());
    }
};

SW_TEST(TestError)
#include "tst_error.moc"
