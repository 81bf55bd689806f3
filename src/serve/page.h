// The page that shows a run in a browser, as the one answer to a plain request.
#pragma once

#include <QByteArray>

namespace sw::serve {

/// A whole reply to a request that is not answered with the page: status line, one sentence.
QByteArray plainReply(int status, const QByteArray& reason, const QByteArray& sentence);
/// The whole reply with the page. Its policy lets the page run what is written in it, talk to
/// `port` of this machine, and nothing else.
QByteArray pageReply(quint16 port);

} // namespace sw::serve
