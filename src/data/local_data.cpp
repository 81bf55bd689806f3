#include "data/local_data.h"

#include "base/text.h"
#include "bridge/files.h"
#include "bridge/text.h"
#include "market/csv.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <fmt/format.h>

#include <algorithm>

namespace sw::data {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr Sample kSamples[] = {
    {"AAPL", ":/samples/AAPL.csv", "Apple, daily, 2013-05-13 to 2018-05-11, split-adjusted"},
    {"^GSPC", ":/samples/SPX.csv", "S&P 500 index, daily, 2000-01-03 to 2020-04-17"},
};

constexpr market::AssetClass kAssetClasses[] = {
    market::AssetClass::Equity, market::AssetClass::Index, market::AssetClass::Future,
    market::AssetClass::Crypto, market::AssetClass::ForeignExchange};

/// A file name for a symbol: other than letters, digits, '-' and '.' become %XX, and so does a '.'
/// at the beginning, which would hide the file.
QString encoded(const std::string& symbol)
{
    QString name;
    for (const char c : symbol) {
        const bool plain = isAlpha(c) || isDigit(c) || c == '-' || (c == '.' && !name.isEmpty());
        name += plain ? QString(QLatin1Char(c))
                      : QStringLiteral("%%1").arg(static_cast<unsigned char>(c), 2, 16,
                                                  QLatin1Char('0'));
    }
    return name;
}

/// "AAPL@1d.csv"; "FOO@1d@crypto.csv" where the symbol does not tell the class.
QString fileNameOf(const market::Instrument& instrument, Timeframe timeframe)
{
    QString name = encoded(instrument.symbol) + QLatin1Char('@') + toQt(timeframe.text());
    if (instrument.assetClass != market::instrumentFor(instrument.symbol).assetClass) {
        name += QLatin1Char('@') + toQt(market::name(instrument.assetClass));
    }
    return name + QStringLiteral(".csv");
}

/// What a file of the store holds; nothing for a file of another name.
std::optional<StoredBars> storedIn(const QFileInfo& file)
{
    QStringList parts = file.completeBaseName().split(QLatin1Char('@'));
    StoredBars stored;
    if (parts.size() == 3) {
        const std::string word = fromQt(parts.takeLast());
        const auto* const known = std::ranges::find_if(
            kAssetClasses, [&](market::AssetClass each) { return market::name(each) == word; });
        if (known == std::end(kAssetClasses)) {
            return std::nullopt;
        }
        stored.assetClass = *known;
    }
    const auto frame = parts.size() == 2 ? parseTimeframe(fromQt(parts[1])) : std::nullopt;
    if (!frame || parts[0].isEmpty()) {
        return std::nullopt;
    }
    stored.symbol = QByteArray::fromPercentEncoding(parts[0].toUtf8()).toStdString();
    stored.timeframe = *frame;
    stored.path = fromQt(file.filePath());
    return stored;
}

Result<market::BarsPtr> parseBars(const std::string& text, const market::CsvOptions& options,
                                  const std::string& origin)
{
    Result<market::CsvBars> read = market::readCsv(text, options);
    if (!read) {
        Error error = read.error();
        if (error.kind != ErrorKind::Cancelled) {
            error.message = origin + ", " + error.message;
        }
        return fail(std::move(error));
    }
    return read->bars;
}

Result<market::BarsPtr> readBars(const std::string& path, const market::CsvOptions& options)
{
    const Result<std::string> text = bridge::readFile(path);
    return text ? parseBars(*text, options, path) : fail(text.error());
}

Error cancelled()
{
    return {ErrorKind::Cancelled, "The run was cancelled.", {}};
}

} // namespace

std::span<const Sample> samples()
{
    return kSamples;
}

std::string storeFolder()
{
    return fromQt(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                  QStringLiteral("/stratwright/bars"));
}

std::vector<StoredBars> storedBars()
{
    std::vector<StoredBars> found;
    const QDir folder(toQt(storeFolder()));
    for (const QFileInfo& file :
         folder.entryInfoList({QStringLiteral("*@*.csv")}, QDir::Files, QDir::Name)) {
        if (auto stored = storedIn(file)) {
            found.push_back(*std::move(stored));
        }
    }
    return found;
}

