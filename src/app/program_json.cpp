#include "app/program_json.h"

#include "base/text.h"
#include "bridge/text.h"
#include "lang/inlined.h"
#include "lang/printer.h"
#include "lang/resolver.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::app {

using bridge::toQt;

namespace {

QString key(const char* name)
{
    return QString::fromLatin1(name);
}

/// Builds the JSON of one tree.
class Builder
{
public:
    explicit Builder(const lang::SyntaxTree& tree) : m_tree(tree) {}

    QJsonObject build(const std::string& mode)
    {
        scan();
        for (const lang::Statement& statement : m_tree.statements) {
            std::visit([this](const auto& body) { add(body); }, statement.body);
        }
        addFlats();
        if (!m_targets.isEmpty()) {
            m_json.insert(key("take_profit"),
                          m_targets.size() == 1 ? m_targets.first() : QJsonValue(m_targets));
        }
        if (!m_trails.isEmpty()) {
            m_json.insert(key("trailing_stop"),
                          m_trails.size() == 1 ? m_trails.first() : QJsonValue(m_trails));
        }
        hoistSize();
        m_json.insert(key("rules"), m_rules);
        m_json.insert(key("universe"), m_universe);
        m_json.insert(key("mode"), toQt(mode.empty() ? derivedMode() : mode));
        return m_json;
    }

private:
    std::string text(const lang::Expr& expr) const
    {
        return lang::print(lang::inlined(expr, m_tree));
    }
    QJsonValue qtext(const lang::Expr& expr) const { return toQt(text(expr)); }

    void scan()
    {
        for (const lang::Statement& statement : m_tree.statements) {
            if (const auto* entry = std::get_if<lang::Entry>(&statement.body)) {
                (entry->side == lang::Side::Long ? m_long : m_short) = true;
            } else if (const auto* scaling = std::get_if<lang::Scaling>(&statement.body)) {
                (scaling->side == lang::Side::Long ? m_long : m_short) = true;
            } else if (const auto* trade = std::get_if<lang::Trade>(&statement.body)) {
                m_frame = trade->frame;
            } else if (std::holds_alternative<lang::OnlyBetween>(statement.body)) {
                m_sessions.push_back(std::get<lang::OnlyBetween>(statement.body));
            } else if (std::holds_alternative<lang::FlatAt>(statement.body)) {
                m_flats.push_back(std::get<lang::FlatAt>(statement.body));
            }
        }
    }

    std::string derivedMode() const
    {
        for (const lang::Statement& statement : m_tree.statements) {
            if (std::holds_alternative<lang::Portfolio>(statement.body)) {
                return "rebalance";
            }
            if (std::holds_alternative<lang::Pair>(statement.body)) {
                return "pairs";
            }
            if (std::holds_alternative<lang::BuyEvery>(statement.body)) {
                return "dca";
            }
        }
        return m_rules.isEmpty() ? "none" : "signals";
    }

    static std::string clock(int minute)
    {
        return fmt::format("{:02d}:{:02d}", minute / 60, minute % 60);
    }

    /// A condition with the session limits that also gate it.
    std::string gated(const lang::Expr& condition) const
    {
        std::string result = text(condition);
        for (const lang::OnlyBetween& session : m_sessions) {
            const bool loose = lang::inlined(condition, m_tree).kind == lang::ExprKind::Or;
            result = fmt::format("{} and time_of_day >= {} and time_of_day < {}",
                                 loose ? "(" + result + ")" : result, clock(session.fromMinute),
                                 clock(session.toMinute));
        }
        return result;
    }

    QJsonObject orderJson(const lang::OrderText& order) const
    {
        QJsonObject json;
        switch (order.kind) {
        case lang::OrderKind::Market:
            return json;
        case lang::OrderKind::AtClose:
        case lang::OrderKind::AtOpen:
            json.insert(key("type"), key("market"));
            json.insert(key("when"),
                        order.kind == lang::OrderKind::AtClose ? key("close") : key("open"));
            return json;
        case lang::OrderKind::Limit:
        case lang::OrderKind::Stop:
            break;
        }
        json.insert(key("type"), order.kind == lang::OrderKind::Limit ? key("limit") : key("stop"));
        if (order.price) {
            json.insert(key("price"), qtext(*order.price));
        }
        if (order.valid) {
            json.insert(key("valid_bars"), lang::barsOn(*order.valid, m_frame).value_or(0));
        }
        return json;
    }

