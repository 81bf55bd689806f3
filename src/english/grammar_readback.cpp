#include "english/grammar.h"
#include "english/lexicon.h"

namespace sw::english {

// What describe() writes about a program can be read again: its names of functions, its order of
// words, its parentheses. CALL: a function with its numbers in parentheses and what it is of.
std::string_view readbackGrammar()
{
    return R"(
# ---- functions: name (numbers) of source
CALLN : IND = $1 ~0
CALLN : AVGK = $1 ~0
CALLN : fnhighest = highest ~0
CALLN : fnlowest = lowest ~0
CALLN : fnpct = pct_change ~0
CALLN : fnchange = mom ~0
CALLN : fnstoch = stoch ~0
CALLN : fnichimoku = ichimoku ~0
CALLN : fnopeningrange = opening_range ~0
CALLN : fnregression = linreg ~0
CALLN : fnslope = slope ~0
CALLN : fnpercentrank = percent_rank ~0
CALLN : fncorrelation = correlation ~0
CALLN : fnbeta = beta ~0
CALLN : fnsum = sum ~0
CALLN : fnmedian = median ~0
CALLN : fnatentry = at_entry ~0
CALLN : fnvaluewhen = value_when ~0
CALLN : fnmin = min ~0
CALLN : fnmax = max ~0
CALLN : fnabs = abs ~0
CALLN : fnsqrt = sqrt ~0
CALLN : fnlog = log ~0
# `mul` and `times` are one word after a number, so numbers stand in parentheses only
CALL : CALLN ( NARGS ) of SRC = (!callof $1 $3 $6) ~0
CALLZ : fnmin = min ~0
CALLZ : fnmax = max ~0
CALLZ : fnabs = abs ~0
CALLZ : fnsqrt = sqrt ~0
CALLZ : fnlog = log ~0
CALLZ : fnatentry = at_entry ~0
CALLZ : fnvwap = vwap ~0
CALL : CALLZ of SRC = (!callof $1 nil $3) ~0
CALL : fnbarssince ( CO ) = (!barssince $3) ~0
CALL : fnbarssince CALLC = (!barssince $2) ~0
CALL : fnopeningrange ( NARGS ) = (!callof opening_range $3 nil) ~0
CALL : fnichimoku ( NARGS ) = (!callof ichimoku $3 nil) ~0
NARGS : NUM = (args $1) ~0
NARGS : minus NUM = (args (!negate $2)) ~0
NARGS : NARGS , NUM = (!push $1 $3) ~0
NARGS : NARGS , minus NUM = (!push $1 (!negate $4)) ~0
SRC : F = (list (!field $1)) ~0
SRC : CALL = (list $1) ~0
SRC : IND ( NARGS ) = (list (!callof $1 $3 nil)) ~0
SRC : OUT of CALL = (list (!out $3 $1)) ~0
SRC : SYM F = (list (!of $1 (!field $2))) ~0
SRC : ( S ) = (list $2) ~0
SRC : ( SRCS ) = $2 ~0
SRCS : S , S = (list $1 $3) ~0
SRCS : SRCS , S = (!push $1 $3) ~0
S : CALL = $1 ~0
# ---- functions without numbers
CALLC : fnweekday = (call weekday)
CALLC : fndayofmonth = (call day_of_month)
CALLC : fnmonth = (call month) ~0.3
CALLC : fnyear = (call year) ~0.3
CALLC : fntradingday = (call trading_day_of_month)
CALLC : fndaysleft = (call trading_days_left_in_month)
CALLC : fntimeofday = (call time_of_day)
CALLC : fnbarsheld = (call bars_held)
CALLC : fnprofit = (call profit)
S : CALLC = $1 ~0.1
S : fndayopen = (call day_open)
S : fnentryprice = (call entry_price) ~0.3
S : fnaverageprice = (call average_price)
S : fnlastfill = (call last_fill)
C1 : CALLC is NUM = (!cmp eq $1 $3) ~0
C1 : CALLC is not NUM = (!cmp ne $1 $4) ~0
C1 : CALLC is TIME = (!cmp eq $1 $3) ~0
C1 : CALLC is? CB TIME = (!cmp $3 $1 $4) ~0
C1 : fnfirstbar = (call first_bar_of_day) ~0
C1 : fnlastbar = (call last_bar_of_day) ~0
C1 : fnbullengulf = (call bullish_engulfing) ~0
C1 : fnbearengulf = (call bearish_engulfing) ~0
C1 : fnupstate of S = (!upstate $3 up) ~0
# ---- outputs
OUT : middle line = mid ~0
OUT : fnwidth = width ~0
OUT : fnpercentb = percent_b ~0
OUT : fnplusline = plus ~0
OUT : fnminusline = minus ~0
OUT : fntenkan = tenkan ~0
OUT : fnkijun = kijun ~0
OUT : fnspana = span_a ~0
OUT : fnspanb = span_b ~0
OUT : fndownline = down ~0
S : high|low of fnopeningrange ( NUM ) = (!opening $1 $5) ~0
# ---- arithmetic
S : S minus S = (!arith sub $1 $3) ~0.1
S : S plus S = (!arith add $1 $3) ~0.1
S : S times S = (!arith mul $1 $3) ~0.3
S : S minus NUM = (!arith sub $1 $3) ~0.2
S : S plus NUM = (!arith add $1 $3) ~0.2
S : S fndivided NUM = (!arith div $1 $3) ~0.1
S : S times NUM = (!arith mul $1 $3) ~0.1
S : NUM minus S = (!arith sub $1 $3) ~0.2
S : NUM fndivided S = (!arith div $1 $3) ~0.2
S : S fndivided S = (!arith div $1 $3) ~0.1
LV : minus NUM = (!negate $2) ~0
LV : minus PCT = (!negate $2) ~0
LV : ( minus NUM ) = (!negate $3) ~0
LV : ( minus PCT ) = (!negate $3) ~0
# ---- conditions
C1 : C1 atleastonce within last LEN = (!withinlast $1 $5) ~0
C1 : CA and then , within LEN , CA = (!sequence $1 $8 $6) ~0
C1 : CA then , within LEN , CA = (!sequence $1 $7 $5) ~0
C1 : QUOTED fnnodata = $1 ~0
# ---- rules
MOD : fnsymbol = (same) ~0
T : A SYMS WHEN COND = (both (!universe $2) (!rule $1 $3 $4)) ~0.1
T : A SYMS WHEN COND , MODX = (both (!universe $2) (!modrule (!rule $1 $3 $4) $6)) ~0.1
T : rebalance WHENB on first day = (everyon $2 first) ~0
T : rebalance WHENB on lastnth day = (everyon $2 last) ~0
MODX : sizeword SIZE = $2 ~0.05
MODX : with limitbuy at LV = (limit $4) ~0
MODX : with stopbuy at LV = (stoporder $4) ~0
A : closeact position = (exit) ~0
A : closeany = (exit both) ~0
A : adding to? long position = (add) ~0
# ---- protections
DISTX : DIST away = $1 ~0
DISTX : S away = $1 ~0.2
DIST : ( DIST ) = $2 ~0
DIST : ( NUM times S ) = (mul $2 $4) ~0
PROT : trail DISTX from highesthigh|fnbesthigh = (trail $2) ~0
PROT : trail DISTX from highestclose|fnbestclose|fnlowestclose = (trailclose $2) ~0
PROT : trail DISTX from highesthigh|fnbesthigh , once|when? isup DISTX = (!trailafter $2 $8) ~0
PROT : trail DISTX from highestclose|fnbestclose|fnlowestclose , once|when? isup DISTX = (!trailcloseafter $2 $8) ~0
PROT : target DISTX , sell PCT = (tranche (!fraction $5) $2) ~0
# ---- settings and limits
T : timeexitword LEN = (timeexit $2) ~0
T : fnposition size : SIZE = $4 ~0
T : sizeword : SIZE = $3 ~0
T : maxword NUM positions fnatatime = (maxpositions $2) ~0
T : maxword NUM positions fnatatime? , prefer highest|fnhighest S = (both (maxpositions $2) (prefer $7)) ~0
T : enteronly TIMEX and TIMEX = (session $2 $4) ~0
T : commission PCT , slippage PCT = (both (cost commission $2) (cost slippage $5)) ~0
T : commission PREP PCT , slippage PCT = (both (cost commission $3) (cost slippage $6)) ~0
T : fncosts : commission PCT = (cost commission $4) ~0
T : fncosts : slippage PCT = (cost slippage $4) ~0
T : fncosts : commission MONEY perfill? = (cost commission (money $4)) ~0
T : fncosts : commission PCT , slippage PCT = (both (cost commission $4) (cost slippage $7)) ~0
T : fncosts : commission MONEY perfill? , slippage PCT = (both (cost commission (money $4)) (cost slippage $8)) ~0
T : fncosts : slippage PCT , commission PCT = (both (cost slippage $4) (cost commission $7)) ~0
T : riskcap PCT of account atstop = (risk $2) ~0
SIZE : riskcap PCT of account atstop = (risk $2) ~0
SIZE : riskcap MONEY atstop = (riskcash $2) ~0
T : fntest from? DATEX = (dates $3 nil) ~0
T : fntest from DATEX to DATEX = (dates $3 $5) ~0
T : fntest to DATEX = (dates nil $3) ~0
)";
}

