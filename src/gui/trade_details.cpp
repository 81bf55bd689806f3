#include "gui/trade_details.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sw::gui {

using bridge::toQt;

namespace {

QString sayOfTrade(const char* text)
{
    return TradeDetails::tr(text);
}

template <class Rules> QString lineOf(const Rules& rules, int rule, const char* otherwise)
{
    return rule >= 0 && rule < static_cast<int>(rules.size())
               ? toQt(rules[static_cast<std::size_t>(rule)].text)
               : sayOfTrade(otherwise);
}

/// The first letter in upper case and a full stop: the engine's explanations are half sentences.
QString sentence(std::string_view words)
{
    QString text = toQt(words);
    if (!text.isEmpty()) {
        text[0] = text[0].toUpper();
    }
    return text + QLatin1Char('.');
}

/// Collects lines with as little ceremony as possible.
class Lines
{
public:
    void section(const QString& title)
    {
        m_lines.push_back({DetailLine::Kind::Section, {}, title, 0});
    }
    void pair(const QString& label, const QString& value, double sign = 0)
    {
        m_lines.push_back({DetailLine::Kind::Pair, label, value, sign});
    }
    void sentence(const QString& text)
    {
        m_lines.push_back({DetailLine::Kind::Sentence, {}, text, 0});
    }
    std::vector<DetailLine> take() { return std::move(m_lines); }

private:
    std::vector<DetailLine> m_lines;
};

QString timeOf(const ShownSymbol& symbol, std::int32_t bar)
{
    return bar < 0 ? QString() : dateText(symbol.bars->time()[static_cast<std::size_t>(bar)]);
}

QString indicatorValue(double value)
{
    return number(value, std::abs(value) >= 1'000'000 ? 0 : std::abs(value) >= 0.01 ? 2 : 6);
}

void addEntry(const ShownResult& result, const ShownSymbol& symbol, int trade, Lines& lines)
{
    const engine::Trade& one = result.runOf(symbol).ledger.trades[static_cast<std::size_t>(trade)];
    lines.section(sayOfTrade("Why it was entered"));
    lines.sentence(entryRuleText(*result.program, one.entryRule));
    lines.pair(sayOfTrade("Signal"), timeOf(symbol, one.signalBar));
    if (static_cast<std::size_t>(trade) < symbol.valuesAtSignals.size()) {
        for (const engine::ClauseValue& value :
             symbol.valuesAtSignals[static_cast<std::size_t>(trade)]) {
            lines.pair(toQt(value.text), indicatorValue(value.value));
        }
    }
    lines.pair(sayOfTrade("Entry"), timeOf(symbol, one.entryBar));
    lines.pair(sayOfTrade("Price"), price(one.entryPrice));
    lines.pair(sayOfTrade("Size"), quantity(one.size));
    lines.pair(sayOfTrade("Value"), number(one.entryPrice * one.size));
    if (!std::isnan(one.initialStop)) {
        lines.pair(sayOfTrade("First stop"), price(one.initialStop));
    }
    lines.sentence(sentence(engine::explain(one.entryFill)));
}

void addExit(const ShownResult& result, const ShownSymbol& symbol, const engine::Trade& one,
             Lines& lines)
{
    if (one.isOpen()) {
        lines.section(sayOfTrade("Still open"));
        lines.pair(sayOfTrade("Valued on"), timeOf(symbol, one.exitBar));
        lines.pair(sayOfTrade("Last close"), price(one.exitPrice));
        lines.sentence(
            sayOfTrade("No exit happened before the data ended; profit and loss are what the "
                       "position was worth at the last close."));
        return;
    }
    lines.section(sayOfTrade("Why it was left"));
    lines.sentence(exitRuleText(*result.program, one.exitReason, one.exitRule));
    if (one.exitSignalBar >= 0) {
        lines.pair(sayOfTrade("Signal"), timeOf(symbol, one.exitSignalBar));
    }
    lines.pair(sayOfTrade("Exit"), timeOf(symbol, one.exitBar));
    lines.pair(sayOfTrade("Price"), price(one.exitPrice));
    lines.sentence(sentence(engine::explain(one.exitFill)));
}

void addMoney(const engine::Trade& one, Lines& lines)
{
    lines.section(sayOfTrade("Profit and costs"));
    lines.pair(sayOfTrade("Before costs"), signedNumber(one.grossPnl + one.slippage),
               one.grossPnl + one.slippage);
    lines.pair(sayOfTrade("Slippage, in the prices"), signedNumber(-one.slippage));
    lines.pair(sayOfTrade("Commission"), signedNumber(-one.commission));
    if (one.financing != 0) {
        lines.pair(sayOfTrade("Financing"), signedNumber(-one.financing));
    }
    lines.pair(sayOfTrade("Net"), signedNumber(one.netPnl), one.netPnl);
    lines.pair(sayOfTrade("Return"), percent(one.returnFraction()), one.netPnl);
    const double r = one.rMultiple();
    if (!std::isnan(r)) {
        lines.pair(sayOfTrade("Multiple of the risk"), signedNumber(r) + QStringLiteral(" R"), r);
    }
    lines.section(sayOfTrade("While it was open"));
    lines.pair(sayOfTrade("Bars held"), count(one.barsHeld()));
    lines.pair(sayOfTrade("Worst move (MAE)"), percent(one.mae), one.mae);
    lines.pair(sayOfTrade("Best move (MFE)"), percent(one.mfe), one.mfe);
    if (!one.isOpen() && one.mfe > 0 && one.returnFraction() > 0) {
        lines.pair(sayOfTrade("Kept of the best move"),
                   percent(std::min(1.0, one.returnFraction() / one.mfe), 0, false));
    }
}

} // namespace