    static QJsonObject sizingJson(const lang::SizingText& sizing)
    {
        QJsonObject json;
        const char* type = "pct_equity";
        switch (sizing.kind) {
        case lang::SizingKind::PercentOfEquity:
            break;
        case lang::SizingKind::PercentOfCash:
            type = "pct_cash";
            break;
        case lang::SizingKind::Cash:
            type = "cash";
            break;
        case lang::SizingKind::Shares:
            type = "shares";
            break;
        case lang::SizingKind::RiskPercent:
            type = "risk_pct";
            break;
        case lang::SizingKind::RiskCash:
            type = "risk_cash";
            break;
        case lang::SizingKind::Volatility:
            type = "vol_target";
            json.insert(key("lookback"), sizing.over.count);
            break;
        case lang::SizingKind::Kelly:
            type = "kelly";
            json.insert(key("lookback"), sizing.over.count);
            break;
        case lang::SizingKind::EqualSlots:
            json.insert(key("type"), key("equal_slots"));
            return json;
        }
        json.insert(key("type"), key(type));
        json.insert(sizing.kind == lang::SizingKind::Volatility ? key("annual_pct") : key("value"),
                    sizing.value);
        if (sizing.maximumPercent) {
            json.insert(key("max_exposure_pct"), *sizing.maximumPercent);
        }
        return json;
    }

    QJsonObject levelJson(const lang::LevelText& level) const
    {
        QJsonObject json;
        if (level.isLevel) {
            json.insert(key("type"), key("price"));
            json.insert(key("expr"), qtext(level.value));
            json.insert(key("at"), key("signal_bar"));
            return json;
        }
        static constexpr const char* kTypes[] = {"pct", "r", "cash", "pips", "ticks", "points"};
        if (level.kind != lang::DistanceKind::Price) {
            json.insert(key("type"), key(kTypes[static_cast<int>(level.kind)]));
            json.insert(key("value"), level.value.number);
            return json;
        }
        const lang::Expr open = lang::inlined(level.value, m_tree);
        if (open.kind == lang::ExprKind::Percent) {
            json.insert(key("type"), key("pct"));
            json.insert(key("value"), open.number);
            return json;
        }
        const bool product = open.kind == lang::ExprKind::Multiply;
        const lang::Expr* atr = product ? &open.children[1] : &open;
        const lang::Expr* factor = product ? &open.children[0] : nullptr;
        if (product && atr->kind == lang::ExprKind::Number) {
            std::swap(atr, factor);
        }
        const bool plain = factor == nullptr || factor->kind == lang::ExprKind::Number;
        if (plain && atr->kind == lang::ExprKind::Call && atr->text == "atr" &&
            atr->children.size() == 1) {
            json.insert(key("type"), key("atr"));
            json.insert(key("mult"), factor == nullptr ? 1.0 : factor->number);
            json.insert(key("length"), atr->children[0].number);
            return json;
        }
        json.insert(key("type"), key("distance"));
        json.insert(key("expr"), toQt(lang::print(open)));
        return json;
    }

    QJsonObject rule(lang::Side side, const char* action, const std::string& condition) const
    {
        QJsonObject json;
        json.insert(key("side"), side == lang::Side::Long ? key("long") : key("short"));
        json.insert(key("action"), key(action));
        json.insert(key("condition"), toQt(condition));
        return json;
    }

    void addRule(QJsonObject json, const lang::OrderText& order,
                 const std::optional<lang::SizingText>& size)
    {
        const QJsonObject ordered = orderJson(order);
        if (!ordered.isEmpty()) {
            json.insert(key("order"), ordered);
        }
        if (size) {
            json.insert(key("qty"), sizingJson(*size));
        }
        m_rules.append(json);
    }

