#include "test_main.h"

#include "serve/message.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace sw;
using namespace sw::serve;

namespace {

ClientMessage read(const QByteArray& text)
{
    return readMessage(QString::fromUtf8(text));
}

} // namespace

class TestMessage : public QObject
{
    Q_OBJECT

private slots:
    void readsABrief()
    {
        const ClientMessage message =
            read(R"({"type":"start","id":"a1","brief":{"text":"Buy AAPL","symbol":"MSFT",
                 "from":"2016-01-31","to":"2017-02-28","capital":5000.5,"maxIterations":3,
                 "keepMyNumbers":true,"seed":7}})");
        QVERIFY2(message.request, message.request ? "" : message.request.error().text().c_str());
        QCOMPARE(message.id.toString(), QStringLiteral("a1"));
        const auto& brief = std::get<StartRun>(*message.request).brief;
        QCOMPARE(brief.text, std::string("Buy AAPL"));
        QCOMPARE(brief.symbol.value(), std::string("MSFT"));
        QCOMPARE(brief.from->year, 2016);
        QCOMPARE(brief.to->month, 2);
        QCOMPARE(brief.capital.value(), 5000.5);
        QCOMPARE(brief.maxIterations, 3);
        QVERIFY(brief.keepMyNumbers);
        QCOMPARE(brief.seed, 7U);
    }

    void readsTheOtherRequests()
    {
        QCOMPARE(std::get<SayHello>(*read(R"({"type":"hello","token":"t"})").request).token,
                 QByteArray("t"));
        const auto subscribe =
            std::get<Subscribe>(*read(R"({"type":"subscribe","session":"*","from":12})").request);
        QCOMPARE(subscribe.session, QStringLiteral("*"));
        QCOMPARE(subscribe.from, 12);
        QCOMPARE(std::get<Subscribe>(*read(R"({"type":"subscribe","session":"s"})").request).from,
                 1);
        QCOMPARE(std::get<CancelRun>(*read(R"({"type":"cancel","session":"s"})").request).session,
                 QStringLiteral("s"));
        const auto answer = std::get<AnswerQuestion>(
            *read(R"({"type":"answer","session":"s","about":"exit","text":"RSI > 70"})").request);
        QCOMPARE(answer.about, std::string("exit"));
        QCOMPARE(answer.text, std::string("RSI > 70"));
        QVERIFY(std::holds_alternative<SayPing>(*read(R"({"type":"ping","id":4})").request));
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const QByteArray& text, const char* part) {
            QTest::newRow(name) << text << QString::fromUtf8(part);
        };
        row("nothing", "", "no JSON");
        row("no JSON", "hello?", "no JSON");
        row("cut JSON", R"({"type":"ping")", "no JSON");
        row("a list", "[1,2]", "one JSON object");
        row("a number", "12", "JSON");
        row("no type", "{}", "needs a 'type'");
        row("unknown type", R"({"type":"stop"})", "needs a 'type'");
        row("type is no text", R"({"type":5})", "needs a 'type'");
        row("id is an object", R"({"type":"ping","id":{}})", "'id'");
        row("id too long", R"({"type":"ping","id":")" + QByteArray(65, 'x') + R"("})", "'id'");
        row("no session", R"({"type":"subscribe"})", "'session' is missing");
        row("session is a number", R"({"type":"subscribe","session":5})", "'session'");
        row("from is 0", R"({"type":"subscribe","session":"s","from":0})", "'from'");
        row("from is broken", R"({"type":"subscribe","session":"s","from":1.5})", "whole");
        row("from is a text", R"({"type":"subscribe","session":"s","from":"1"})", "'from'");
        row("from is huge", R"({"type":"subscribe","session":"s","from":1e300})", "'from'");
        row("unknown field", R"({"type":"cancel","session":"s","now":1})", "no field 'now'");
        row("no brief", R"({"type":"start"})", "'brief'");
        row("brief is a text", R"({"type":"start","brief":"Buy"})", "'brief'");
        row("empty brief", R"({"type":"start","brief":{}})", "brief is empty");
        row("blank brief", R"({"type":"start","brief":{"text":"  "}})", "brief is empty");
        row("date", R"({"type":"start","brief":{"text":"b","from":"soon"}})", "'from'");
        row("capital", R"({"type":"start","brief":{"text":"b","capital":-1}})", "'capital'");
        row("iterations", R"({"type":"start","brief":{"text":"b","maxIterations":11}})",
            "'maxIterations'");
        row("flag", R"({"type":"start","brief":{"text":"b","keepMyNumbers":1}})", "true or false");
        row("long text",
            R"({"type":"start","brief":{"text":")" + QByteArray(10'001, 'x') + R"("}})", "'text'");
        row("unknown brief field", R"({"type":"start","brief":{"text":"b","model":"x"}})", "model");
        row("no answer", R"({"type":"answer","session":"s"})", "'text' is missing");
    }

    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, part);
        const ClientMessage message = read(text);
        QVERIFY(!message.request);
        QCOMPARE(message.request.error().kind, ErrorKind::InvalidInput);
        const QString said = QString::fromStdString(message.request.error().text());
        QVERIFY2(said.contains(part), qPrintable(said));
        QVERIFY2(said.endsWith(u'.') && !said.contains(u'\n'), qPrintable(said));
    }

    void namesTheRequestInItsError()
    {
        const ClientMessage message = read(R"({"type":"cancel","id":17})");
        QVERIFY(!message.request);
        const QJsonObject reply =
            QJsonDocument::fromJson(errorText(message.request.error(), message.id).toUtf8())
                .object();
        QCOMPARE(reply.value(QStringLiteral("type")).toString(), QStringLiteral("error"));
        QCOMPARE(reply.value(QStringLiteral("kind")).toString(), QStringLiteral("invalid_input"));
        QCOMPARE(reply.value(QStringLiteral("id")).toInt(), 17);
    }
};

SW_TEST(TestMessage)
#include "tst_message.moc"
