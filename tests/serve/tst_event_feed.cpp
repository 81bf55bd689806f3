#include "test_main.h"

#include "stage.h"

#include "serve/event_feed.h"

#include <QJsonDocument>

using namespace sw;
using namespace sw::test;
using serve::EventFeed;
using serve::RecentEvents;

namespace {

const QString kRun = QStringLiteral("run");

/// Keeps what is sent; has room for so many texts.
class Shelf : public serve::Outlet
{
public:
    bool hasRoom() const override { return room > 0; }
    void send(const QString& text) override
    {
        --room;
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        if (message.contains(QStringLiteral("seq"))) {
            seqs.push_back(message.value(QStringLiteral("seq")).toInteger());
        } else {
            gaps.push_back({message.value(QStringLiteral("from")).toInteger(),
                            message.value(QStringLiteral("to")).toInteger()});
        }
        if (whenSent != nullptr) {
            whenSent->pump(); // a socket may report room from inside
        }
    }
    int room = 1'000'000;
    std::vector<qint64> seqs;
    std::vector<std::pair<qint64, qint64>> gaps;
    EventFeed* whenSent = nullptr;
};

struct Desk {
    explicit Desk(serve::HistoryBounds bounds = {}) : history(bounds) {}

    void append(qint64 from, qint64 to, bool tell = true)
    {
        for (const qint64 seq : upTo(to, from)) {
            history.append(eventOf(kRun, seq));
            if (tell) {
                feed.changed(kRun);
            }
        }
    }

    serve::Limits limits = [] {
        serve::Limits out;
        out.sendEvents = 10;
        return out;
    }();
    RecentEvents history;
    Shelf shelf;
    EventFeed feed{history, limits, shelf};
};

} // namespace

class TestEventFeed : public QObject
{
    Q_OBJECT

private slots:
    void sendsHistoryThenLive()
    {
        Desk desk;
        desk.append(1, 100);
        desk.feed.follow(kRun, 40);
        desk.append(101, 200);
        QCOMPARE(desk.shelf.seqs, upTo(200, 40));
        QVERIFY(desk.shelf.gaps.empty());
    }

    void sendsNothingOfOthers()
    {
        Desk desk;
        desk.append(1, 5);
        QVERIFY(desk.shelf.seqs.empty());
    }

    void waitsForANumberToCome()
    {
        Desk desk;
        desk.append(1, 3);
        desk.feed.follow(kRun, 6);
        desk.append(4, 8);
        QCOMPARE(desk.shelf.seqs, upTo(8, 6));
    }

    void sendsOnceThoughToldLate()
    {
        // History is read before the bell of its last events rings.
        Desk desk;
        desk.append(1, 50, false);
        desk.feed.follow(kRun, 1);
        desk.feed.changed(kRun);
        desk.feed.changed(kRun);
        QCOMPARE(desk.shelf.seqs, upTo(50));
    }

    void isNotConfusedByRoomReportedFromInside()
    {
        Desk desk;
        desk.shelf.whenSent = &desk.feed;
        desk.append(1, 300);
        desk.feed.follow(kRun, 1);
        QCOMPARE(desk.shelf.seqs, upTo(300));
    }

    void goesOnWhereItHadNoRoom()
    {
        Desk desk;
        desk.append(1, 100);
        desk.shelf.room = 7;
        desk.feed.follow(kRun, 1);
        QCOMPARE(desk.shelf.seqs, upTo(7));
        desk.shelf.room = 1'000;
        desk.feed.pump();
        QCOMPARE(desk.shelf.seqs, upTo(100));
        QVERIFY2(desk.shelf.gaps.empty(), "catching up with history is no lag");
    }

    void keepsAFewLiveEventsForAClientWithoutRoom()
    {
        Desk desk;
        desk.feed.followAll(1);
        desk.append(1, 5);
        desk.shelf.room = 0;
        desk.append(6, 14);
        desk.shelf.room = 1'000;
        desk.feed.pump();
        QCOMPARE(desk.shelf.seqs, upTo(14));
        QVERIFY(desk.shelf.gaps.empty());
    }

    void saysWhatItLeftOut()
    {
        Desk desk;
        desk.feed.followAll(1);
        desk.append(1, 5);
        desk.shelf.room = 0;
        desk.append(6, 40);
        desk.shelf.room = 1'000;
        desk.feed.pump();
        desk.append(41, 50);
        QCOMPARE(desk.shelf.gaps, (std::vector<std::pair<qint64, qint64>>{{6, 40}}));
        std::vector<qint64> expected = upTo(5);
        for (const qint64 seq : upTo(50, 41)) {
            expected.push_back(seq);
        }
        QCOMPARE(desk.shelf.seqs, expected);
    }

    void fillsAGapWhenAskedTo()
    {
        Desk desk;
        desk.feed.followAll(1);
        desk.append(1, 1);
        desk.shelf.room = 0;
        desk.append(2, 30);
        desk.shelf.room = 1'000;
        desk.feed.pump();
        QCOMPARE(desk.shelf.gaps.size(), 1U);
        desk.feed.follow(kRun, desk.shelf.gaps[0].first);
        desk.append(31, 32);
        QCOMPARE(desk.shelf.seqs, upTo(32));
    }

    void saysWhatIsNoLongerKept()
    {
        serve::HistoryBounds bounds;
        bounds.events = 10;
        Desk desk(bounds);
        desk.append(1, 30);
        desk.feed.follow(kRun, 5);
        QCOMPARE(desk.shelf.gaps, (std::vector<std::pair<qint64, qint64>>{{5, 20}}));
        QCOMPARE(desk.shelf.seqs, upTo(30, 21));
    }

    void givesEverySessionItsTurn()
    {
        Desk desk;
        const QString other = QStringLiteral("other");
        for (const qint64 seq : upTo(200)) {
            desk.history.append(eventOf(kRun, seq));
        }
        desk.history.append(eventOf(other, 1, agents::EventType::Complete));
        desk.shelf.room = 50;
        desk.feed.followAll(1);
        QCOMPARE(std::ranges::count(desk.shelf.seqs, 1), 2); // the short one is through
    }
};

SW_TEST(TestEventFeed)
#include "tst_event_feed.moc"