    void add(const lang::Trade& trade)
    {
        for (const std::string& symbol : trade.symbols) {
            m_universe.append(toQt(symbol));
        }
        if (trade.frame) {
            m_json.insert(key("timeframe"), toQt(trade.frame->text()));
        }
    }
    void add(const lang::Pair& pair)
    {
        m_universe.append(toQt(pair.first));
        m_universe.append(toQt(pair.second));
        if (pair.frame) {
            m_json.insert(key("timeframe"), toQt(pair.frame->text()));
        }
        if (pair.hedge == lang::Pair::Hedge::EqualDollars) {
            m_json.insert(key("sizing"), QJsonObject{{key("type"), key("dollar_neutral")}});
        }
    }
    void add(const lang::TestWindow& window)
    {
        if (window.from) {
            m_json.insert(key("start"), toQt(formatDate(*window.from)));
        }
        if (window.to) {
            m_json.insert(key("end"), toQt(formatDate(*window.to)));
        }
    }
    void add(const lang::Capital& capital) { m_json.insert(key("capital"), capital.amount); }
    void add(const lang::Costs& costs)
    {
        static constexpr const char* kNames[] = {"commission", "slippage", "financing"};
        static constexpr const char* kTypes[] = {"pct", "per_trade", "per_share", "cash"};
        for (const lang::CostText& item : costs.items) {
            m_json.insert(key(kNames[static_cast<int>(item.kind)]),
                          QJsonObject{{key("type"), key(kTypes[static_cast<int>(item.basis)])},
                                      {key("value"), item.value}});
        }
    }
    void add(const lang::Benchmark& benchmark)
    {
        m_json.insert(key("benchmark"), toQt(benchmark.symbol));
    }
    void add(const lang::Size& size) { m_json.insert(key("sizing"), sizingJson(size.sizing)); }
    void add(const lang::Entry& entry)
    {
        addRule(rule(entry.side, "enter", gated(entry.condition)), entry.order, entry.size);
    }
    void add(const lang::Scaling& scaling)
    {
        QJsonObject json = rule(scaling.side, scaling.add ? "add" : "reduce",
                                scaling.add ? gated(scaling.condition) : text(scaling.condition));
        if (!scaling.add) {
            json.insert(key("fraction"), scaling.reducePercent / 100);
        }
        addRule(json, scaling.order, scaling.size);
    }
    void add(const lang::Exit& exit)
    {
        for (const lang::Side side : {lang::Side::Long, lang::Side::Short}) {
            const bool trades = side == lang::Side::Long ? m_long : m_short;
            if (exit.side ? *exit.side == side : trades) {
                addRule(rule(side, "exit", text(exit.condition)), exit.order, std::nullopt);
            }
        }
    }
    void add(const lang::ExitAfter& exit)
    {
        m_json.insert(key("max_holding_bars"), lang::barsOn(exit.bars, m_frame).value_or(0));
    }
    void add(const lang::StopLoss& stop)
    {
        QJsonObject json = levelJson(stop.level);
        if (stop.basis == lang::StopLoss::Basis::LastFill) {
            json.insert(key("basis"), key("last_fill"));
        } else if (stop.basis == lang::StopLoss::Basis::AveragePrice) {
            json.insert(key("basis"), key("avg_entry_price"));
        }
        const QJsonValue known = m_json.value(key("stop_loss"));
        if (stop.side && !known.isUndefined() && known.toObject() != json) {
            m_json.insert(key("stop_loss_short"), json);
        } else {
            m_json.insert(key("stop_loss"), json);
        }
    }
    void add(const lang::TakeProfit& target)
    {
        QJsonObject json = levelJson(target.level);
        if (target.sellPercent) {
            json.insert(key("fraction"), *target.sellPercent / 100);
        }
        if (target.condition) {
            json.insert(key("only_if"), qtext(*target.condition));
        }
        if (!m_targets.contains(json)) {
            m_targets.append(json);
        }
    }
    void add(const lang::TrailingStop& trail)
    {
        QJsonObject json = levelJson(trail.level);
        json.remove(key("at"));
        if (trail.level.isLevel) {
            json.insert(key("ratchet"), true);
        } else {
            static constexpr const char* kAnchors[] = {
                "highest_high_since_entry", "highest_close_since_entry", "highest_low_since_entry"};
            static constexpr const char* kShortAnchors[] = {
                "lowest_low_since_entry", "lowest_close_since_entry", "lowest_high_since_entry"};
            const auto at = static_cast<std::size_t>(trail.anchor);
            json.insert(key("anchor"), key(m_short && !m_long ? kShortAnchors[at] : kAnchors[at]));
        }
        if (trail.onceUp) {
            json.insert(key("activate"), levelJson(*trail.onceUp));
        }
        m_trails.append(json);
    }
    void add(const lang::Breakeven& breakeven)
    {
        m_json.insert(key("breakeven"), QJsonObject{{key("after"), levelJson(breakeven.onceUp)}});
    }
    void add(const lang::AtMost& limit)
    {
        switch (limit.what) {
        case lang::AtMost::What::Positions:
            m_json.insert(key("max_positions"), limit.count);
            break;
        case lang::AtMost::What::Units:
            m_json.insert(key("pyramiding"), QJsonObject{{key("max_units"), limit.count}});
            break;
        case lang::AtMost::What::EntriesPerDay:
            m_json.insert(key("max_trades_per_day"), limit.count);
            break;
        case lang::AtMost::What::EntriesPerWeek:
            m_json.insert(key("max_trades_per_week"), limit.count);
            break;
        }
        if (limit.prefer) {
            m_json.insert(
                key("signal_priority"),
                QJsonObject{
                    {key("by"), qtext(*limit.prefer)},
                    {key("order"), limit.preferHighest.value_or(true) ? key("desc") : key("asc")}});
        }
    }
    void add(const lang::Wait& wait)
    {
        static constexpr const char* kAfter[] = {"stop_out", "losing_trade", "any_trade",
                                                 "consecutive_losses"};
        QJsonObject json{{key("bars"), lang::barsOn(wait.bars, m_frame).value_or(0)},
                         {key("after"), key(kAfter[static_cast<int>(wait.after)])}};
        if (wait.after == lang::Wait::After::Losses) {
            json.insert(key("count"), wait.losses);
        }
        m_json.insert(key("cooldown"), json);
    }
    void add(const lang::Portfolio& portfolio);
    void add(const lang::BuyEvery& buy)
    {
        QJsonObject json = rule(lang::Side::Long, "add", buy.condition ? text(*buy.condition) : "");
        json.insert(key("every"), toQt(buy.every));
        if (!buy.on.empty()) {
            json.insert(key("on"), toQt(buy.on));
        }
        static constexpr const char* kTypes[] = {"cash", "pct_cash", "shares"};
        json.insert(key("qty"),
                    QJsonObject{{key("type"), key(kTypes[static_cast<int>(buy.amount)])},
                                {key("value"), buy.value}});
        m_rules.append(json);
    }
    template <class Other> void add(const Other&) {}

