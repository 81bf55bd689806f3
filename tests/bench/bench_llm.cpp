// What our own stack adds to a model's time: a whole call through the router against the bare
// exchange of the same bytes, with a prompt and an answer of usual size.
#include "llm/world.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;
using namespace sw::test;
using Watch = std::chrono::steady_clock;

namespace {

constexpr int kRounds = 300;

void print(const char* what, std::vector<double>& figures)
{
    std::sort(figures.begin(), figures.end());
    std::printf("%-44s median %7.3f ms   p99 %7.3f ms\n", what, figures[figures.size() / 2],
                figures[figures.size() * 99 / 100]);
}

double since(Watch::time_point start)
{
    return std::chrono::duration<double, std::milli>(Watch::now() - start).count();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    World world;
    // 40 kB of reference before the question, 4 kB of program in 200 pieces after it.
    ModelRequest request = World::request();
    request.system[0].text = QStringLiteral("rule: close > sma(close, 20)\n").repeated(1400);
    const QString source = QStringLiteral("buy when rsi(14) < 30; ").repeated(170);
    QByteArrayList pieces{messageStart() + blockStart(0, "\"type\":\"text\",\"text\":\"\""),
                          textDelta(0, QStringLiteral("{\"plan\":\"p\",\"source\":\""))};
    for (qsizetype at = 0; at < source.size(); at += 20) {
        pieces.append(textDelta(0, source.mid(at, 20)));
    }
    pieces.append(textDelta(0, QStringLiteral("\",\"mood\":\"sure\"}")) + blockStop(0) +
                  messageDelta("\"end_turn\"") + sse("message_stop", {}));
    const Script script = streamed(pieces);
    Script whole;
    whole.thenWrite(script.bytes());
    world.server.setAnswerer([&](const Recorded&) { return whole; });
    world.chain("one", "claude-opus-5-5");
    world.routing.mostCallsPerRun = 10 * kRounds;
    const auto router = world.router();

    std::vector<double> bare;
    std::vector<double> called;
    std::vector<double> own;
    CallRecord call;
    for (int round = 0; round < kRounds; ++round) {
        world.server.forgetRequests();
        Asking asking;
        asking.endpoint = world.endpoint(QStringLiteral("one"));
        asking.profile = world.routing.chains[QString()].front();
        asking.request = request;
        const http::Request wire =
            adapterFor(ProviderKind::Anthropic).build(asking, QByteArray("sk-ant-test-0123456789"));
        Watch::time_point start = Watch::now();
        world.client.send(wire, {}, [](const QByteArray&) { return true; });
        bare.push_back(since(start));

        start = Watch::now();
        const auto document = router->ask(request, {}, {}, call);
        called.push_back(since(start));
        own.push_back(static_cast<double>(call.ownMs));
        if (!document) {
            std::fprintf(stderr, "%s\n", document.error().message.c_str());
            return 1;
        }
    }
    print("bare exchange", bare);
    print("call through the router", called);
    print("CallRecord::ownMs (whole ms)", own);
    return 0;
}