Result<std::string> storeBars(const market::Bars& bars, const std::stop_token& stop)
{
    if (bars.symbol().empty()) {
        return fail(ErrorKind::InvalidInput, "The bars need a symbol; add --symbol.");
    }
    const std::string folder = storeFolder();
    if (!QDir().mkpath(toQt(folder))) {
        return fail(ErrorKind::Io, "Cannot create the folder " + folder + ".");
    }
    const std::string path = folder + "/" + fromQt(fileNameOf(bars.instrument(), bars.timeframe()));
    const std::string text = market::writeCsv(bars, stop);
    if (stop.stop_requested()) {
        return fail(ErrorKind::Cancelled, "The import was cancelled.");
    }
    const Status written = bridge::writeFile(path, text);
    if (!written) {
        return fail(written.error());
    }
    // The same bars under another class would answer for the symbol too.
    for (const StoredBars& other : storedBars()) {
        if (other.symbol == bars.symbol() && other.timeframe == bars.timeframe() &&
            other.path != path && !QFile::remove(toQt(other.path))) {
            return fail(ErrorKind::Io, "Cannot remove " + other.path +
                                           ", which holds the earlier bars; remove it by hand.");
        }
    }
    return path;
}

Status removeBars(const std::string& symbol, Timeframe timeframe)
{
    bool found = false;
    for (const StoredBars& stored : storedBars()) {
        if (stored.symbol == symbol && stored.timeframe == timeframe) {
            found = true;
            QFile file(toQt(stored.path));
            if (!file.remove()) {
                return fail(ErrorKind::Io, "Cannot remove " + stored.path + ": " +
                                               fromQt(file.errorString()) + ".");
            }
        }
    }
    if (!found) {
        return fail(ErrorKind::NotFound,
                    fmt::format("There are no imported {} bars of {}.", timeframe.text(), symbol));
    }
    return {};
}

Result<market::BarsPtr> readSample(const Sample& sample, const std::stop_token& stop)
{
    const std::string symbol = sample.symbol;
    QFile file(QString::fromLatin1(sample.resource));
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Internal, "The bundled sample " + symbol + " is missing.");
    }
    market::CsvOptions options;
    options.symbol = symbol;
    options.stop = stop;
    return parseBars(file.readAll().toStdString(), options, "bundled sample " + symbol);
}

Result<market::BarsPtr> readStored(const StoredBars& stored, const std::stop_token& stop)
{
    market::CsvOptions options;
    options.symbol = stored.symbol;
    options.assetClass = stored.assetClass;
    options.stop = stop;
    return readBars(stored.path, options);
}

Result<LocalData> LocalData::make(const std::vector<std::string>& arguments)
{
    LocalData data;
    for (const std::string& argument : arguments) {
        // The last '=' divides, because symbols such as CL=F hold one themselves.
        const std::size_t at = argument.rfind('=');
        const std::string symbol = at == std::string::npos ? "" : argument.substr(0, at);
        const std::string path = at == std::string::npos ? argument : argument.substr(at + 1);
        if (path.empty() || (at != std::string::npos && symbol.empty())) {
            return fail(ErrorKind::InvalidInput,
                        "--data " + argument + " is incomplete; write --data SYMBOL=FILE.");
        }
        if (symbol.empty()) {
            if (!data.m_anyFile.empty()) {
                return fail(ErrorKind::InvalidInput, "Only one --data file can go without its "
                                                     "symbol; write --data SYMBOL=FILE.");
            }
            data.m_anyFile = path;
        } else if (!data.m_files.emplace(symbol, path).second) {
            return fail(ErrorKind::InvalidInput, "--data names " + symbol + " twice.");
        }
        if (data.m_firstSymbol.empty()) {
            data.m_firstSymbol = symbol;
        }
    }
    if (data.m_files.size() == 1 && data.m_anyFile.empty()) {
        data.m_onlySymbol = data.m_files.begin()->first;
    } else if (data.m_files.empty() && !data.m_anyFile.empty()) {
        data.m_onlySymbol = toUpper(fromQt(QFileInfo(toQt(data.m_anyFile)).completeBaseName()));
    }
    return data;
}

std::vector<std::string> LocalData::namedSymbols() const
{
    std::vector<std::string> symbols;
    for (const auto& [symbol, path] : m_files) {
        symbols.push_back(symbol);
    }
    return symbols;
}

