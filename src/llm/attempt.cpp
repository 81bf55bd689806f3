#include "llm/attempt.h"

#include <QElapsedTimer>

namespace sw::llm {

Attempted attempt(http::Client& client, const Asking& asking, const std::optional<QByteArray>& key,
                  const std::stop_token& stop, const std::function<void(const QString&)>& onText)
{
    const Adapter& adapter = adapterFor(asking.endpoint.kind);
    Attempted result;
    result.request = adapter.build(asking, key);
    const std::unique_ptr<AnswerReader> reader = adapter.reader(asking);
    QElapsedTimer sending;
    sending.start();
    result.exchange = client.send(result.request, stop, [&](const QByteArray& bytes) {
        QElapsedTimer reading;
        reading.start();
        const QString text = reader->read(bytes);
        if (!text.isEmpty()) {
            onText(text);
        }
        const bool more = !reader->ended();
        result.readingNs += reading.nsecsElapsed();
        return more;
    });
    result.sendingNs = sending.nsecsElapsed();
    result.assembled = reader->finish();
    return result;
}

} // namespace sw::llm
