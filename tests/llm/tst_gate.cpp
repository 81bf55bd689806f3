#include "test_main.h"

#include "llm/budget.h"
#include "llm/conversation.h"
#include "llm/world.h"

#include <atomic>
#include <thread>

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;

class TestGate : public QObject
{
    Q_OBJECT

private slots:
    void letsInAsManyAsConfigured()
    {
        FakeClock clock;
        Gate gate(3, clock);
        std::atomic<int> inside = 0;
        std::atomic<bool> tooMany = false;
        std::vector<std::jthread> threads;
        for (int index = 0; index < 12; ++index) {
            threads.emplace_back([&] {
                for (int round = 0; round < 50; ++round) {
                    const auto pass = gate.enter({}, [](qint64) {});
                    tooMany = tooMany || ++inside > 3;
                    std::this_thread::yield();
                    --inside;
                }
            });
        }
        threads.clear();
        QVERIFY(!tooMany);
        QCOMPARE(gate.width(), 3);
        QCOMPARE(gate.waiting(), 0);
    }

    void alimitClosesItForAllAndItGrowsAgain()
    {
        FakeClock clock;
        Gate gate(3, clock);
        gate.limit(12'000);
        QCOMPARE(gate.width(), 1);
        qint64 told = 0;
        {
            const auto pass = gate.enter({}, [&](qint64 milliseconds) { told = milliseconds; });
            QVERIFY(pass);
        }
        QCOMPARE(told, qint64{12'000});
        QCOMPARE(clock.elapsedMs(), qint64{12'000});
        gate.succeeded();
        QCOMPARE(gate.width(), 2);
        gate.succeeded();
        gate.succeeded();
        QCOMPARE(gate.width(), 3);
    }

    void aStopEndsTheQueue()
    {
        FakeClock clock;
        Gate gate(1, clock);
        const auto inside = gate.enter({}, [](qint64) {});
        QVERIFY(inside);
        std::stop_source source;
        std::jthread stopper([&] {
            while (gate.waiting() == 0) {
                std::this_thread::yield();
            }
            source.request_stop();
        });
        QVERIFY(!gate.enter(source.get_token(), [](qint64) {}));
        QCOMPARE(gate.waiting(), 0);
    }

    void theBudgetHoldsBackAndGivesBack()
    {
        Budget budget(1'000'000, 5);
        const QString model = QStringLiteral("m");
        QVERIFY(budget.reserve(600'000, model));
        QVERIFY2(!budget.reserve(600'000, model), "two at once do not fit");
        budget.settle(600'000, 10'000);
        QCOMPARE(budget.spent(), qint64{10'000});
        QVERIFY(budget.reserve(600'000, model));
        budget.settle(600'000, std::nullopt);
        QCOMPARE(budget.spent(), qint64{10'000});
        const Status unknown = budget.reserve(std::nullopt, model);
        QCOMPARE(unknown.error().kind, ErrorKind::Unsupported);
        QVERIFY2(budget.reserve(0, model), "what costs nothing always fits");
    }

    void withoutACeilingOnlyCallsAreLimited()
    {
        Budget budget(std::nullopt, 2);
        QVERIFY(budget.reserve(std::nullopt, QStringLiteral("m")));
        QVERIFY(budget.reserve(1'000'000'000'000, QStringLiteral("m")));
        QVERIFY(budget.beginCall());
        QVERIFY(budget.beginCall());
        QVERIFY(!budget.beginCall());
        budget.reset();
        QVERIFY(budget.beginCall());
    }

    void writesDollars()
    {
        QCOMPARE(dollars(0), QStringLiteral("$0.0000"));
        QCOMPARE(dollars(12'345), QStringLiteral("$0.0123"));
        QCOMPARE(dollars(2'500'000), QStringLiteral("$2.50"));
    }

    void aConversationNeverGoesOnForEver()
    {
        std::uint64_t seed = 1;
        http::Chance chance(seed);
        const int kinds = static_cast<int>(ProblemKind::UnknownStop) + 1;
        for (int round = 0; round < 2000; ++round) {
            Conversation conversation(askingFor(ProviderKind::OpenAi), 4096);
            int steps = 0;
            bool again = true;
            while (again && steps < 100) {
                const int kind = static_cast<int>(chance.next() * (kinds + 3));
                NextStep next;
                if (kind >= kinds) {
                    next = conversation.after(QStringLiteral("{}"), {});
                } else if (static_cast<ProblemKind>(kind) != ProblemKind::Loading) {
                    Problem problem = problemOf(static_cast<ProblemKind>(kind), {});
                    problem.waitMs = chance.next() < 0.3
                                         ? std::optional(static_cast<qint64>(chance.next() * 2e5))
                                         : std::nullopt;
                    next = conversation.after(problem, chance.next());
                } else {
                    continue;
                }
                again = next.again;
                QVERIFY(next.waitMs >= 0 && next.waitMs <= 132'000);
                ++steps;
            }
            QVERIFY2(steps <= 1 + 3 + 2 + 1 + 2 + 2, "retries, repairs, cap, nudges, modes");
        }
    }
};

SW_TEST(TestGate)
#include "tst_gate.moc"
