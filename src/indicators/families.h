// The kernels of every family, as the catalog's entries make them. Arguments are the Length and
// Number arguments of the entry in their order; what they mean is documented there.
#pragma once

#include "indicators/kernel.h"

#include <memory>
#include <span>

namespace sw::indicators {

using KernelPtr = std::unique_ptr<Kernel>;
using Numbers = std::span<const double>;

/// A Length argument as an int.
inline int lengthAt(Numbers numbers, std::size_t index)
{
    return static_cast<int>(numbers[index]);
}

// averages
KernelPtr makeSma(Numbers numbers, const KernelContext& context);
KernelPtr makeEma(Numbers numbers, const KernelContext& context);
KernelPtr makeWma(Numbers numbers, const KernelContext& context);
KernelPtr makeRma(Numbers numbers, const KernelContext& context);
KernelPtr makeVwma(Numbers numbers, const KernelContext& context);

// oscillators
KernelPtr makeRsi(Numbers numbers, const KernelContext& context);
KernelPtr makeMacd(Numbers numbers, const KernelContext& context);
KernelPtr makeStoch(Numbers numbers, const KernelContext& context);
KernelPtr makeStochRsi(Numbers numbers, const KernelContext& context);
KernelPtr makeCci(Numbers numbers, const KernelContext& context);
KernelPtr makeMfi(Numbers numbers, const KernelContext& context);
KernelPtr makeWillr(Numbers numbers, const KernelContext& context);
KernelPtr makeRoc(Numbers numbers, const KernelContext& context);
KernelPtr makeMom(Numbers numbers, const KernelContext& context);
KernelPtr makePctChange(Numbers numbers, const KernelContext& context);
KernelPtr makeIbs(Numbers numbers, const KernelContext& context);

// volatility
KernelPtr makeBb(Numbers numbers, const KernelContext& context);
KernelPtr makeTr(Numbers numbers, const KernelContext& context);
KernelPtr makeAtr(Numbers numbers, const KernelContext& context);
KernelPtr makeNatr(Numbers numbers, const KernelContext& context);
KernelPtr makeKeltner(Numbers numbers, const KernelContext& context);
KernelPtr makeRealizedVol(Numbers numbers, const KernelContext& context);

// trend
KernelPtr makeAdx(Numbers numbers, const KernelContext& context);
KernelPtr makeDmi(Numbers numbers, const KernelContext& context);
KernelPtr makeSupertrend(Numbers numbers, const KernelContext& context);
KernelPtr makePsar(Numbers numbers, const KernelContext& context);
KernelPtr makeAroon(Numbers numbers, const KernelContext& context);
KernelPtr makeIchimoku(Numbers numbers, const KernelContext& context);

// volume
KernelPtr makeObv(Numbers numbers, const KernelContext& context);
KernelPtr makeAd(Numbers numbers, const KernelContext& context);
KernelPtr makeCmf(Numbers numbers, const KernelContext& context);
KernelPtr makeVwap(Numbers numbers, const KernelContext& context);

// ranges
KernelPtr makeHighest(Numbers numbers, const KernelContext& context);
KernelPtr makeLowest(Numbers numbers, const KernelContext& context);
KernelPtr makeDonchian(Numbers numbers, const KernelContext& context);
KernelPtr makeOpeningRange(Numbers numbers, const KernelContext& context);
KernelPtr makeDayOpen(Numbers numbers, const KernelContext& context);

// statistics
KernelPtr makeStdev(Numbers numbers, const KernelContext& context);
KernelPtr makeZscore(Numbers numbers, const KernelContext& context);
KernelPtr makeLinreg(Numbers numbers, const KernelContext& context);
KernelPtr makeSlope(Numbers numbers, const KernelContext& context);
KernelPtr makeCorrelation(Numbers numbers, const KernelContext& context);
KernelPtr makeBeta(Numbers numbers, const KernelContext& context);
KernelPtr makePercentRank(Numbers numbers, const KernelContext& context);
KernelPtr makeMedian(Numbers numbers, const KernelContext& context);

// calendar
KernelPtr makeWeekday(Numbers numbers, const KernelContext& context);
KernelPtr makeDayOfMonth(Numbers numbers, const KernelContext& context);
KernelPtr makeMonth(Numbers numbers, const KernelContext& context);
KernelPtr makeYear(Numbers numbers, const KernelContext& context);
KernelPtr makeTradingDayOfMonth(Numbers numbers, const KernelContext& context);
KernelPtr makeTradingDaysLeft(Numbers numbers, const KernelContext& context);
KernelPtr makeTimeOfDay(Numbers numbers, const KernelContext& context);
KernelPtr makeFirstBarOfDay(Numbers numbers, const KernelContext& context);
KernelPtr makeLastBarOfDay(Numbers numbers, const KernelContext& context);

// patterns
KernelPtr makeHammer(Numbers numbers, const KernelContext& context);
KernelPtr makeShootingStar(Numbers numbers, const KernelContext& context);
KernelPtr makeDoji(Numbers numbers, const KernelContext& context);
KernelPtr makeBullishEngulfing(Numbers numbers, const KernelContext& context);
KernelPtr makeBearishEngulfing(Numbers numbers, const KernelContext& context);
KernelPtr makeInsideBar(Numbers numbers, const KernelContext& context);
KernelPtr makeOutsideBar(Numbers numbers, const KernelContext& context);
KernelPtr makeMorningStar(Numbers numbers, const KernelContext& context);
KernelPtr makeEveningStar(Numbers numbers, const KernelContext& context);
KernelPtr makeHaOpen(Numbers numbers, const KernelContext& context);
KernelPtr makeHaHigh(Numbers numbers, const KernelContext& context);
KernelPtr makeHaLow(Numbers numbers, const KernelContext& context);
KernelPtr makeHaClose(Numbers numbers, const KernelContext& context);

// logic
KernelPtr makeBarsSince(Numbers numbers, const KernelContext& context);
KernelPtr makeValueWhen(Numbers numbers, const KernelContext& context);

} // namespace sw::indicators
