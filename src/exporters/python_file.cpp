#include "exporters/python_file.h"

#include "base/text.h"
#include "exporters/header.h"
#include "exporters/python_expression.h"
#include "exporters/python_rules.h"
#include "exporters/python_snippets.h"
#include "exporters/source_text.h"

#include <fmt/format.h>

namespace sw::exporters {

namespace {

const char* calendarWord(indicators::CalendarKind kind)
{
    switch (kind) {
    case indicators::CalendarKind::AlwaysOpen:
        return "always";
    case indicators::CalendarKind::ForeignExchange:
        return "weekdays";
    case indicators::CalendarKind::Exchange:
        break;
    }
    return "exchange";
}

const char* tradingDaysWord(TradingDays days)
{
    switch (days) {
    case TradingDays::EveryDay:
        return "always";
    case TradingDays::Weekdays:
        return "weekdays";
    case TradingDays::NewYork:
        break;
    }
    return "exchange";
}

std::vector<std::string> symbolsOf(const lang::Program& program)
{
    std::vector<std::string> symbols = program.symbols;
    symbols.insert(symbols.end(), program.otherSymbols.begin(), program.otherSymbols.end());
    return symbols;
}

std::string pythonDate(const std::optional<CivilDate>& date)
{
    if (!date) {
        return "None";
    }
    return fmt::format("datetime.date({}, {}, {})", date->year, date->month, date->day);
}

std::string pythonList(const std::vector<std::string>& symbols)
{
    std::string text;
    for (const std::string& symbol : symbols) {
        text += (text.empty() ? "" : ", ") + pythonString(symbol);
    }
    return "[" + text + "]";
}

std::string settingsText(const lang::Program& program, const ExportOptions& options)
{
    std::string text = "SETTINGS = {\n";
    for (const std::string& symbol : program.symbols) {
        const SymbolConventions& own = options.conventions(symbol);
        const lang::CostModel costs = costsOf(program, options, symbol);
        const char* assumed = program.costs.stated ? "" : "; assumed";
        const auto line = [&](std::string_view key, double value, const std::string& remark) {
            text += fmt::format("        \"{}\": {},{}{}\n", key, floatLiteral(value),
                                remark.empty() ? "" : "  # ", remark);
        };
        text += "    " + pythonString(symbol) + ": {\n";
        line("capital", capitalOf(program, options), program.capital ? "" : "assumed");
        line("commission", costs.commissionFraction, fmt::format("of value, each side{}", assumed));
        line("commission_per_trade", costs.commissionPerTrade, "money, each side");
        line("commission_per_share", costs.commissionPerShare, "money, each side");
        line("slippage", costs.slippageFraction,
             fmt::format("of price, market and stop fills{}", assumed));
        line("slippage_per_share", costs.slippagePerShare, "money");
        line("financing_per_year", costs.financingFractionPerYear, "of the value of shorts");
        line("margin", options.marginFraction, "1 = no leverage");
        line("lot", own.lot, "smallest quantity");
        line("pip", own.pip, "");
        line("tick", own.tick, "");
        text += "    },\n";
    }
    return text + "}\n";
}

std::string marketsText(const lang::Program& program, const ExportOptions& options)
{
    std::string text = "MARKETS = {\n";
    for (const std::string& symbol : symbolsOf(program)) {
        const SymbolConventions& own = options.conventions(symbol);
        text += fmt::format("    {}: {{\"calendar\": \"{}\", \"trading_days\": \"{}\",\n"
                            "        \"days_per_year\": {}, \"session_minutes\": {}}},\n",
                            pythonString(symbol), calendarWord(own.calendar),
                            tradingDaysWord(own.tradingDays), floatLiteral(own.daysPerYear),
                            floatLiteral(own.sessionMinutes));
    }
    return text + "}\n";
}

constexpr std::string_view kArguments = R"py(

def read_arguments(arguments):
    """Reads SYMBOL=FILE arguments; a file alone belongs to the first symbol without one."""
    wanted, paths = SYMBOLS + OTHERS, {}
    for argument in arguments:
        named = [symbol for symbol in wanted if argument.startswith(symbol + "=")]
        symbol = named[0] if named else next((s for s in wanted if s not in paths), None)
        if symbol is None or symbol in paths:
            sys.exit("one file too many: %s" % argument)
        paths[symbol] = argument[len(symbol) + 1:] if named else argument
    missing = [symbol for symbol in wanted if symbol not in paths]
    if missing:
        sys.exit("usage: %s %s" % (sys.argv[0], " ".join(symbol + "=FILE" for symbol in wanted)))
    return {symbol: read_bars(path, FRAME, MARKETS[symbol]) for symbol, path in paths.items()}


def window(bars, first_bar):
    """The tradable bars: inside the test dates, and after the warm-up."""
    days = [datetime.date.fromordinal(719163 + local_day(bars, i)) for i in range(len(bars))]
    first = sum(1 for day in days if TEST_FROM is not None and day < TEST_FROM)
    end = sum(1 for day in days if TEST_TO is None or day <= TEST_TO)
    return max(first, first_bar), end


def print_trades(feeds, run):
    """Prints the trades that `run(symbol, feeds)` gives, as CSV."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    columns = ["position", "side", "signal_bar", "entry_bar", "entry_time", "entry_price",
               "exit_bar", "exit_time", "exit_price", "size", "net_pnl", "exit_reason"]
    several = len(SYMBOLS) > 1
    out.writerow(["symbol"] * several + columns)
    for symbol in SYMBOLS:
        for trade in run(symbol, feeds):
            out.writerow([symbol] * several
                         + [repr(x) if isinstance(x, float) else x for x in trade])
)py";

} // namespace

Export pythonFile(const lang::Program& program, const ExportOptions& options,
                  PythonTargetParts parts)
{
    PythonExpressions expressions(program);
    const PythonRules rules = writeRules(program, expressions);
    const std::string strategy = pythonStrategy(program, rules, expressions);
    Export made;
    made.notes = std::move(parts.notes);
    made.fileName = fmt::format("{}{}.py", fileSlug(program.name, "strategy"), parts.ending);
    std::string arguments;
    for (const std::string& symbol : symbolsOf(program)) {
        arguments += " " + symbol + "=FILE";
    }
    std::string code = "#!/usr/bin/env python3\n";
    code += header(program, options, "# ", parts.target,
                   fmt::format("Usage: python3 {}{}  {}", made.fileName, arguments, parts.usage),
                   made.notes);
    code += "\nimport csv\nimport datetime\nimport math\nimport sys\n";
    code += parts.imports;
    code += "\nNAN = float(\"nan\")\nLONG, SHORT = 1, -1\n\n";
    code += "SYMBOLS = " + pythonList(program.symbols) + "\n";
    code += "OTHERS = " + pythonList(program.otherSymbols) + "\n";
    code += "FRAME = " + pythonFrame(program.timeframe) + "\n";
    code += "TEST_FROM = " + pythonDate(program.from) + "\n";
    code += "TEST_TO = " + pythonDate(program.to) + "\n";
    code += settingsText(program, options) + marketsText(program, options);
    code += "\n\n" + strategy + "\n\n" + withoutBlankEnds(parts.machine) + "\n";
    std::set<std::string, std::less<>> needs = expressions.needs();
    needs.insert({"read_bars", "Series", "Truth", "quotient"});
    code += pythonLibrary(needs);
    code += kArguments;
    code += "\n\n" + withoutBlankEnds(parts.main) + "\n";
    made.code = std::move(code);
    return made;
}

} // namespace sw::exporters
