// Runs a brief through a recorder and prints every event as it is told; killed by the tests at any
// moment. Arguments: the session file, how many runs.
#include "store_runs.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv)
{
    using namespace sw;
    QCoreApplication application(argc, argv);
    if (argc != 3) {
        return 2;
    }
    auto opened = store::SessionStore::open(QString::fromLocal8Bit(argv[1]));
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().text().c_str());
        return 1;
    }
    store::SessionRecorder recorder({*opened, test::testPorts(), {}, {}});
    QObject::connect(
        &recorder, &store::SessionRecorder::event, &recorder, [](const agents::RunEvent& event) {
            const QByteArray line = test::bytesOf(event) + '\n';
            std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stdout);
            std::fflush(stdout);
        });
    QObject::connect(&recorder, &store::SessionRecorder::notRecorded, &recorder,
                     [](const QString& sentence) {
                         std::fprintf(stderr, "%s\n", qPrintable(sentence));
                         std::exit(1);
                     });
    int left = std::atoi(argv[2]);
    const auto next = [&] {
        if (left-- > 0) {
            recorder.start(test::testBrief());
        } else {
            QCoreApplication::quit();
        }
    };
    QObject::connect(&recorder, &store::SessionRecorder::finished, &recorder, next,
                     Qt::QueuedConnection);
    QMetaObject::invokeMethod(&application, next, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
