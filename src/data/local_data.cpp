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

/// A file name for a symbol: other than letters, digits, '-' and '.' become %XX.
QString fileNameOf(const std::string& symbol, Timeframe timeframe)
{
    QString name;
    for (const char c : symbol) {
        const bool plain = isAlpha(c) || isDigit(c) || c == '-' || c == '.';
        name += plain ? QString(QLatin1Char(c))
                      : QStringLiteral("%%1").arg(static_cast<unsigned char>(c), 2, 16,
                                                  QLatin1Char('0'));
    }
    return name + QLatin1Char('@') + toQt(timeframe.text()) + QStringLiteral(".csv");
}

Result<market::BarsPtr> parseBars(const std::string& text, const std::string& symbol,
                                  const std::string& origin)
{
    market::CsvOptions options;
    options.symbol = symbol;
    Result<market::CsvBars> read = market::readCsv(text, options);
    if (!read) {
        Error error = read.error();
        error.message = origin + ", " + error.message;
        return fail(std::move(error));
    }
    return read->bars;
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
        const QString base = file.completeBaseName();
        const qsizetype at = base.lastIndexOf(QLatin1Char('@'));
        const std::optional<Timeframe> frame = parseTimeframe(fromQt(base.mid(at + 1)));
        if (frame) {
            const QByteArray symbol = QByteArray::fromPercentEncoding(base.left(at).toUtf8());
            found.push_back({symbol.toStdString(), *frame, fromQt(file.filePath())});
        }
    }
    return found;
}

Result<std::string> storeBars(const market::Bars& bars)
{
    if (bars.symbol().empty()) {
        return fail(ErrorKind::InvalidInput, "The bars need a symbol; add --symbol.");
    }
    const std::string folder = storeFolder();
    if (!QDir().mkpath(toQt(folder))) {
        return fail(ErrorKind::Io, "Cannot create the folder " + folder + ".");
    }
    const std::string path = folder + "/" + fromQt(fileNameOf(bars.symbol(), bars.timeframe()));
    const Status written = bridge::writeFile(path, market::writeCsv(bars));
    if (!written) {
        return fail(written.error());
    }
    return path;
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
                                          std::optional<Timeframe> wanted)
{
    std::string path;
    if (const auto named = m_files.find(symbol); named != m_files.end()) {
        path = named->second;
    } else if (!m_anyFile.empty()) {
        // A file without a symbol stands for one symbol only.
        path = std::exchange(m_anyFile, std::string());
        m_files.emplace(symbol, path);
    }
    if (!path.empty()) {
        const Result<std::string> text = bridge::readFile(path);
        if (!text) {
            return fail(text.error());
        }
        Result<market::BarsPtr> bars = parseBars(*text, symbol, path);
        if (!bars) {
            return fail(bars.error());
        }
        return Loaded{std::move(*bars), "file " + fromQt(QFileInfo(toQt(path)).fileName())};
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
        const Result<std::string> text = bridge::readFile(best->path);
        if (!text) {
            return fail(text.error());
        }
        Result<market::BarsPtr> bars = parseBars(*text, symbol, best->path);
        if (!bars) {
            return fail(bars.error());
        }
        return Loaded{std::move(*bars), "imported bars"};
    }
    for (const Sample& sample : kSamples) {
        if (symbol == sample.symbol) {
            QFile file(QString::fromLatin1(sample.resource));
            if (!file.open(QIODevice::ReadOnly)) {
                return fail(ErrorKind::Internal, "The bundled sample " + symbol + " is missing.");
            }
            Result<market::BarsPtr> bars =
                parseBars(file.readAll().toStdString(), symbol, "bundled sample " + symbol);
            if (!bars) {
                return fail(bars.error());
            }
            return Loaded{std::move(*bars), "bundled sample"};
        }
    }
    std::vector<std::string> known = namedSymbols();
    for (const StoredBars& candidate : stored) {
        known.push_back(candidate.symbol);
    }
    for (const Sample& sample : kSamples) {
        known.emplace_back(sample.symbol);
    }
    std::ranges::sort(known);
    const auto repeated = std::ranges::unique(known);
    known.erase(repeated.begin(), repeated.end());
    const std::string near = nearest(symbol, known);
    return fail(ErrorKind::NotFound,
                fmt::format("There are no bars for {}{}. Available: {}. Add --data {}=FILE.csv.",
                            symbol, near.empty() ? "" : "; did you mean " + near + "?",
                            join(known, ", "), symbol));
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
        return fail(ErrorKind::Cancelled, "The run was cancelled.");
    }
    const std::scoped_lock lock(*m_mutex);
    const Result<const Loaded*> loaded = loadOnce(symbol, timeframe);
    return loaded ? fit((*loaded)->bars, timeframe) : fail(loaded.error());
}

Result<const LocalData::Loaded*> LocalData::loadOnce(const std::string& symbol,
                                                     std::optional<Timeframe> wanted)
{
    const std::pair key{symbol, wanted ? std::int64_t{wanted->minutes()} : 0};
    auto found = m_loaded.find(key);
    if (found == m_loaded.end()) {
        Result<Loaded> loaded = load(symbol, wanted);
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
    const Result<const Loaded*> loaded = loadOnce(symbol, std::nullopt);
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