    /// A savings plan has one size, that of its only purchase.
    void hoistSize()
    {
        if (m_rules.size() != 1 || m_json.contains(key("sizing"))) {
            return;
        }
        QJsonObject only = m_rules.first().toObject();
        if (only.value(key("action")) == key("add") && only.contains(key("qty"))) {
            m_json.insert(key("sizing"), only.take(key("qty")));
            m_rules = QJsonArray{only};
        }
    }

    void addFlats()
    {
        for (const lang::FlatAt& flat : m_flats) {
            for (const lang::Side side : {lang::Side::Long, lang::Side::Short}) {
                if (side == lang::Side::Long ? m_long : m_short) {
                    m_rules.append(rule(side, "exit", "time_of_day >= " + clock(flat.minute)));
                }
            }
        }
    }

    const lang::SyntaxTree& m_tree;
    QJsonObject m_json;
    QJsonArray m_rules, m_universe, m_targets, m_trails;
    std::optional<Timeframe> m_frame;
    std::vector<lang::OnlyBetween> m_sessions;
    std::vector<lang::FlatAt> m_flats;
    bool m_long = false, m_short = false;
};

QString dayName(std::string day)
{
    std::ranges::replace(day, ' ', '_');
    return toQt(day);
}

void Builder::add(const lang::Portfolio& portfolio)
{
    using Kind = lang::PortfolioLine::Kind;
    static constexpr std::pair<std::string_view, const char*> kEvery[] = {{"daily", "day"},
                                                                          {"weekly", "week"},
                                                                          {"monthly", "month"},
                                                                          {"quarterly", "quarter"},
                                                                          {"yearly", "year"}};
    QJsonObject json;
    for (const auto& [word, every] : kEvery) {
        if (portfolio.frequency == word) {
            json.insert(key("every"), key(every));
        }
    }
    if (!portfolio.day.empty()) {
        json.insert(key("on"), dayName(portfolio.day));
    }
    QJsonArray targets;
    QJsonObject weights;
    for (const lang::PortfolioLine& line : portfolio.lines) {
        const auto percentOf = [&](std::size_t i) -> QJsonValue {
            const lang::Expr& weight = line.exprs[i];
            return weight.kind == lang::ExprKind::Percent ? QJsonValue(weight.number)
                                                          : QJsonValue(qtext(weight));
        };
        switch (line.kind) {
        case Kind::Comment:
            break;
        case Kind::Among: {
            QJsonArray symbols;
            for (const std::string& symbol : line.symbols) {
                symbols.append(toQt(symbol));
            }
            json.insert(key("candidates"), symbols);
            break;
        }
        case Kind::Rank:
            json.insert(key("rank_by"), qtext(line.exprs[0]));
            json.insert(key("order"), line.highestFirst ? key("desc") : key("asc"));
            break;
        case Kind::HoldRanked:
            if (line.count > 0) {
                json.insert(line.shortSide ? key("bottom_short") : key("top"), line.count);
            }
            if (line.weighting == lang::PortfolioLine::Weighting::Each) {
                json.insert(key("weights"), key("fixed"));
                json.insert(key("weight_pct"), line.percent);
            } else {
                json.insert(key("weights"), key("equal"));
            }
            break;
        case Kind::HoldWeights:
            for (std::size_t i = 0; i < line.symbols.size() && i < line.exprs.size(); ++i) {
                weights.insert(toQt(line.symbols[i]), percentOf(i));
            }
            break;
        case Kind::KeepUntilRank:
            json.insert(key("hold_until_rank"), line.count);
            break;
        case Kind::Require:
            json.insert(key("candidate_filter"), qtext(line.exprs[0]));
            break;
        case Kind::Gate:
            json.insert(key("slot_filter"), qtext(line.exprs[0]));
            break;
        case Kind::OnlyIf:
            json.insert(key("only_if"), qtext(line.exprs[0]));
            break;
        case Kind::Otherwise:
            json.insert(key("otherwise"),
                        line.symbols.empty()
                            ? QJsonValue(toQt(line.holding))
                            : QJsonValue(QJsonObject{{toQt(line.symbols[0]), 100}}));
            break;
        case Kind::CapEach:
            json.insert(key("max_weight_pct"), line.percent);
            break;
        case Kind::IgnoreUnder:
            json.insert(key("no_trade_band_pct"), line.percent);
            break;
        case Kind::DriftOver:
            json.insert(key("drift_band_pct"), line.percent);
            break;
        case Kind::SwitchWhen:
        case Kind::SwitchOtherwise: {
            QJsonObject target;
            target.insert(key("when"), line.when ? qtext(*line.when) : QJsonValue(key("True")));
            if (!line.holding.empty()) {
                target.insert(key("weights"),
                              line.holding == "same" ? key("keep") : toQt(line.holding));
            } else {
                QJsonObject held;
                for (std::size_t i = 0; i < line.symbols.size() && i < line.exprs.size(); ++i) {
                    held.insert(toQt(line.symbols[i]), percentOf(i));
                }
                target.insert(key("weights"), held);
            }
            targets.append(target);
            break;
        }
        }
    }
    if (!weights.isEmpty()) {
        json.insert(key("weights"), weights);
    }
    if (!targets.isEmpty()) {
        json.insert(key("targets"), targets);
    }
    m_json.insert(key("rebalance"), json);
}

} // namespace

