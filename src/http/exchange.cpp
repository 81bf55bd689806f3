#include "http/exchange.h"

namespace sw::http {

QByteArray Exchange::header(const QByteArray& name) const
{
    for (const Header& header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0) {
            return header.value;
        }
    }
    return {};
}

} // namespace sw::http
