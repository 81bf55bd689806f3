// The one door to the network: a blocking facade over one QNetworkAccessManager in a thread of its
// own.
#pragma once

#include "http/exchange.h"

#include <QStringList>

#include <memory>
#include <stop_token>

namespace sw::http {

/// How this machine reaches the network.
struct Connection {
    QString userAgent;   ///< "Stratwright/0.1.0"
    QString proxy;       ///< "http://host:port", "socks5://host:port"; empty = the system's
    QString extraCaFile; ///< PEM; empty = the system's certificates alone
};

/// Thread: any number of threads may send at once; each blocks until its own exchange ended.
class Client
{
public:
    explicit Client(Connection connection);
    ~Client(); ///< Cancels what is under way.
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends and waits for the end. With `onBytes`, the bytes of an answer with status 200 are
    /// handed over as they come and not kept. Cancelled within 100 ms of a stop request. Qt does
    /// not notice every break inside a chunked answer: whoever reads a stream must know its end.
    Exchange send(const Request& request, const std::stop_token& stop, const OnBytes& onBytes = {});

private:
    class Door;
    std::unique_ptr<Door> m_door;
};

} // namespace sw::http
