#include "english/lexicon.h"

namespace sw::english {

std::string_view symbolNameTable()
{
    return R"(
AAPL: apple
MSFT: microsoft
GOOGL: google | alphabet
AMZN: amazon
META: facebook | meta platforms
NVDA: nvidia
TSLA: tesla
NFLX: netflix
PFE: pfizer
DIS: disney | walt disney
KO: coca cola | coke | cocacola
PEP: pepsi | pepsico
MCD: mcdonalds | mcdonald
NKE: nike
SBUX: starbucks
WMT: walmart
COST: costco
HD: home depot
BA: boeing
CAT: caterpillar
GE: general electric
F: ford
GM: general motors
INTC: intel
AMD: advanced micro devices
IBM: ibm
ORCL: oracle
CRM: salesforce
ADBE: adobe
PYPL: paypal
UBER: uber
ABNB: airbnb
COIN: coinbase
PLTR: palantir
SHOP: shopify
SPOT: spotify
SNAP: snapchat
JPM: jpmorgan | jp morgan | jpm chase
BAC: bank of america
WFC: wells fargo
C: citigroup | citibank
GS: goldman sachs | goldman
MS: morgan stanley
V: visa
MA: mastercard
AXP: american express | amex
BRK-B: berkshire | berkshire hathaway
XOM: exxon | exxon mobil | exxonmobil
CVX: chevron
JNJ: johnson & johnson | johnson and johnson
MRK: merck
UNH: unitedhealth | united health
LLY: eli lilly
PG: procter & gamble | procter and gamble
T: at&t
VZ: verizon
CSCO: cisco
QCOM: qualcomm
MU: micron
TXN: texas instruments
HON: honeywell
DE: deere | john deere
UPS: ups
FDX: fedex
TGT: target corporation
LOW: lowes
NVO: novo nordisk
TSM: tsmc | taiwan semiconductor
BABA: alibaba
SPY: s&p | s&p 500 | s&p500 | sp500 | sp 500 | the s&p | spy | spider | spdr s&p
QQQ: nasdaq | nasdaq 100 | nasdaq100 | nasdaq etf | qqq
DIA: dow | dow jones | djia
IWM: russell | russell 2000 | small caps | smallcaps
VTI: total stock market
GLD: gold
SLV: silver
USO: oil | crude oil | crude
UNG: natural gas | natgas
TLT: long bonds | long treasuries | treasuries | treasury bonds
AGG: bonds | bond market
^GSPC: spx | gspc | ^gspc | s&p 500 index | s&p index | sp500 index
^VIX: vix | volatility index
BTCUSD: bitcoin | btc | bitcoins
ETHUSD: ethereum | ether | eth
SOLUSD: solana | sol
LTCUSD: litecoin | ltc
DOGEUSD: dogecoin | doge
ADAUSD: cardano
XRPUSD: xrp | ripple
BNBUSD: bnb
NIFTY: nifty | nifty50 | nifty 50
BANKNIFTY: banknifty | bank nifty
^GDAXI: dax
^FTSE: ftse
^N225: nikkei
EURUSD: eurusd | euro dollar | cable euro
GBPUSD: gbpusd | cable
USDJPY: usdjpy | dollar yen
AUDUSD: audusd
HG=F: copper
CL=F: crude futures | oil futures
GC=F: gold futures
ES=F: es futures | e mini | emini
NQ=F: nq futures
ZC=F: corn
NG=F: natural gas futures
)";
}

std::string_view knownTickers()
{
    return "aapl msft googl goog amzn meta nvda tsla nflx amd intc spy qqq iwm dia vti voo gld slv "
           "tlt "
           "ief agg bnd xlf xlk xle xlv xlu xlp xly xli xlb xlc xlre smh soxl soxs tqqq sqqq upro "
           "vxx "
           "uvxy uso ung hyg lqd eem efa vea vwo vnq arkk jpm bac wfc gs ms pfe jnj mrk unh ko pep "
           "mcd "
           "nke sbux wmt hd ibm orcl crm adbe pypl uber abnb pltr shop roku sq twlo zm nio baba "
           "pins "
           "xom cvx oxy mmm cvna gme amc lcid rivn hood dkng mrna bynd chwy etsy afrm crwd ddog "
           "panw "
           "ups fdx dal aal luv ual mstr smci avgo qcom txn mu lrcx klac amat btcusd ethusd "
           "btcusdt "
           "ethusdt solusdt ltcusdt avaxusdt linkusdt adausdt dogeusdt bnbusdt xrpusdt eurusd "
           "gbpusd "
           "usdjpy audusd nzdusd usdcad usdchf eurjpy gbpjpy eurgbp xauusd nifty banknifty rsp "
           "vwce "
           "vxus schd jepi vwra csco hon de unp nee dis";
}

