#include "test_main.h"

#include "stage.h"

#include "serve/event_history.h"

#include <QJsonDocument>

using namespace sw;
using namespace sw::test;
using serve::EventText;
using serve::RecentEvents;

namespace {

const QString kHistoryRun = QStringLiteral("run");

std::vector<qint64> numbersOf(const std::vector<EventText>& events)
{
    std::vector<qint64> out;
    for (const EventText& event : events) {
        out.push_back(event.seq);
    }
    return out;
}

/// A store that has events 1…last of every session.
class EndlessShelf : public serve::EventHistory
{
public:
    explicit EndlessShelf(qint64 last) : m_last(last) {}
    std::vector<EventText> events(const QString&, qint64 from, int most) const override
    {
        std::vector<EventText> out;
        for (qint64 seq = from; seq <= m_last && out.size() < static_cast<std::size_t>(most);
             ++seq) {
            out.push_back({seq, QStringLiteral("shelf")});
        }
        return out;
    }
    qint64 last(const QString&) const override { return m_last; }

private:
    const qint64 m_last;
};

} // namespace

class TestEventHistory : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheTextThatClientsGet()
    {
        RecentEvents history;
        const agents::RunEvent event = eventOf(kHistoryRun, 1);
        history.append(event);
        const std::vector<EventText> events = history.events(kHistoryRun, 1, 10);
        QCOMPARE(events.size(), 1U);
        QCOMPARE(QJsonDocument::fromJson(events[0].json.toUtf8()).object(), agents::toJson(event));
    }

    void givesEventsFromANumberOn()
    {
        RecentEvents history;
        for (const qint64 seq : upTo(10)) {
            history.append(eventOf(kHistoryRun, seq));
        }
        QCOMPARE(numbersOf(history.events(kHistoryRun, 4, 3)), upTo(6, 4));
        QCOMPARE(numbersOf(history.events(kHistoryRun, 9, 30)), upTo(10, 9));
        QVERIFY(history.events(kHistoryRun, 11, 30).empty());
        QVERIFY(history.events(QStringLiteral("other"), 1, 30).empty());
        QCOMPARE(history.last(kHistoryRun), 10);
        QCOMPARE(history.last(QStringLiteral("other")), 0);
    }

    void ignoresWhatItHasAlready()
    {
        RecentEvents history;
        for (const qint64 seq : {1, 2, 2, 1, 3}) {
            history.append(eventOf(kHistoryRun, seq));
        }
        QCOMPARE(numbersOf(history.events(kHistoryRun, 1, 30)), upTo(3));
    }

    void forgetsTheOldestOfASession()
    {
        serve::HistoryBounds bounds;
        bounds.events = 5;
        RecentEvents history(bounds);
        for (const qint64 seq : upTo(12)) {
            history.append(eventOf(kHistoryRun, seq));
        }
        QCOMPARE(numbersOf(history.events(kHistoryRun, 1, 30)), upTo(12, 8));
        bounds = {};
        bounds.bytes = 5'000;
        RecentEvents small(bounds);
        for (const qint64 seq : upTo(100)) {
            small.append(eventOf(kHistoryRun, seq));
        }
        const std::vector<EventText> kept = small.events(kHistoryRun, 1, 1'000);
        QVERIFY(!kept.empty() && kept.size() < 20);
        QCOMPARE(kept.back().seq, 100);
    }

    void forgetsCompleteSessionsFirst()
    {
        serve::HistoryBounds bounds;
        bounds.sessions = 3;
        RecentEvents history(bounds);
        history.append(eventOf(QStringLiteral("a"), 1));
        history.append(eventOf(QStringLiteral("b"), 1, agents::EventType::Complete));
        history.append(eventOf(QStringLiteral("c"), 1));
        history.append(eventOf(QStringLiteral("d"), 1));
        QStringList names;
        for (const serve::SessionEntry& entry : history.sessions()) {
            names.append(entry.session);
        }
        QCOMPARE(names,
                 QStringList({QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("d")}));
    }

    void asksTheStoreForWhatItForgot()
    {
        serve::HistoryBounds bounds;
        bounds.events = 5;
        RecentEvents history(bounds, std::make_shared<EndlessShelf>(8));
        for (const qint64 seq : upTo(12)) {
            history.append(eventOf(kHistoryRun, seq));
        }
        QCOMPARE(numbersOf(history.events(kHistoryRun, 1, 30)), upTo(7)); // kept here: 8…12
        QCOMPARE(numbersOf(history.events(kHistoryRun, 8, 30)), upTo(12, 8));
        QVERIFY(history.events(kHistoryRun, 8, 1)[0].json != QLatin1String("shelf"));
        QCOMPARE(numbersOf(history.events(QStringLiteral("earlier"), 1, 30)), upTo(8));
        QCOMPARE(history.last(QStringLiteral("earlier")), 8);
    }
};

SW_TEST(TestEventHistory)
#include "tst_event_history.moc"
