// Bytes of a stated order and length, written and read back within bounds: for what may come from a
// stranger.
#pragma once

#include <QByteArray>
#include <QtEndian>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sw::store {

inline constexpr std::size_t kWord = 8;

/// Appends words of 8 bytes, little end first, and texts with their length before them.
class ByteWriter
{
public:
    explicit ByteWriter(qint64 reserve) { m_bytes.reserve(reserve); }
    void text(std::string_view value)
    {
        word(value.size());
        m_bytes.append(value.data(), static_cast<qsizetype>(value.size()));
    }
    void word(std::uint64_t value)
    {
        std::array<char, kWord> buffer;
        qToLittleEndian(quint64{value}, buffer.data());
        m_bytes.append(buffer.data(), kWord);
    }
    void real(double value) { word(std::bit_cast<std::uint64_t>(value)); }
    void plain(std::string_view value)
    {
        m_bytes.append(value.data(), static_cast<qsizetype>(value.size()));
    }
    QByteArray take() { return std::move(m_bytes); }

private:
    QByteArray m_bytes;
};

/// Reads what ByteWriter wrote; stays failed once it was asked for more than there is.
class ByteReader
{
public:
    explicit ByteReader(const QByteArray& bytes)
        : m_bytes(bytes.constData(), static_cast<std::size_t>(bytes.size()))
    {}
    std::string_view plain(std::size_t count)
    {
        if (count > left()) {
            m_failed = true;
            return {};
        }
        const std::string_view found = m_bytes.substr(m_at, count);
        m_at += count;
        return found;
    }
    std::uint64_t word()
    {
        const std::string_view found = plain(kWord);
        return found.size() == kWord ? qFromLittleEndian<quint64>(found.data()) : 0;
    }
    double real() { return std::bit_cast<double>(word()); }
    std::string text(std::size_t most)
    {
        const std::uint64_t size = word();
        if (size > most) {
            m_failed = true;
            return {};
        }
        return std::string(plain(size));
    }
    std::size_t left() const { return m_bytes.size() - m_at; }
    bool failed() const { return m_failed; }

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace sw::store
