#include "indicators/catalog_entries.h"

namespace sw::indicators {

namespace {

void addSpread(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "stdev",
        .family = "statistic",
        .title = "Standard deviation",
        .parameters = {source(), length("n", "", "bars in the window")},
        .outputs = {value(Unit::SameAsSource, "population standard deviation")},
        .documentation = "Population standard deviation of the last n values.",
        .source = "Chan, Golub, LeVeque 1983; agrees with TA-Lib STDDEV",
        .pine = "ta.stdev(source, length)",
        .talib = "STDDEV",
        .warmup = windowWarmup,
        .make = makeStdev,
    });
    entries.push_back({
        .name = "zscore",
        .family = "statistic",
        .title = "Standard score",
        .parameters = {source(), length("n", "", "bars in the window")},
        .outputs = {value(Unit::Number, "deviations from the mean")},
        .documentation = "Distance of the value from its mean of n bars in population standard "
                         "deviations; 0 when nothing moved.",
        .source = "(x - sma(x, n)) / stdev(x, n)",
        .pine = "(source - ta.sma(source, length)) / ta.stdev(source, length)",
        .warmup = windowWarmup,
        .make = makeZscore,
    });
    entries.push_back({
        .name = "percent_rank",
        .family = "statistic",
        .title = "Percent rank",
        .parameters = {source(), length("n", "", "earlier bars compared with")},
        .outputs = {oscillator("value", 0, 100, "share of earlier values not above this one")},
        .documentation = "Percentage of the n values before this bar that are not above its value.",
        .source = "definition of Pine's ta.percentrank",
        .pine = "ta.percentrank(source, length)",
        .warmup = lengthWarmup,
        .make = makePercentRank,
    });
    entries.push_back({
        .name = "median",
        .family = "statistic",
        .title = "Median",
        .parameters = {source(), length("n", "", "bars in the window")},
        .outputs = {value(Unit::SameAsSource, "middle value")},
        .documentation = "Middle of the last n values by size; for an even n the mean of the two "
                         "in the middle.",
        .source = "definition",
        .pine = "ta.median(source, length)",
        .warmup = windowWarmup,
        .make = makeMedian,
    });
}

} // namespace

void addStatistics(std::vector<Entry>& entries)
{
    addSpread(entries);
    entries.push_back({
        .name = "linreg",
        .family = "statistic",
        .title = "Linear regression",
        .parameters = {source(), length("n", "", "bars in the window", 2)},
        .outputs = {value(Unit::SameAsSource, "end of the regression line")},
        .documentation = "Value on this bar of the least-squares line through the last n values.",
        .source = "least squares; agrees with TA-Lib LINEARREG",
        .pine = "ta.linreg(source, length, 0)",
        .talib = "LINEARREG",
        .warmup = windowWarmup,
        .make = makeLinreg,
    });
    entries.push_back({
        .name = "slope",
        .family = "statistic",
        .title = "Slope of the regression line",
        .parameters = {source(), length("n", "", "bars in the window", 2)},
        .outputs = {value(Unit::SameAsSource, "rise of the regression line a bar")},
        .documentation = "Rise per bar of the least-squares line through the last n values.",
        .source = "least squares; agrees with TA-Lib LINEARREG_SLOPE",
        .pine = "ta.linreg(source, length, 0) - ta.linreg(source, length, 1)",
        .talib = "LINEARREG_SLOPE",
        .warmup = windowWarmup,
        .make = makeSlope,
    });
    entries.push_back({
        .name = "correlation",
        .family = "statistic",
        .title = "Correlation",
        .parameters = {series("a", "", "first series"), series("b", "", "second series"),
                       length("n", "", "bars in the window", 2)},
        .outputs = {oscillator("value", -1, 1, "Pearson's coefficient")},
        .documentation = "Pearson's correlation of two series over n bars; missing while one of "
                         "them does not move. Correlate returns, not prices.",
        .source = "Pearson; agrees with TA-Lib CORREL (its value without movement is 0)",
        .pine = "ta.correlation(source1, source2, length)",
        .talib = "CORREL",
        .warmup = windowWarmup,
        .make = makeCorrelation,
    });
    entries.push_back({
        .name = "beta",
        .family = "statistic",
        .title = "Beta",
        .parameters = {series("y", "", "the series explained"),
                       series("x", "", "the series that explains it"),
                       length("n", "", "bars in the window", 2)},
        .outputs = {value(Unit::Number, "slope of y on x")},
        .documentation = "Slope of the least-squares line of y on x over n bars; missing while x "
                         "does not move.",
        .source = "covariance over variance of x; TA-Lib BETA takes relative changes of its "
                  "inputs first and x before y",
        .pine = "ta.correlation(y, x, length) * ta.stdev(y, length) / ta.stdev(x, length)",
        .warmup = windowWarmup,
        .make = makeBeta,
    });
}

} // namespace sw::indicators