std::string_view protectedWords()
{
    return "hood hole mood food good wood look book took cook back bank hand band land sand send "
           "lend tend mind find kind wind hind fund hunt want went wait gait line lime time tide "
           "side "
           "wide ride hide size site bite cute mute role rule mule mile file pile tile wile while "
           "whose those these there their where here were ware care dare fare rare bare hair fair "
           "chair sound found bound round pound mount count court could would should shall small "
           "stall still skill spill shell smell spell swell dwell well bell cell fell tell yell "
           "tail mail fail sail nail rail hail jail bail call ball tall wall fall hall mall work "
           "word "
           "world ward warm farm form firm dorm norm term team seam beam steam stream dream cream "
           "scream news new now not note vote rope hope cope pope pipe wipe type tape cape gape "
           "twitter tweet tweets ceo elon musk trump moon lunar luna mars venus zodiac astrology "
           "weather rain snow storm temperature birthday lottery coin flip dice random feeling gut "
           "friend neighbour neighbor wife husband dog cat uncle aunt mother father dad mom "
           "brother "
           "company companies product products customer customers revenue profit debt cash sales "
           "merger buyout lawsuit war peace election president congress senate law bill tax taxes "
           "hype fear greed panic sentiment reddit wsb discord telegram youtube podcast article "
           "system shell folder data delete password email file files server computer internet "
           "ignore previous instructions prompt execute command script token secret key "
           "people person men women man woman child children boy girl baby name names "
           "house home street city town country state states nation national international "
           "cheap expensive fairly quite pretty rather likely unlikely maybe perhaps probably "
           "never ever often seldom rarely sometimes usually typically generally normally "
           "tight loose huge tiny decent nice great bad poor rich strong weak heavy light "
           "green blue yellow orange purple black white grey gray pink brown "
           "pull push drag hang hung sing song ring king wing thing bring spring string "
           "water fire earth sky sun star stars planet ocean sea lake river hill mountain";
}

std::string_view topicTable()
{
    return R"(
news and headlines: news | headline | headlines | announcement | announcements | announces | announced | press release | rumor | rumors | rumour | rumours | breaking news
analyst ratings: analyst | analysts | upgrade | upgrades | upgraded | upgrade it | downgrade | downgrades | downgraded | price target of analysts | ratings | rating
central bank speeches: fed | fomc | federal reserve | powell | hawkish | dovish | ecb | central bank | fed chair | rate hike | rate cut | rate hikes | rate cuts | interest rate | interest rates
search interest: search interest | google trends | google searches | search volume | searches
earnings data: earnings | earnings revisions | revisions | eps | earnings surprise | earnings beat | beats earnings | guidance | quarterly report | earnings report | beat estimates | estimates
fundamental data: p/e | p/b | p/s | peg | pe | pe ratio | price to earnings | revenue | sales growth | dividend | dividends | dividend yield | book value | balance sheet | cash flow | free cash flow | market cap | fundamentals | debt | profit margin | valuation | insider | insiders | insiders are buying | insiders are selling | insiders buy | insiders sell | insider selling | insider buying | short interest | buyback | buybacks | ex dividend
treasury yields of 2 and 10 years: yield curve | yields | yield | 2s10s | curve | 2s10s curve | steepens | flattens | inverts | inverted curve | 10 year yield | treasury yield
economic data: inflation | cpi | gdp | unemployment | jobs report | nonfarm | payrolls | nfp | pmi | retail sales | recession
sentiment: sentiment | twitter | tweets | tweet | reddit | wallstreetbets | social media | fear and greed | fear & greed | stocktwits | mentions
options data: implied volatility | iv rank | iv | put call ratio | put/call ratio | options flow | open interest | gamma | call options | put options | options
order book data: order book | order flow | bid ask | dark pool | level 2 | footprint | delta volume | cumulative delta | liquidation | liquidations | funding rate | on chain | whale | whales | hash rate
weather: weather | hurricane | temperature | rain | moon | full moon | moon phase | astrology
politics and events: election | president | war | lawsuit | merger | acquisition | ceo | elon | musk | trump | congress | opec
artificial intelligence models: neural network | machine learning | ai model | chatgpt | lstm | random forest
)";
}

} // namespace sw::english
