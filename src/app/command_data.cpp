// The bar store: list, import, check.
#include "app/command.h"
#include "base/text.h"
#include "bridge/files.h"
#include "bridge/text.h"
#include "market/csv.h"
#include "market/quality.h"

#include <QFileInfo>
#include <QJsonArray>

#include <fmt/format.h>

namespace sw::app {

using bridge::fromQt;
using bridge::toQt;

namespace {

Exit list(Options& options, Session& session)
{
    QJsonArray json;
    std::string text;
    const auto add = [&](const std::string& symbol, const std::string& frame,
                         const std::string& origin) {
        json.append(QJsonObject{{QStringLiteral("symbol"), toQt(symbol)},
                                {QStringLiteral("timeframe"), toQt(frame)},
                                {QStringLiteral("origin"), toQt(origin)}});
        text += fmt::format("{:<12} {:<6} {}\n", symbol, frame, origin);
    };
    for (const data::StoredBars& stored : data::storedBars()) {
        add(stored.symbol, stored.timeframe.text(), "imported");
    }
    for (const data::Sample& sample : data::samples()) {
        add(sample.symbol, "1d", std::string("bundled sample: ") + sample.description);
    }
    if (options.has("json")) {
        session.console.json({{QStringLiteral("bars"), json}});
    } else {
        session.console.out(text);
    }
    return Exit::Ok;
}

struct Read {
    market::CsvBars csv;
    market::QualityReport quality;
};

Result<Read> readAndCheck(const std::string& path, const Options& options)
{
    const Result<std::string> text = bridge::readFile(path);
    if (!text) {
        return fail(text.error());
    }
    market::CsvOptions csv;
    csv.symbol =
        options.value("symbol").value_or(toUpper(fromQt(QFileInfo(toQt(path)).completeBaseName())));
    Result<market::CsvBars> bars = market::readCsv(*text, csv);
    if (!bars) {
        Error error = bars.error();
        error.message = path + ", " + error.message;
        return fail(std::move(error));
    }
    market::QualityReport quality = market::checkQuality(*bars->bars);
    return Read{std::move(*bars), std::move(quality)};
}

void print(const Read& read, const Options& options, Console& console)
{
    const market::Bars& bars = *read.csv.bars;
    if (options.has("json")) {
        QJsonArray issues;
        for (const market::QualityIssue& issue : read.quality.issues) {
            issues.append(
                QJsonObject{{QStringLiteral("finding"), toQt(market::name(issue.finding))},
                            {QStringLiteral("bar"), static_cast<qint64>(issue.bar)},
                            {QStringLiteral("time"), toQt(formatShort(issue.time))},
                            {QStringLiteral("text"), toQt(issue.text)},
                            {QStringLiteral("serious"), issue.serious}});
        }
        QJsonArray notes;
        for (const std::string& note : read.csv.notes) {
            notes.append(toQt(note));
        }
        console.json(
            {{QStringLiteral("symbol"), toQt(bars.symbol())},
             {QStringLiteral("timeframe"), toQt(bars.timeframe().text())},
             {QStringLiteral("bars"), static_cast<qint64>(bars.size())},
             {QStringLiteral("first"), toQt(formatShort(bars.time().front()))},
             {QStringLiteral("last"), toQt(formatShort(bars.time().back()))},
             {QStringLiteral("fingerprint"), toQt(fmt::format("{:016x}", bars.fingerprint()))},
             {QStringLiteral("notes"), notes},
             {QStringLiteral("issues"), issues}});
        return;
    }
    console.out(fmt::format("{}: {} {} bars, {} to {}\n", bars.symbol(), bars.size(),
                            bars.timeframe().word(), formatShort(bars.time().front()),
                            formatShort(bars.time().back())));
    for (const std::string& note : read.csv.notes) {
        console.out("  note: " + note + "\n");
    }
    if (read.quality.clean()) {
        console.out("  no findings\n");
    }
    for (const market::QualityIssue& issue : read.quality.issues) {
        console.out(fmt::format("  {}{}: {}\n", issue.serious ? "serious, " : "",
                                market::name(issue.finding), issue.text));
    }
}

} // namespace

Exit runData(const QStringList& arguments, Session& session)
{
    Options options("data", arguments, {QStringLiteral("symbol")}, {QStringLiteral("json")}, {1, 2},
                    session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const std::string& what = options.positional()[0];
    const bool hasFile = options.positional().size() == 2;
    if (what == "list" && !hasFile) {
        return list(options, session);
    }
    if (what == "fetch") {
        session.console.error("Bars cannot be downloaded in this version; save them as CSV and use "
                              "'stratwright-cli data import FILE --symbol S'.");
        return Exit::Failed;
    }
    if ((what != "check" && what != "import") || !hasFile) {
        session.console.error("Write 'data list', 'data check FILE' or 'data import FILE --symbol "
                              "S'. See: stratwright-cli help data");
        return Exit::Usage;
    }
    const Result<Read> read = readAndCheck(options.positional()[1], options);
    if (!read) {
        return failWith(read.error(), session.console);
    }
    if (what == "import") {
        const Result<std::string> stored = data::storeBars(*read->csv.bars);
        if (!stored) {
            return failWith(stored.error(), session.console);
        }
    }
    print(*read, options, session.console);
    return Exit::Ok;
}

} // namespace sw::app