QString sideText(engine::Side side)
{
    return side == engine::Side::Long ? sayOfTrade(QT_TR_NOOP("Long"))
                                      : sayOfTrade(QT_TR_NOOP("Short"));
}

QString entryRuleText(const lang::Program& program, int entryRule)
{
    return lineOf(program.entries, entryRule, "no rule of the program");
}

QString exitRuleText(const lang::Program& program, engine::ExitReason reason, int exitRule)
{
    switch (reason) {
    case engine::ExitReason::Rule:
        return lineOf(program.exits, exitRule, "exit rule");
    case engine::ExitReason::Reversal:
        return sayOfTrade("reversed by an entry of the other side");
    case engine::ExitReason::StopLoss:
        return lineOf(program.stops, exitRule, "stop loss");
    case engine::ExitReason::TrailingStop:
        return lineOf(program.trails, exitRule, "trailing stop");
    case engine::ExitReason::Breakeven:
        return lineOf(program.breakevens, exitRule, "stop at breakeven");
    case engine::ExitReason::TakeProfit:
        return lineOf(program.targets, exitRule, "profit target");
    case engine::ExitReason::TimeExit:
        return program.timeExit ? toQt(program.timeExit->text) : sayOfTrade("time exit");
    case engine::ExitReason::Flat:
        return lineOf(program.flats, exitRule, "flat at the time of day");
    case engine::ExitReason::Ruin:
        return sayOfTrade("closed because the equity was used up");
    case engine::ExitReason::StillOpen:
        return sayOfTrade("still open");
    }
    return {};
}

std::vector<DetailLine> detailsOf(const ShownResult& result, int symbol, int trade)
{
    const ShownSymbol& where = result.symbols[static_cast<std::size_t>(symbol)];
    const engine::Trade& one = result.runOf(where).ledger.trades[static_cast<std::size_t>(trade)];
    Lines lines;
    addEntry(result, where, trade, lines);
    addExit(result, where, one, lines);
    addMoney(one, lines);
    return lines.take();
}