Result<LocalData::Loaded> LocalData::load(const std::string& symbol,
                                          std::optional<Timeframe> wanted,
                                          const std::stop_token& stop)
{
    const auto loaded = [](Result<market::BarsPtr> bars, std::string origin) {
        return bars ? Result<Loaded>(Loaded{*std::move(bars), std::move(origin)})
                    : fail(std::move(bars).error());
    };
    std::string path;
    if (const auto named = m_files.find(symbol); named != m_files.end()) {
        path = named->second;
    } else if (!m_anyFile.empty()) {
        // A file without a symbol stands for one symbol only.
        path = std::exchange(m_anyFile, std::string());
        m_files.emplace(symbol, path);
    }
    if (!path.empty()) {
        market::CsvOptions options;
        options.symbol = symbol;
        options.stop = stop;
        return loaded(readBars(path, options), "file " + fromQt(QFileInfo(toQt(path)).fileName()));
    }
    const std::vector<StoredBars> stored = storedBars();
    const StoredBars* best = nullptr;
    for (const StoredBars& candidate : stored) {
        const bool fits = !wanted || candidate.timeframe.minutes() <= wanted->minutes();
        const bool nearer =
            best == nullptr || candidate.timeframe.minutes() > best->timeframe.minutes();
        if (candidate.symbol == symbol && fits && nearer) {
            best = &candidate;
        }
    }
    if (best != nullptr) {
        return loaded(readStored(*best, stop), "imported bars");
    }
    for (const Sample& sample : kSamples) {
        if (symbol == sample.symbol) {
            return loaded(readSample(sample, stop), "bundled sample");
        }
    }
    return fail(unknownSymbol(symbol, stored));
}

Error LocalData::unknownSymbol(const std::string& symbol,
                               const std::vector<StoredBars>& stored) const
{
    std::vector<std::string> known = namedSymbols();
    for (const StoredBars& candidate : stored) {
        known.push_back(candidate.symbol);
    }
    for (const Sample& sample : kSamples) {
        known.emplace_back(sample.symbol);
    }
    std::ranges::sort(known);
    known.erase(std::unique(known.begin(), known.end()), known.end());
    const std::string near = nearest(symbol, known);
    return {
        ErrorKind::NotFound,
        fmt::format("There are no bars for {}{}. Available: {}. Import a CSV file of its bars, or "
                    "name one with --data {}=FILE.csv.",
                    symbol, near.empty() ? "" : "; did you mean " + near + "?", join(known, ", "),
                    symbol),
        {}};
}

Result<market::BarsPtr> LocalData::fit(const market::BarsPtr& bars, Timeframe timeframe) const
{
    if (bars->timeframe() == timeframe) {
        return bars;
    }
    if (bars->timeframe().minutes() > timeframe.minutes()) {
        return fail(
            ErrorKind::InvalidInput,
            fmt::format("{} has {} bars, the strategy wants {} ones; shorter bars cannot be "
                        "made from longer ones.",
                        bars->symbol(), bars->timeframe().word(), timeframe.word()));
    }
    const Result<market::Resampled> longer = market::resample(*bars, timeframe);
    if (!longer) {
        return fail(longer.error());
    }
    return longer->bars;
}

Result<market::BarsPtr> LocalData::bars(const std::string& symbol, Timeframe timeframe,
                                        std::stop_token stop)
{
    if (stop.stop_requested()) {
        return fail(cancelled());
    }
    const std::scoped_lock lock(*m_mutex);
    const Result<const Loaded*> loaded = loadOnce(symbol, timeframe, stop);
    if (!loaded) {
        return fail(loaded.error().kind == ErrorKind::Cancelled ? cancelled() : loaded.error());
    }
    return fit((*loaded)->bars, timeframe);
}

Result<const LocalData::Loaded*> LocalData::loadOnce(const std::string& symbol,
                                                     std::optional<Timeframe> wanted,
                                                     const std::stop_token& stop)
{
    const std::pair key{symbol, wanted ? std::int64_t{wanted->minutes()} : 0};
    auto found = m_loaded.find(key);
    if (found == m_loaded.end()) {
        Result<Loaded> loaded = load(symbol, wanted, stop);
        if (!loaded) {
            return fail(loaded.error());
        }
        found = m_loaded.emplace(key, std::move(*loaded)).first;
    }
    return &found->second;
}

Result<market::BarsPtr> LocalData::firstBars()
{
    const std::scoped_lock lock(*m_mutex);
    const std::string symbol = m_firstSymbol.empty() ? m_onlySymbol : m_firstSymbol;
    if (symbol.empty()) {
        return fail(ErrorKind::InvalidInput, "Name the bars with --data [SYMBOL=]FILE.");
    }
    const Result<const Loaded*> loaded = loadOnce(symbol, std::nullopt, {});
    return loaded ? Result<market::BarsPtr>((*loaded)->bars) : fail(loaded.error());
}

std::string LocalData::provenance(const std::string& symbol) const
{
    const std::scoped_lock lock(*m_mutex);
    const auto found = m_loaded.lower_bound({symbol, 0});
    const bool known = found != m_loaded.end() && found->first.first == symbol;
    return known ? found->second.origin : "not loaded";
}

void LocalData::refresh()
{
    const std::scoped_lock lock(*m_mutex);
    m_loaded.clear();
}

} // namespace sw::data
