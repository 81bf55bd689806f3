#include "english/lexicon.h"

namespace sw::english {

// Signs stand for themselves where no line names them. `soft` words carry no meaning and are left
// out before the grammar looks; `noise` phrases are covered but say nothing about trading.
std::string_view lexemeTable()
{
    return R"(
soft: really | just | simply | please | basically | actually | always | currently | immediately | i | we | me | you | would | should | could | will | shall | can | i'd | i'll | i'm | i've | we'd | we'll | also | so | do | does | been | very | kindly | hey | hi | hello | ok | okay | right | away | myself | etc | have | has | got | overall | strictly | my | our | us | ever
nextclose: next day's close | next close | following close | next day close | tomorrow's close | close of next day | next session's close | close next day | following day's close
nostop: no stop | no stop loss | no target | no take profit | without stop | without stop loss | no stops | no stop or target
outperforms: outperforms | outperformed | beats | beat | is stronger than | outperformed by
underperforms: underperforms | underperformed | lags | lagged | trails
waitword: wait | waiting
noise: to | any that | any which | any stock that | whichever | those that | each one that | any one that | benchmark test | nothing more | no shorts | no shorting | long only | no short side | do nothing else | for now | from now on | want to | want you to | like to | backtest | back test | test | try | let's | lets | let us | strategy | strategy: | system | idea | setup | rules | rule | my strategy | my system | my idea | my rules | strat | need | looking to | looking for | plan is | plan | thinking of | what if | how about | how would | how does it do | check | show | simulate | run | run on | see | tell | help | make | create | build | write | design | give | find | know | for | of | with | and | in | on | at | to | is | this | that | my | inside that trend | in that trend | within that trend | in such trend | inside trend | in trend | in this case | in that case | at that point | trader | trading | trade | thanks | thank | simple | basic | classic | plain | good | exact | exactly | want | like | use | using | based on | following | as follows | i.e | ie | e.g | strategy that | that is | nothing else | no other rules | // | breakout | mean reversion | trend following | momentum strategy | swing trade | swing | pullback | reversal | scalp | scalping | dip buying | play | system: | signal | signals | trigger | bull | sharesonly | rsi strategy | crossover strategy | cross strategy | moving average crossover
allcloses: closes both times | close both times | both at close | at close both times | all at close | close both
ratchet: never down | only up | never lower | never loosen | up only | ratchets | ratcheting | only ratchets up | never back down | never lowered
sharesonly: sell premium no | premium no | shares | no options | just shares | shares only | only shares | stock only | no leverage | without leverage
and: and | & | && | plus | as well as | n | along with | while also | together with | combined with | amid
or: or | or else | or when | or if
either: either | any of
not: not | isn't | is not | aren't | no | never | doesn't | does not | don't | do not | without
both: both | both of them | both averages | both lines | both mas
it: it | them | this | that | one
its: its
of: of | for | from
in: in | inside | into | within
on: on | upon | at
at: at | @
to: to | till | until | through | thru
with: with | w/ | having | where | using | provided with
but: but | yet | however
unless: unless | except when | except if | but not if | but not when | but never when | except while | but not while
onlyif: only if | only when | only after | only while | but only if | but only when | but only while | provided | provided that | as long as it is only | given that | given | on condition that | and only if | and only when | only trade if | only trade when | conditional on | if and only if | only in case
when: when | if | whenever | once | as soon as | in case | every time | each time | everytime | moment | after | where | wen | as | anytime | any time | upon | when ever | on condition | at point when | on day when | days when | on days when | on days that
while: while | as long as | so long as | whilst | only while | whenever it is | for as long as | all time | during time when
because: because | since
than: than
then: then | followed by | and then
lastly: lastly | finally
by: by | via
from: from | starting | starting from | beginning | beginning in | start | start in
since: since | from | starting in | starting | beginning | as of | start from
eachone: each | apiece | per symbol | per position | per trade | per name | per stock | every trade | on each trade | per entry | per fill | a trade | trade
all: all | everything | whole position | entire position | all of it | full position | whole thing | all positions | any position | open position | open positions | position | trade | trades | positions | any trade | holding | holdings
rest: rest | remainder | remaining | other half | remaining half
percent: % | percent | pct | per cent | prc | percentage
points: points | point | pts | percentage points | pp
bps: bps | bp | basis points | bips
rmult: r | rr | times risk | x risk | r's | times my risk | risk multiple
times: x | times | * | fold
mul: * | x | times
div: / | divided by | over
plus: + | plus | added to
minus: -
day: day | days | d | session | sessions | trading day | trading days | market days | market day | dy | dys | trading session | trading sessions | daily | calendar days | business days
bar: bar | bars | candle | candles | candlestick | candlesticks | period | periods | per | p | prd | bar's
week: week | weeks | wk | wks | w
month: month | months | mo | mth | mths | mos
mletter: m
year: year | years | yr | yrs | y
quarter: quarter | quarters | qtr
hour: hour | hours | hr | hrs | h
minute: minute | minutes | min | mins
daily: daily | every day | each day | 1d | day chart
weekly: weekly | every week | each week | once per week | once week
monthly: monthly | every month | each month | once per month | once month | month end | month's end | end of month | end of each month | each month end
quarterly: quarterly | every quarter | each quarter | once per quarter
yearly: yearly | annually | every year | each year | annual
hourly: hourly
halfyearly: half year | half a year
chart: chart | charts | timeframe | time frame | tf | bars | candles | basis | data | interval | candle | bar | candlesticks | frame
last: last | past | previous | prior | preceding | trailing | recent | latest
ago: ago | earlier | before | back | prior
today: today | today's | current | this bar | current bar | signal bar | that day | that bar
yesterday: yesterday | previous day | prior day | prev day | day before | previous bar | previous candle | prior bar | prior candle | last bar | previous | prior | last day | previous session | day earlier | preceding day | prev | bar before | candle before | previous daily
close: close | closing price | closing prices | last price | close price | cls | closing | daily close | closes
closes: closes | closed | closing | finishes | finished | settles | ends | close | finish | closing price is | ends day | ends up | prints close | prints
price: price | stock | share | shares | share price | stock price | market | etf | spot | prices | quote | asset | coin | pair | index | underlying | future | futures | token | security | fund | ticker | instrument | price action | share of | name
open: open | opening price | opens | open price | opening
high: high | highs | hi | highest price | top
low: low | lows | lowest price | bottom
hl2: hl2
hlc3: hlc3 | typical price
ohlc4: ohlc4
volume: volume | volumes | volumen | vol | trading volume
sma: sma | simple moving average | simple ma | simple average | simple moving averages | smas
ema: ema | exponential moving average | exponential average | exponential ma | emas | exponential moving averages | exp ma | exp moving average | exponential
wma: wma | weighted moving average | weighted average | weighted ma
hma: hma | hull moving average | hull ma | hull
rma: rma | smoothed moving average | wilder average | wilder moving average | smma
vwma: vwma | volume weighted moving average
dema: dema | double exponential moving average
tema: tema | triple exponential moving average
kama: kama | kaufman moving average | kaufman adaptive moving average
avg: ma | moving average | average | mean | dma | avg | moving averages | averages | mas | mav | mavg | moving avg | moving mean | dmas | day line | line
rsi: rsi | relative strength index | rsi's | rsi indicator
cci: cci | commodity channel index
mfi: mfi | money flow index
willr: %r | williams %r | willr | wpr | williams r | williams percent r | williams
adx: adx | average directional index
atr: atr | average true range | atrs
natr: natr | normalized atr
roc: roc | rate of change
mom: mom | momentum
stdev: stdev | standard deviation | std dev | std | stddev | sd
zscore: zscore | z score | z
stoch: stoch | stochastic | stochastics | sto | stochastic oscillator | slow stochastic | slow stochastics
stochrsi: stochrsi | stoch rsi | stochastic rsi
macd: macd
bb: bollinger | bollinger band | bollinger bands | bband | bbands | bb | boll | boll band | bollinger's | bolinger | bollinger bands'
keltner: keltner | keltner channel | keltner channels | kc | keltner band | keltner bands
donchian: donchian | donchian channel | donchian channels | channel
supertrend: supertrend | super trend | supertrend indicator
psar: psar | parabolic sar | sar | parabolic stop and reverse | parabolic
vwap: vwap | session vwap
obv: obv | on balance volume
cmf: cmf | chaikin money flow
tr: true range | tr
ibs: ibs | internal bar strength
dmi: dmi
aroon: aroon
linreg: linreg | linear regression | regression line
slope: slope
realizedvol: realized vol | realised vol | realized volatility | realised volatility | historical volatility | annualized volatility | volatility
highest: highest
lowest: lowest
crossoverfn: crossover | crossabove
crossunderfn: crossunder | crossbelow
abs: abs
minfn: min
maxfn: max
logfn: log
ret: return | returns | performance | gain over | change | total return | price change | pct change | percent change | percentage change | price return | momentum
mline: line
histogram: histogram | hist | macd histogram
signalline: signal | signal line | its signal | macd signal | trigger line | signal ma
upper: upper | top
lower: lower | bottom | lwr
middle: middle | mid | midline | center | centre | basis | median
band: band | bands | line | channel | boundary | edge
dev: deviation | deviations | sd | std | stdev | standard deviations | standard deviation | sigma | std dev | devs | stds | std devs
kline: k | %k | k line
dline: d | %d | d line
plusdi: +di | plus di | di+ | +di line | positive di
minusdi: -di | minus di | di- | -di line | negative di
gt: > | above | over | ovr | abov | abve | greater than | higher than | more than | bigger than | exceeds | exceed | exceeding | larger than | on top of | north of | stronger than | abv | better than | past | larger | greater
lt: < | below | under | undr | belo | less than | lower than | beneath | smaller than | south of | underneath | fewer than | weaker than | blw | belw
ge: >= | at least | no less than | not below | greater than or equal to | not less than | at or above | not under | or above
le: <= | at most | no more than | not above | less than or equal to | at or below | not over | or below
orbelow: or lower | or less | or below | or under
orabove: or higher | or more | or above | or over | or better | or greater
eqeq: == | equals | equal to
is: is | are | was | be | being | trades | trading | remains | sits | stands | reads | reading | has been | becomes | is trading | stays | stay | holds | staying | holding | is still | was trading | is at | comes in | came in | reading is | measures | has | keeps | keep | lies | is currently
between: between | in between | inside range | ranges from
inrange: in | within
xverb: crosses | cross | crossed | crossing | crossover | crossovers | cuts | cut | breaks | break | broke | breaking | breaks out | breaks back | jumps | jump | flips | pierces | punches | pushes | pops | rips | bursts | blasts | slices | thrusts | turns | turn | turned | croses | shoots | cracks | crosses back | cut's | gets | spikes | broken | breakout | breakdown | plunges | flips back | through
xdownfn: crosses under | cross under | crosses below | cross below | crossing below | crossing under | crossed below | crossed under | breaks down through | breaks down below | death crosses | cuts down through | crosses down through | crosses back below | crosses back under | crosses down | crosses down below
xupfn: crosses above | cross above | crosses over | cross over | crossing above | crossing over | crossed above | crossed over | breaks out above | breaks out over | breaks out of | breakout above | breakout over | breakout of | golden crosses | cuts up through | crosses up through | crosses back above | crosses back over | crosses up | crosses up over | breaks up through | breaks up above | breaks out past
mverb: goes | go | going | went | moves | move | moved | moving | rises | rise | rose | rising | climbs | climb | climbed | gets | get | comes | come | drops | drop | dropped | dropping | falls | fall | fell | falling | dips | dip | dipped | dipping | sinks | sink | slips | slip | slides | slide | tumbles | rallies | bounces | heads | returns | return | pulls | runs | pushes | retreats | trades back | surges | plunges
back: back | again | once more
up: up | upward | upwards | higher | up through | to upside | upside | from below | from underneath | from beneath
down: from above | down | downward | downwards | lower | down through | to downside | downside | from above | south
through: through | thru | via
loses: loses | lost | lose | gives up | fails to hold | losing | fails | closes through
reclaims: reclaims | regains | recaptures | takes out | clears | overtakes | breaks | retakes | reclaim | regain | breaking | breaks out of | break | pierces
touches: touches | touch | tags | tag | hits | hit | reaches | reach | tests | reached | touched | gets to | comes to | taps | kisses | touching | hitting | reaching | trades at | gets back to | returns to | reverts to | comes back to | goes back to | falls to | drops to | rises to | is back at | back to | back at | dips to | pulls back to | reverts back to
makes: makes | make | making | sets | prints | hits | posts | at | on | new | reaches | is at | closes at | scores | notches | hitting | puts in | for | marks
new: new | fresh
positive: positive | above zero | over zero | > 0
negative: negative | below zero | under zero | < 0
zero: zero | zero line | 0 line | zero mark
rising: rising | rises | increasing | sloping up | up sloping | upward sloping | going up | turning up | climbing | growing | upsloping | trending up | heading up | sloped up | pointing up | sloping upward | sloping upwards | slopes up | points up | is up
falling: falling | falls | decreasing | sloping down | down sloping | downward sloping | going down | turning down | declining | shrinking | downsloping | trending down | heading down | sloped down | pointing down | dropping | sloping downward | slopes down | points down
turnsup: turns up | turns higher | hooks up | starts rising | ticks up | curls up
turnsdown: turns down | turns lower | hooks down | starts falling | ticks down | rolls over | curls down
row: in row | consecutive | straight | in succession | back to back | consecutively | running | in a row | successive | on trot | on the trot
red: red | down | bearish | losing | lower
green: green | up | bullish | winning | white | higher
first: first | 1st
lastnth: last | final
second: second | 2nd
third: third | 3rd
higherclose: higher close | higher closes | up close | up closes | closes up | closes higher | close up | close higher | closed higher | closed up | closes in green
lowerclose: lower close | lower closes | down close | down closes | closes down | closes lower | close down | close lower | closed lower | closed down | closes in red
higherhigh: higher high | higher highs
lowerlow: lower low | lower lows
higherlow: higher low | higher lows
lowerhigh: lower high | lower highs
upday: up day | up days | green day | green days | gain day | winning day | positive day
downday: down day | down days | red day | red days | losing day | negative day
gapsdown: gap down | gaps down | gapped down | gapping down | gaps lower | opens gap down | gap lower | opens lower | opens down | gap's down
gapsup: gap up | gaps up | gapped up | gapping up | gaps higher | gap higher | opens higher | opens up
falls: falls | drops | dips | declines | loses | loses value | is down | down | fell | drop | dip | decline | fall | sells off | tanks | crashes | sinks | slides | goes down | moves down | lost | dropped | declined | sold off | selloff | plunges | tumbles | loss | pulls back | retraces | corrects | off | corrected | falling | retreats | slumps | comes down | slips
rises: rises | gains | is up | up | rose | gain | climbs | rallies | jumps | advances | rally | goes up | moves up | surges | gained | spikes | jumped | rise | climbs up | pops | increases | made | adds | runs | ran
insideof: within | inside | in | no more than
fromprice: from | away from | of
oversold: oversold | over sold
overbought: overbought | over bought
goldencross: golden cross | golden crossover | goldencross
deathcross: death cross | death crossover | deathcross | dead cross
crossnoun: cross | crossover | crossing | crosses | cross over | x
bullish: bullish | bull | upside
bearish: bearish | bear | downside
buystate: buy
sellstate: sell
bullengulf: bullish engulfing | engulfing bull | bullish engulfing candle | bullish engulfing bar | bullish engulfing pattern | bull engulfing
bearengulf: bearish engulfing | engulfing bear | bearish engulfing candle | bearish engulfing bar | bearish engulfing pattern | bear engulfing
hammer: hammer | hammer candle | hammers | hammer pattern
shootingstar: shooting star | shooting star candle
doji: doji | doji candle
insidebar: inside bar | inside day | inside bars | nr inside bar | inside candle
outsidebar: outside bar | outside day | outside candle
morningstar: morning star | morning star pattern
eveningstar: evening star | evening star pattern
soldiers: three white soldiers | 3 white soldiers
pinbar: pin bar | pinbar | pin bar candle
crossunderprice: price crosses under
above200: above the 200
cloud: cloud | kumo | ichimoku cloud | ichimoku
volspike: volume spike | volume surge | spike in volume | surge in volume | volume spikes | heavy volume spike
onvolume: on volume | on volume of
twice: twice | double | 2 times | two times | 2x
triple: triple | three times | thrice
halfof: half | half of | half as much as
normal: normal | usual | typical | average | its average | avg | mean
buy: buy | buys | buying | purchase | purchases | bought | go long | goes long | going long | long | longs | enter long | enters long | get long | want in | get in | enter | enters | in | open long | open long position | pick up | take long | take long position | long entry | entry long | enter long position | buy in | go in | jump in | step in | i'm in | be in | get me in | long position | initiate long | start long | go all in on | entry | enter trade | take entry | buy signal | long signal | buy into | load up on | scoop up | invest in | buy it | open position | open trade | grab | snap up | buy back | buy back in | accumulate
own: own | owning | hold | holding | be long | stay long | stay in | be in | held | holds | be invested | be invested in | stay invested | invested in | remain long | i'm long | keep | stay invested in | being in | sit in | holding on to
short: short | shorts | go short | goes short | going short | sell short | short sell | enter short | open short | take short | short entry | shorting | get short | short it | short position | open short position | sell it short | initiate short | short signal | short selling | enter short position | be short
sell: sell | sells | sold | sell it | selling | dump | unload | offload | sell signal | dump it | sell everything | sell all | sell position | sell out | sell up | sell off
closeact: close
exit: exit | exits | get out | out | close it | close position | leave | flat | go flat | liquidate | scratch | want out | bail | bail out | square off | sqoff | close out | close trade | exit trade | exit position | exit signal | take it off | get me out | exit all | be out | step aside | close all | close everything | exiting | i'm out | quit | take off | exit it | scratch trade | go to cash | move to cash | back to cash | cash out | unwind | get flat | close whole position | exit everything | exit whole position | close whole thing | exit price | stand aside | leave trade | square up
exitshort: cover | covers | cover short | buy to cover | cover shorts | close short | exit short | cover it | exit shorts | close shorts | covering | buy back short | buy to close
exitlong: exit long | close long | sell long | close longs | exit longs | sell longs | close long position | exit long position | close long positions | exit my long | close my long
riskreward: risk reward | risk / reward | risk to reward | reward risk | reward to risk | reward / risk | risk reward ratio | reward risk ratio | risk / reward ratio
exitboth: close both | exit both | close both sides | exit both sides | close either | exit either
reverse: reverse | flip | flip short | reverse position | reverse to short | stop and reverse | flip position | flip to short | go other way
opposite: opposite | opposite signal | reverse | opposite cross | opposite way | reverse cross | other way around | vice versa | opposite condition | reverse signal | opposite happens | inverse | reverse happens | opposite crossover | reverse condition | other way | contrary | reverse crossover | opposite direction | oposite
otherwise: otherwise | else | if not | else flat | nothing otherwise | cash otherwise | flat otherwise | otherwise cash | otherwise flat | otherwise nothing | else cash | otherwise in cash | or cash | else exit | otherwise out | else out | otherwise go to cash | otherwise stay in cash | otherwise sit in cash | else go flat | be in cash otherwise | out otherwise | in cash otherwise | otherwise hold cash | otherwise be in cash | otherwise stay flat | otherwise be flat | otherwise exit | else nothing | stay in cash otherwise | hold cash otherwise | otherwise sell | cash when not | sit in cash otherwise
limitbuy: limit buy | buy limit | bid | place limit order | limit order | place buy limit | limit order to buy | place limit | limit entry | buy limit order | with limit order | limit | put limit order
stopbuy: buy stop | stop buy | buy stop order | stop order | stop entry | place buy stop | buy on stop | enter on stop | with buy stop | buy stop in
limitsell: sell limit | limit sell
stopsell: sell stop
valid: valid | good for | valid for | cancel after | next | active for | for next | order valid | good | expires after | expires in | within next | live for | if not filled in | if not filled within | over next
marketclose: at close | on close | close | at market close | at the close | moc | at that day's close | at today's close | at day's close | on closing | same close | at same close | at end of day | buy close | at the same close | near close | into close
marketopen: at open | on open | at market open | open | at the open | moo | on opening
nextopen: at next open | next open | next day's open | next morning | at next day's open | next day open | on next open | next bar open | next bar's open | at next bar's open | tomorrow's open | at next bar open | following open | at open next day | at next day open | next day at open | next day | next bar | at tomorrow's open | following day's open | at following open
stop: stop | stop loss | stoploss | sl | stops | stop lose | hard stop | protective stop | stop out | stopped out | initial stop | safety stop | stop losses | initial stop loss | fixed stop | s/l | catastrophe stop | disaster stop | stop price | stop loss order | emergency stop
cutloss: cut losses | cut loss | cut it | bail out | bail | max loss | maximum loss | cut losers | cut my losses | cut position
target: target | take profit | take profits | tp | profit target | tgt | tak profit | targets | price target | takeprofit | t/p | profit | book profit | book profits | booking | take gains | profit taking | lock in | lock in profit | lock in gains | pt | take profit target | gains | take profit order | bank profits | target profit | limit exit
trail: trail | trailing | trailing stop | tsl | trailing stop loss | trails | trail stop | trailing sl | trail it | trailing stops | trail by | trail stop by | stop trailing | trailing exit | trailing stoploss | trail with | follows | chandelier | chandelier stop | chandelier exit | trail my stop | trail position
breakeven: breakeven | break even | be | entry | cost | b/e | entry price | my entry | fill price | my fill price | my fill
movestop: moves | is moved | move | move stop | move stop loss | move my stop | stop to | bring stop | raise stop | move stop up | goes | shift stop | stop goes | stop moves
riskword: risk | risking | risks | risk per trade
account: account | equity | capital | portfolio | balance | acount | cash | money | funds | bankroll | my account | my capital | my equity | my portfolio | my money | account size | my cash | total equity | account equity
sizeword: size | position size | sizing | allocate | invest | use | put | deploy | bet | allocation | position sizing | stake | commit | position of
fullsize: all in | full position | whole account | entire account | full size | all my money | all my capital | fully invested | 100% in | full account | whole portfolio | everything
unitshares: shares | share | stocks | units | unit
unitcontracts: contracts | contract | lots | lot | cars
slots: equal slots | equal weight | equally | equal | equal weighted | equal parts | evenly | same amount | equal size | equal sized
commission: commission | commissions | fee | fees | cost | costs | trading costs | transaction cost | transaction costs | brokerage | trading cost | trading fees | comm
slippage: slippage | slip | slippage of
assume: assume | assuming | include | including | with | account for | factor in | add
nocosts: no commission | no commissions | zero commission | commission free | no costs | no fees | zero fees | zero cost | without costs | no slippage | no commission or slippage | ignore costs | no cost | free trades
capitalword: capital | starting capital | initial capital | start with | starting with | account size | account | starting balance | initial balance | budget | bankroll | begin with | account of | starting from
benchmark: benchmark | compare with | compare to | compare against | versus buy and hold of | compared with | compared to | vs | against | benchmark is | benchmarked against
buyandhold: buy and hold | buy & hold | buy n hold | buying and holding | b&h | hodl | buy and never sell | hold forever | just hold | buyandhold
maxword: max | at most | maximum | no more than | not more than | up to | limit to | limit of | maximum of | only | max of | never more than
positions: positions | position | holdings | open positions | stocks at time | names | stocks at once | open trades | trades at once | positions at once | positions at time | concurrent positions | open positions at once | trades open | stocks
entries: trade | trades | entry | entries | signal | signals
perday: per day | day | daily | each day | a day | in a day
perweek: per week | week | weekly | each week | a week
units: units | adds | tranches
wait: wait | pause | cool down | cooldown | no new trades for | sit out | skip | stay out | no trades for | stay out for | no new entries for | wait for | pause for | stand aside for | sit out for
bothcases: in both cases | in either case | in all cases | either way | in each case
those: those | these | them | following
groupword: sectors | sector etfs | sector funds | etfs | spdr sectors | names | markets | indexes | indices | funds | stocks
stopplan: stop that works like this | stop works like this | stop that works as follows | stop works as follows | stop as follows | stop like this
startword: starts | begins | starts out | is initially | sits | starts off
lostword: lost | were losers | were losses | lost money | are losers | were losing
until: until
versus: against | versus | vs | compared with | compared to
stopout: stop out | stopped out | being stopped out | stop | stop loss | stop hit | getting stopped out | stop is hit
losingtrade: losing trade | loss | loser | losses | losing trades | losers
anytrade: any trade | trade | each trade | every trade | exit | closing
onlybetween: only between | only from | only trade between | trade between | between | only | trade only between | only trade from | only during | entries between | entries only between | from | only enter between | trade only from | only take trades between
flatby: flat by | flat at | close by | exit by | exit all | square off by | square off at | close all at | out by | exit at | close at | exit all at | flatten at | close everything at | close out at | be flat by | close positions at | exit everything at | close all by | close everything by | sqoff at | square off | sqoff | exit all by | flat before | exit before | close before | liquidate at | out at | everything closed by | all positions closed by
endofday: end of day | eod | day's end | end of session | end of the day | market close | session close | close of day | close of session | before market close | same day | before close
mondays: monday | mondays | mon
tuesdays: tuesday | tuesdays | tue | tues
wednesdays: wednesday | wednesdays | wed
thursdays: thursday | thursdays | thu | thurs
fridays: friday | fridays | fri
january: january | jan
february: february | feb
march: march | mar
april: april | apr
mayname: may
june: june | jun
july: july | jul
august: august | aug
september: september | sep | sept
october: october | oct
november: november | nov
december: december | dec
ofmonth: of month | of each month | of every month | in month | of the month | monthly | each month | every month
ofquarter: of quarter | of each quarter | of every quarter | each quarter
newquarter: of new quarter | of next quarter | of following quarter
newmonth: of new month | of next month | of following month
tradingday: trading day | trading days | business day | session | market day | day
orbar: next trading day | next business day
calendarday: day
every: every | each | all | any
gaptofill: fill gap | gap fill | gap filled | gap is filled | gap fills | filling gap | gap close | gap to be filled
madebackhalf: has made back half of fall | made back half of fall | recovers half of fall | has recovered half of fall | recovered half of fall | recovers half of drop | makes back half of fall | makes back half of drop | recovered half of drop | has recovered half of drop | made back half of drop | retraces half of fall | retraced half of drop | regains half of fall | regains half of drop
passed: passed | pass | have passed | has passed | elapsed | gone by | have gone by | later | have elapsed | go by
after: after | following
later: later | on | afterwards | after that | after
hold: hold | hold for | hold it for | held for | holding period | keep for | keep it for | holding | hold position for | stay in for | holding period of | hold time | hold it | hold up to | hold at most | hold for at most | hold no longer than | hold max | holding time | hold for max | hold exactly | hold for exactly | keep | hold each trade
timeexit: time exit | time stop | max holding | max hold | maximum holding period | time limit | maximum hold | max holding period | timed exit | max holding time
neverlonger: never hold longer than | never carry more than | hold no more than | never hold more than | no longer than | not longer than | never longer than | give up on any trade older than | close any trade older than | give up after | never keep longer than | exit any trade older than | exit trades older than | never hold for more than | max duration | do not hold longer than | don't hold longer than | never hold it longer than | close trades older than | never carry longer than | never hold it more than
older: older than
ifnothing: if nothing else | if neither hits | if neither is hit | if still in | regardless | whatever happens | no matter what | at latest | latest | whichever comes first | whichever first | whichever is first | whichever happens first | whichever occurs first | which ever comes first | if not stopped out | if not already out | if neither happens | if none hit | at the latest
vague: big dip | dip | dips | big drop | huge drop | tight stop | tight | decent profit | decent | nice profit | cheap | expensive | low enough | high enough | strong trend | strong | weak | good | big move | big | large | small profit | small | undervalued | overvalued | overextended | extended | momentum | breakout level | support | resistance | trendline | trend line | support level | resistance level | key level | supply zone | demand zone | order block | liquidity | fair value gap | trend changes | high volume | low volume | heavy volume | volatile | calm | too high | too low | far below | far above | just below | slightly below | slightly above | near lows | near highs | bottoms | tops | bottomed | topped | looks good | looks weak | looks strong | looks cheap | looks expensive | reasonable profit | enough profit | wide stop | small stop | loose stop | bounce | bounces | pullback | pullbacks | weakness | strength | overheated | panic | fear | greed | crash | crashes | correction | recovery | recovers | sideways | choppy | trending | consolidation | consolidates | hot | steep drop | sharp drop | sharply | a lot | significantly | a bit | some profit | good profit | it feels right
breakoutword: breakout | breakouts | break out | breaks out
breakdownword: breakdown | breakdowns | break down | breaks down
exponentialword: exponential
momentumword: momentum
arrow: -> | => | --
eqsign: =
tech: tech stocks | technology stocks | growth stocks | value stocks | bank stocks | stocks | penny stocks | blue chips | large caps | crypto | cryptos | altcoins | energy stocks | dividend stocks | forex | currencies | commodities | etfs | ai stocks | meme stocks | semiconductors | biotech | oil stocks
rebalance: rebalance | rebalanced | rebalancing | bring back to target | switch | rotate | rotating | reallocate | check | re balance | reset weights | bring it back | reweight | switching | bring back to targets | reset to target | reset
drifts: drifts by more than | drifts more than | drift over | drifts over | drift of | is off by more than | off by more than | deviates by more than | drifts by | drift by more than | deviates more than | moves more than | is more than | drift more than | drifts
whenever: whenever weight | when weight | if weight | whenever any weight | when any weight | whenever allocation | when allocation | if allocation | whenever one | when either | when any | if any weight | whenever position | as soon as weight | weight
better: better | stronger | best | better performer | strongest | best performing | top | best performer | better performing | winner | leader | highest
worst: worst | weakest | lowest | bottom
ofthe: of
rankby: by | ranked by | rank by | based on | according to | with best | with highest | measured by | with higher | in terms of | with strongest
bestret: best | highest | strongest | top
watchlist: watchlist | universe | symbols | basket | tickers | stocks | take these | list | from this list | among | trade these
dcaword: invest | buy | dca | put | dollar cost average | add | deposit | save | contribute | purchase | put in | accumulate | auto invest
goto: into | in | of | worth of | to
ontopof: on
nextlow: todays low
entryword: entry | entry price | fill | fill price | my entry | purchase price | buy price | entry point | my fill | cost basis | average price | avg price | bought price | cost | entry level | opening price of trade | where i bought | my buy price | our entry
lastadd: last add | last fill | last entry
highestclose: highest close | high close | best close | highest close since entry | peak close
highesthigh: highest high | peak | highest price | high water mark | highest high since entry | high since entry | best price | peak price | top | highest point | recent high
lowestlow: lowest low | lowest price | lowest low since entry | trough
profitword: profit | gain | in profit | gains | in green | up | winner | ahead
lossword: loss | in red | down | losing | underwater
isup: is up | up | gains | we're up | i'm up | has gained | trade is up | position is up | it's up | gained | has been up | trade has been up | shows | profit reaches | profit hits | profit of | profit exceeds | in profit by | makes | made | trade gains | position gains | profit is
isdown: is down | down | loses | we're down | i'm down | has lost | trade is down | position is down | it's down | lost | drops | falls | loss reaches | loss hits | loss of | loss exceeds | goes against me | loses more than | falls by | drops by | trade loses | position loses | loss is
shares: shares
cond: trend filter | filter | regime filter | market filter | condition | trend condition | regime
entrycond: entry | entry condition | entry signal | entry rule | buy condition | long condition | trigger | buy signal | buy rule | long entry | long signal | entry trigger | enter condition | buy | longs | long entries | signal | long | enter
exitcond: exit | exit condition | exit signal | exit rule | sell condition | sell signal | sell rule | long exit | exit trigger | sell | exits | out
shortcond: short condition | short entry | short signal | short rule | short | shorts | short entries
wantlongs: only want longs | only take longs | only longs | only go long | only buy | only long | longs only | only take long trades | only trade | only enter | only take trades | only look for longs | only take entries | trade only | take longs only | long only | buy only | take trades only | only take buys | only take signals | only consider longs | i only buy | only
wantshorts: only want shorts | only take shorts | only shorts | only short | only go short | shorts only | only take short trades | take shorts only
skip: skip | avoid | no new buys | no new buying | no more buys | no new positions | no trades | no entries | no longs | don't trade | do not trade | don't buy | do not buy | never buy | no new trades | no trade | skip trades | skip entries | stay out | no new entries | no buys | no buying | stay flat | ignore signals | avoid trading | no trading
only: only
rangeofopen: opening range | opening range's | opening 
firstperiod: first
lothalf: half
athird: third | one third
aquarter: quarter | one quarter
asixth: sixth | one sixth
afifth: fifth | one fifth
atenth: tenth | one tenth
perfill: per fill | per trade | per side | each way | each side | per transaction | round trip | per order | on each side | both ways | each trade | a side | a trade | per share
pips: pips | pip
ticks: ticks | tick
dollars: dollars | dollar | usd | bucks | euros | euro | eur | pounds | gbp
since_entry: since entry | from entry | from my entry | since buying | since i bought | from there | after entry | from fill | from purchase price | from entry price | on position | on trade | from buy price | since purchase | from my fill | from where i bought | from open trade | from cost | from my buy price | against entry | against me
fromhigh: from high | off high | from highs | off highs | from peak | from its high | below high | from its peak | from top | off peak | below its high | off its high | off its highs | from its highs | below highs
fromlow: from low | off low | from lows | off lows | from bottom | off bottom | off its low | off its lows | above low | from its low
ath: all time high | all time highs | ath | record high | record highs
inday: in day | on day | in one day | intraday | on the day | in single day | in a day | during day | day over day | from previous close | from prior close | from yesterday's close | since yesterday's close | vs yesterday | from yesterday | over one day | versus yesterday | versus previous close | in single session | day on day | below yesterday's close | below previous close | above yesterday's close | above previous close | on daily basis | from one day to next
ormore: or more | or greater | or worse | or better | or higher | at least | plus
morethan: more than | over | at least | greater than | by more than | by at least | at least by | > | >= | <  | exceeding | by over | in excess of
lessthan: less than | under | not more than | no more than | by less than | fewer than
by2: by
over: over | in | within | during | across | for | on | spanning
samespan: same | over same | in same
tomorrow: tomorrow
pnl: profit
runup: if
adding: add | adds | add to | scale in | add to position | add more | buy more | double up | average down | pyramid | adding | add another | add one
reduce: reduce | sell half | trim | scale out | take half off | half off | close half | sell part | take off half | exit half | sell half of it | take half | cut position in half | sell 50%
)";
}

} // namespace sw::english