TradeDetails::TradeDetails(ThemeSource& themes, QWidget* parent)
    : QWidget(parent),
      m_themes(themes),
      m_area(new QScrollArea(this)),
      m_content(new QWidget(m_area)),
      m_grid(new QGridLayout),
      m_title(new QLabel(m_content)),
      m_subtitle(new QLabel(m_content))
{
    setAccessibleName(tr("Details of the selected trade"));
    m_content->setObjectName(QStringLiteral("panel"));
    m_content->setAttribute(Qt::WA_StyledBackground);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_area);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(14, 10, 14, 12);
    column->setSpacing(2);
    m_title->setObjectName(QStringLiteral("heading"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_subtitle->setObjectName(QStringLiteral("muted"));
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setWordWrap(true);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addLayout(m_grid);
    column->addStretch(1);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnStretch(1, 1);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setWidget(m_content);
    m_area->setAccessibleName(accessibleName());
    m_area->setFocusPolicy(Qt::StrongFocus);
    showTrade(nullptr, 0, -1);
}

QLabel* TradeDetails::label(std::size_t index)
{
    while (m_labels.size() <= index) {
        auto* made = new QLabel(m_content);
        made->setTextFormat(Qt::PlainText);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_labels.push_back(made);
    }
    return m_labels[index];
}

void TradeDetails::showTrade(const ShownResultPtr& result, int symbol, int trade)
{
    m_lines.clear();
    if (!result || symbol < 0 || symbol >= static_cast<int>(result->symbols.size()) || trade < 0 ||
        trade >= static_cast<int>(result->runOf(result->symbols[static_cast<std::size_t>(symbol)])
                                      .ledger.trades.size())) {
        m_title->setText(tr("No trade selected"));
        m_subtitle->setText(tr("Select a row, or click a marker in the chart, to see why the trade "
                               "happened and what it cost."));
    } else {
        const ShownSymbol& where = result->symbols[static_cast<std::size_t>(symbol)];
        const engine::Trade& one =
            result->runOf(where).ledger.trades[static_cast<std::size_t>(trade)];
        m_title->setText(
            tr("Trade %1 · %2 %3").arg(trade + 1).arg(where.symbol, sideText(one.side).toLower()));
        m_subtitle->setText(
            one.isOpen()
                ? tr("Still open, %1 so far").arg(percent(one.returnFraction()))
                : tr("%1 net, %2").arg(signedNumber(one.netPnl), percent(one.returnFraction())));
        m_lines = detailsOf(*result, symbol, trade);
    }
    fill();
}

void TradeDetails::fill()
{
    const Theme& theme = m_themes.theme();
    std::size_t used = 0;
    // Only the places go: the labels belong to the content and are used again.
    while (const std::unique_ptr<QLayoutItem> place{m_grid->takeAt(0)}) {
    }
    const auto next = [&](const QString& text, const QColor& color, const QFont& font) {
        QLabel* made = label(used++);
        made->setText(text);
        made->setFont(font);
        QPalette colors = made->palette();
        colors.setColor(QPalette::WindowText, color);
        made->setPalette(colors);
        made->setContentsMargins(0, 0, 0, 0);
        made->setWordWrap(true);
        made->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        return made;
    };
    QFont strong = theme.text;
    strong.setWeight(QFont::DemiBold);
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const DetailLine& line = m_lines[i];
        const int row = static_cast<int>(i);
        switch (line.kind) {
        case DetailLine::Kind::Pair: {
            m_grid->addWidget(next(line.label, theme[Token::Muted], theme.text), row, 0);
            QLabel* value = next(line.value, theme.ofSign(line.sign), theme.numbers);
            value->setWordWrap(false);
            value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_grid->addWidget(value, row, 1);
            break;
        }
        case DetailLine::Kind::Section: {
            QLabel* title = next(line.value, theme[Token::Text], strong);
            title->setContentsMargins(0, 10, 0, 1);
            m_grid->addWidget(title, row, 0, 1, 2);
            break;
        }
        case DetailLine::Kind::Sentence:
            m_grid->addWidget(next(line.value, theme[Token::Text], theme.text), row, 0, 1, 2);
            break;
        }
    }
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        m_labels[i]->setVisible(i < used);
    }
    m_content->setAccessibleDescription(text());
}

QString TradeDetails::text() const
{
    QStringList all{m_title->text(), m_subtitle->text()};
    for (const DetailLine& line : m_lines) {
        all += line.label.isEmpty() ? line.value : line.label + QStringLiteral(": ") + line.value;
    }
    return all.join(QLatin1Char('\n'));
}

void TradeDetails::applyTheme()
{
    fill();
}

} // namespace sw::gui
