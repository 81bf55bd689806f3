// How soon a stop request frees the caller, in each phase of an exchange; how long a small exchange
// takes against a server of this machine.
#include "http/client.h"
#include "http/fake_server.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

using namespace sw::http;
using namespace sw::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kRounds = 100;

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

void print(const char* what, std::vector<double>& figures)
{
    std::sort(figures.begin(), figures.end());
    std::printf("%-34s median %7.3f ms   max %7.3f ms   (%zu)\n", what, figures[figures.size() / 2],
                figures.back(), figures.size());
}

Request post(const QUrl& url)
{
    Request request;
    request.url = url;
    request.body = "{}";
    return request;
}

/// From the stop request until `send` is back; `ready` waits for the phase.
template <class Ready> double cancelled(Client& client, const QUrl& url, Ready&& ready)
{
    std::atomic<int> pieces = 0;
    Clock::time_point back;
    std::jthread asking([&](const std::stop_token& stop) {
        client.send(post(url), stop, [&](const QByteArray&) {
            pieces.fetch_add(1);
            return true;
        });
        back = Clock::now();
    });
    ready(pieces);
    const Clock::time_point start = Clock::now();
    asking.request_stop();
    asking.join();
    return milliseconds(back - start);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    Client client({});
    std::vector<double> figures;

    FakeServer silent(FakeServer::Transport::Silent);
    for (int round = 1; round <= kRounds; ++round) {
        Client fresh({});
        figures.push_back(
            cancelled(fresh, silent.url(), [&](auto&) { silent.waitForConnections(round); }));
    }
    print("cancel during the TLS handshake", figures);

    FakeServer mute;
    mute.setAnswerer([](const Recorded&) { return Script().thenStall(); });
    figures.clear();
    for (int round = 1; round <= kRounds; ++round) {
        figures.push_back(
            cancelled(client, mute.url(), [&](auto&) { mute.waitForRequests(round); }));
    }
    print("cancel while waiting for an answer", figures);

    FakeServer talking;
    talking.setAnswerer([](const Recorded&) {
        Script script = openStream({});
        for (int index = 0; index < 10'000; ++index) {
            script.thenWrite("9\r\ndata: 1\n\n\r\n").thenPause(1);
        }
        return script;
    });
    figures.clear();
    for (int round = 1; round <= kRounds; ++round) {
        figures.push_back(cancelled(client, talking.url(), [](const std::atomic<int>& pieces) {
            while (pieces < 3) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }));
    }
    print("cancel inside a stream", figures);

    FakeServer quick;
    quick.setAnswerer([](const Recorded&) { return streamed({"data: 1\n\n", "data: 2\n\n"}); });
    figures.clear();
    for (int round = 0; round < 10 * kRounds; ++round) {
        const Clock::time_point start = Clock::now();
        client.send(post(quick.url()), {}, [](const QByteArray&) { return true; });
        figures.push_back(milliseconds(Clock::now() - start));
    }
    print("small streamed exchange", figures);
    return 0;
}
