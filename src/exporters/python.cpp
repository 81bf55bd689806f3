#include "exporters/python.h"

#include "exporters/python_file.h"

namespace sw::exporters {

namespace {

constexpr std::string_view kMain = R"py(
def run(symbol, feeds):
    bars = feeds[symbol]
    rules = strategy(bars, feeds)
    first, end = window(bars, rules.first_bar)
    return Account(bars, rules, SETTINGS[symbol]).run(first, end)


if __name__ == "__main__":
    print_trades(read_arguments(sys.argv[1:]), run)
)py";

} // namespace

Export exportPython(const lang::Program& program, const ExportOptions& options)
{
    PythonTargetParts parts;
    parts.target = "Python 3 without any package";
    parts.usage = "(CSV with the columns time, open, high, low, close, volume); prints one line "
                  "per trade.";
    parts.machine = pythonMachine(featuresOf(program));
    parts.main = kMain;
    return pythonFile(program, options, std::move(parts));
}

} // namespace sw::exporters
