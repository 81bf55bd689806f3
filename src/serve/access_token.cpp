#include "serve/access_token.h"

#include "bridge/text.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryFile>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sw::serve {

AccessToken AccessToken::random()
{
    std::array<quint32, 8> bits{};
    QRandomGenerator::system()->generate(bits.begin(), bits.end());
    const QByteArray bytes(reinterpret_cast<const char*>(bits.data()), sizeof bits);
    return AccessToken(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

bool AccessToken::matches(const QByteArray& given) const
{
    // The length of a token is no secret; where it differs must not show in the time taken.
    unsigned different = given.size() == m_text.size() ? 0U : 1U;
    for (qsizetype i = 0; i < given.size(); ++i) {
        const char own = m_text[i % m_text.size()];
        different |= static_cast<unsigned char>(own) ^ static_cast<unsigned char>(given[i]);
    }
    return different == 0;
}

Status AccessToken::writeTo(const QString& path) const
{
    const auto refuse = [&](const QString& reason) {
        return fail(ErrorKind::Io, bridge::fromQt(QStringLiteral("The token could not be written "
                                                                 "to %1: %2; choose another file.")
                                                      .arg(path, reason)));
    };
    if (QFileInfo(path).isDir()) {
        return refuse(QStringLiteral("it is a folder"));
    }
    // A temporary file is its owner's from the first moment; it takes the name once it is whole.
    QTemporaryFile file(path + QStringLiteral(".XXXXXX"));
    if (!file.open()) {
        return refuse(file.errorString());
    }
    const QByteArray line = m_text + '\n';
    if (!file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(line) != line.size() || !file.flush()) {
        return refuse(file.errorString());
    }
    if (std::rename(QFile::encodeName(file.fileName()).constData(),
                    QFile::encodeName(path).constData()) != 0) {
        return refuse(QString::fromLocal8Bit(std::strerror(errno)));
    }
    file.setAutoRemove(false);
    return {};
}

} // namespace sw::serve