QJsonObject programJson(const lang::SyntaxTree& tree, const std::string& mode)
{
    return Builder(tree).build(mode);
}

QJsonArray diagnosticsJson(const std::vector<lang::Diagnostic>& diagnostics,
                           const std::string& source)
{
    QJsonArray list;
    for (const lang::Diagnostic& diagnostic : diagnostics) {
        const lang::Position at = lang::positionOf(source, diagnostic.span.begin);
        QJsonObject json{
            {key("severity"),
             diagnostic.severity == lang::Severity::Error ? key("error") : key("warning")},
            {key("code"), toQt(diagnostic.code)},
            {key("message"), toQt(diagnostic.message)},
            {key("hint"), toQt(diagnostic.hint)},
            {key("line"), at.line},
            {key("column"), at.column},
            {key("begin"), static_cast<qint64>(diagnostic.span.begin)},
            {key("end"), static_cast<qint64>(diagnostic.span.end)},
        };
        if (diagnostic.fix) {
            json.insert(key("fix"),
                        QJsonObject{{key("begin"), static_cast<qint64>(diagnostic.fix->span.begin)},
                                    {key("end"), static_cast<qint64>(diagnostic.fix->span.end)},
                                    {key("replacement"), toQt(diagnostic.fix->replacement)}});
        }
        list.append(json);
    }
    return list;
}

} // namespace sw::app