std::string_view readbackLexemes()
{
    return R"(
fnhighest: highest value
fnlowest: lowest value
fnpct: percentage change
fnchange: change
fnstoch: stochastic
fnichimoku: ichimoku
fnopeningrange: opening range
fnregression: regression line
fnslope: regression slope
fnpercentrank: percent rank
fncorrelation: correlation
fnbeta: beta
fnsum: sum
fnmedian: median
fnatentry: value at entry signal
fnvaluewhen: value when
fnmin: smallest
fnmax: largest
fnabs: absolute value
fnsqrt: square root
fnlog: log
fnvwap: vwap
fnbarssince: number of bars since
fnweekday: weekday ( 1 = monday )
fndayofmonth: day of month
fnmonth: month
fnyear: year
fntradingday: trading day of month
fndaysleft: number of trading days left in month
fntimeofday: time of day
fnbarsheld: number of bars held
fnprofit: open profit
fndayopen: open of day
fnentryprice: entry price
fnaverageprice: average entry price
fnlastfill: price of last fill
fnfirstbar: first bar of day
fnlastbar: last bar of day
fnupstate: up state
fnwidth: relative width
fnpercentb: %b
fnplusline: plus line
fnminusline: minus line
fntenkan: conversion line
fnkijun: base line
fnspana: leading span a | leading span
fnspanb: leading span b
fndownline: down line
fnbesthigh: best high
fnbestclose: best close
fnlowestclose: lowest close
fnbullengulf: bullish engulfing
fnbearengulf: bearish engulfing
fndivided: divided by
fnposition: position
fnatatime: at time
fncosts: costs
fnsymbol: symbol
fnnodata: ( no data )
fntest: test
rma: wilder average
vwma: volume - weighted average
zscore: z - score
realizedvol: realised volatility
rising: risen
falling: fallen
atleastonce: at least once
away: away
size: size
closeany: close any position
timeexitword: close position after
enteronly: enter only between
valid: that is valid for
marketclose: at close of bar | at close of that bar
marketopen: at open of bar | at open of that bar
stopout: stop - out
isup: trade is up
when: once
riskcap: as much as loses
atstop: at stop
)";
}

} // namespace sw::english
