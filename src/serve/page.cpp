#include "serve/page.h"

#include "base/expects.h"

#include <QCryptographicHash>
#include <QFile>

namespace sw::serve {

namespace {

QByteArray reply(const QByteArray& status, const QByteArray& type, const QByteArray& extra,
                 const QByteArray& body)
{
    return "HTTP/1.1 " + status +
           "\r\n"
           "Content-Type: " +
           type +
           "; charset=utf-8\r\n"
           "Content-Length: " +
           QByteArray::number(body.size()) +
           "\r\n"
           "Cache-Control: no-store\r\n"
           "X-Content-Type-Options: nosniff\r\n"
           "Referrer-Policy: no-referrer\r\n"
           "Cross-Origin-Resource-Policy: same-origin\r\n" +
           extra + "Connection: close\r\n\r\n" + body;
}

/// The policy's name for what stands between two tags of the page.
QByteArray hashOfPart(const QByteArray& page, const QByteArray& tag)
{
    const QByteArray open = '<' + tag + '>';
    const qsizetype begin = page.indexOf(open) + open.size();
    const qsizetype end = page.indexOf("</" + tag + '>', begin);
    ENSURES(begin >= open.size() && end > begin);
    return "'sha256-" +
           QCryptographicHash::hash(page.mid(begin, end - begin), QCryptographicHash::Sha256)
               .toBase64() +
           '\'';
}

} // namespace

QByteArray plainReply(int status, const QByteArray& reason, const QByteArray& sentence)
{
    return reply(QByteArray::number(status) + ' ' + reason, "text/plain",
                 "Content-Security-Policy: default-src 'none'\r\n", sentence + '\n');
}

QByteArray pageReply(quint16 port)
{
    QFile file(QStringLiteral(":/serve/index.html"));
    ENSURES(file.open(QIODevice::ReadOnly));
    const QByteArray page = file.readAll();
    const QByteArray number = QByteArray::number(port);
    const QByteArray policy =
        "Content-Security-Policy: default-src 'none'; script-src " + hashOfPart(page, "script") +
        "; style-src " + hashOfPart(page, "style") +
        "; img-src data:; connect-src ws://127.0.0.1:" + number + " ws://localhost:" + number +
        "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
        "X-Frame-Options: DENY\r\n";
    return reply("200 OK", "text/html", policy, page);
}

} // namespace sw::serve
