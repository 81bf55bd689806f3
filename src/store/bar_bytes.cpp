#include "store/bar_bytes.h"

#include "store/byte_stream.h"

#include <QCryptographicHash>

#include <fmt/format.h>

namespace sw::store {

namespace {

constexpr std::string_view kMagic = "SWBARS01";
constexpr std::size_t kColumns = 6;

tl::unexpected<Error> noBars(const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "The recorded bars are damaged: " + why + ".");
}

/// Bytes of the same rank of all words together: what changes slowly lies side by side.
void shuffle(const char* from, char* to, std::size_t words)
{
    for (std::size_t i = 0; i < words; ++i) {
        for (std::size_t rank = 0; rank < kWord; ++rank) {
            to[rank * words + i] = from[i * kWord + rank];
        }
    }
}

void unshuffle(const char* from, char* to, std::size_t words)
{
    for (std::size_t i = 0; i < words; ++i) {
        for (std::size_t rank = 0; rank < kWord; ++rank) {
            to[i * kWord + rank] = from[rank * words + i];
        }
    }
}

} // namespace

qint64 barByteCount(const market::Bars& bars)
{
    const std::size_t perBar = kColumns * kWord + (bars.hasOffsets() ? kWord : 0);
    return static_cast<qint64>(bars.size() * perBar) + 256;
}

QByteArray barBytes(const market::Bars& bars)
{
    ByteWriter out(barByteCount(bars));
    const market::Instrument& instrument = bars.instrument();
    out.plain(kMagic);
    out.text(instrument.symbol);
    out.word(static_cast<std::uint64_t>(instrument.assetClass));
    for (const double each :
         {instrument.lot, instrument.pip, instrument.tick, instrument.defaultCommissionFraction,
          instrument.defaultSlippageFraction}) {
        out.real(each);
    }
    out.word(static_cast<std::uint64_t>(bars.timeframe().count));
    out.word(static_cast<std::uint64_t>(bars.timeframe().unit));
    out.word(bars.hasOffsets() ? 1 : 0);
    out.word(bars.size());
    for (const Timestamp time : bars.time()) {
        out.word(static_cast<std::uint64_t>(time.ms));
    }
    for (const auto column : {bars.open(), bars.high(), bars.low(), bars.close(), bars.volume()}) {
        for (const double value : column) {
            out.real(value);
        }
    }
    for (const std::int32_t offset : bars.localOffsetMs()) {
        out.word(static_cast<std::uint64_t>(std::int64_t{offset}));
    }
    return out.take();
}

Result<market::BarsPtr> barsFrom(const QByteArray& bytes)
{
    ByteReader in(bytes);
    if (in.plain(kMagic.size()) != kMagic) {
        return noBars("they do not begin as bars do");
    }
    market::Instrument instrument;
    instrument.symbol = in.text(64);
    const std::uint64_t assetClass = in.word();
    for (double* each :
         {&instrument.lot, &instrument.pip, &instrument.tick, &instrument.defaultCommissionFraction,
          &instrument.defaultSlippageFraction}) {
        *each = in.real();
    }
    const std::uint64_t count = in.word();
    const std::uint64_t unit = in.word();
    const std::uint64_t offsets = in.word();
    const std::uint64_t size = in.word();
    const std::uint64_t perBar = (kColumns + offsets) * kWord;
    if (in.failed() ||
        assetClass > static_cast<std::uint64_t>(market::AssetClass::ForeignExchange) || count < 1 ||
        count > 100'000 || unit > static_cast<std::uint64_t>(FrameUnit::Month) || offsets > 1 ||
        size > in.left() / perBar || size * perBar != in.left()) {
        return noBars("their description does not fit them");
    }
    instrument.assetClass = static_cast<market::AssetClass>(assetClass);
    const Timeframe timeframe{static_cast<int>(count), static_cast<FrameUnit>(unit)};
    market::BarColumns columns;
    columns.time.reserve(size);
    for (std::uint64_t i = 0; i < size; ++i) {
        columns.time.push_back({static_cast<std::int64_t>(in.word())});
    }
    for (std::vector<double>* column :
         {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) {
        column->reserve(size);
        for (std::uint64_t i = 0; i < size; ++i) {
            column->push_back(in.real());
        }
    }
    for (std::uint64_t i = 0; i < size * offsets; ++i) {
        const auto offset = static_cast<std::int64_t>(in.word());
        columns.localOffsetMs.push_back(static_cast<std::int32_t>(offset));
    }
    Result<market::BarsPtr> bars =
        market::Bars::make(std::move(instrument), timeframe, std::move(columns));
    return bars ? bars : noBars(bars.error().message);
}

QString barHash(const QByteArray& bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QString barName(const market::Bars& bars)
{
    if (barByteCount(bars) <= kMostBarBytes) {
        return barHash(barBytes(bars));
    }
    return QString::fromStdString(fmt::format("large-{}-{}-{}-{:016x}", bars.symbol(),
                                              bars.timeframe().text(), bars.size(),
                                              bars.fingerprint()));
}

QByteArray packed(const QByteArray& barBytes)
{
    const auto words = static_cast<std::size_t>(barBytes.size()) / kWord;
    QByteArray shuffled = barBytes;
    shuffle(barBytes.constData(), shuffled.data(), words);
    return qCompress(shuffled, 1);
}

Result<QByteArray> unpacked(const QByteArray& packed)
{
    const QByteArray shuffled = qUncompress(packed);
    if (shuffled.isEmpty()) {
        return noBars("they cannot be unpacked");
    }
    QByteArray bytes = shuffled;
    unshuffle(shuffled.constData(), bytes.data(),
              static_cast<std::size_t>(shuffled.size()) / kWord);
    return bytes;
}

} // namespace sw::store
