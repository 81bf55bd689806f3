// Bars from files: those named on the command line, those imported into the user's store, and the
// samples that ship inside the program.
#pragma once

#include "agents/ports.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sw::data {

/// A sample that ships with the product.
struct Sample {
    const char* symbol;
    const char* resource; ///< path in the embedded resources
    const char* description;
};
std::span<const Sample> samples();

/// Bars that were imported before.
struct StoredBars {
    std::string symbol;
    Timeframe timeframe;
    std::string path;
    /// Stated on import; absent when the symbol tells.
    std::optional<market::AssetClass> assetClass;
};
/// Where imported bars lie; created on the first import.
std::string storeFolder();
std::vector<StoredBars> storedBars();
/// Puts bars into the store, whole or not at all, in place of those of the same symbol and
/// timeframe; the path. Errors: Io, InvalidInput for an unusable symbol, Cancelled.
Result<std::string> storeBars(const market::Bars& bars, const std::stop_token& stop = {});
/// Removes bars from the store. Errors: NotFound when there are none, Io.
Status removeBars(const std::string& symbol, Timeframe timeframe);
/// The bars of a sample. Errors: Internal when the program lacks it, Cancelled.
Result<market::BarsPtr> readSample(const Sample& sample, const std::stop_token& stop);
/// The bars of a set in the store. Errors: NotFound, Io, InvalidInput for a broken file, Cancelled.
Result<market::BarsPtr> readStored(const StoredBars& stored, const std::stop_token& stop);

/// Thread: any; one caller at a time loads, the others wait.
class LocalData : public agents::MarketData
{
public:
    /// `arguments`: the values of --data, "SYMBOL=FILE" or "FILE" (for any symbol not named
    /// otherwise). Errors: InvalidInput for an empty part, a repeated symbol or a second nameless
    /// file.
    static Result<LocalData> make(const std::vector<std::string>& arguments);

    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override;
    std::string provenance(const std::string& symbol) const override;
    std::string onlySymbol() const override { return m_onlySymbol; }

    /// Symbols named on the command line, sorted.
    std::vector<std::string> namedSymbols() const;
    /// The bars of the nameless file, or of the first named symbol, whatever their timeframe.
    Result<market::BarsPtr> firstBars();
    /// Forgets the bars read so far, so that the next run reads what was imported since.
    void refresh();

private:
    struct Loaded {
        market::BarsPtr bars;
        std::string origin;
    };
    Result<Loaded> load(const std::string& symbol, std::optional<Timeframe> wanted,
                        const std::stop_token& stop);
    Result<const Loaded*> loadOnce(const std::string& symbol, std::optional<Timeframe> wanted,
                                   const std::stop_token& stop);
    Error unknownSymbol(const std::string& symbol, const std::vector<StoredBars>& stored) const;
    Result<market::BarsPtr> fit(const market::BarsPtr& bars, Timeframe timeframe) const;

    std::map<std::string, std::string> m_files; ///< symbol → path
    std::string m_firstSymbol;                  ///< as named on the command line
    std::string m_anyFile;                      ///< for whatever symbol is asked first
    std::string m_onlySymbol;
    /// By symbol and wanted timeframe in minutes, 0 for any: the store may hold several.
    std::map<std::pair<std::string, std::int64_t>, Loaded> m_loaded;
    mutable std::unique_ptr<std::mutex> m_mutex = std::make_unique<std::mutex>();
};

} // namespace sw::data
