#include "gui/chart_panel.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "chart/chart_view.h"
#include "gui/chart_adapter.h"
#include "gui/freed_elsewhere.h"
#include "gui/no_result.h"
#include "gui/worker.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;
using chart::ChartView;

namespace {

constexpr int kChartPage = 0, kNoChartPage = 1;
/// Histories up to this length are prepared within a few milliseconds. Units: bars.
constexpr std::size_t kDrawnAtOnce = 50'000;

} // namespace

ChartPanel::ChartPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_worker(new Worker(this))
{
    setAccessibleName(tr("Chart"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_chart = new ChartView(this);
    m_bar = makeBar();
    column->addWidget(m_bar);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMargin(24);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_chart);
    m_pages->addWidget(m_sentence);
    column->addWidget(m_pages, 1);
    connect(m_chart, &ChartView::tradeClicked, this, [this](int trade) {
        if (!m_following && document() != nullptr) {
            document()->selectTrade(trade);
        }
    });
    connect(m_chart, &ChartView::barHovered, this, [this](int bar) {
        if (!m_following && document() != nullptr) {
            document()->hoverBar(bar);
        }
    });
    onTheme();
    refresh();
}

QToolButton* ChartPanel::addButton(QHBoxLayout* row, const QString& text, const QString& tip)
{
    auto* button = new QToolButton(row->parentWidget());
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(button);
    return button;
}

QWidget* ChartPanel::makeBar()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("panelTitle"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(2);
    m_symbols = new QComboBox(bar);
    m_symbols->setAccessibleName(tr("Symbol in the chart"));
    connect(m_symbols, &QComboBox::activated, this, [this](int index) {
        if (document() != nullptr) {
            document()->selectSymbol(index);
        }
    });
    row->addWidget(m_symbols);
    addRanges(row);
    row->addStretch(1);
    m_style = new QComboBox(bar);
    m_style->addItems({tr("Candles"), tr("Bars"), tr("Line")});
    m_style->setAccessibleName(tr("How prices are drawn"));
    connect(m_style, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_chart->setPriceStyle(static_cast<chart::PriceStyle>(index)); });
    row->addWidget(m_style);
    m_log = addButton(row, tr("Log"), tr("Logarithmic scale of prices"));
    m_log->setCheckable(true);
    connect(m_log, &QToolButton::toggled, this, &ChartPanel::toggleLog);
    addMenus(row);
    return bar;
}

void ChartPanel::addRanges(QHBoxLayout* row)
{
    struct Range {
        chart::RangePreset preset;
        QString text, tip;
    };
    using chart::RangePreset;
    const Range ranges[] = {{RangePreset::Month, tr("1M"), tr("Show one month")},
                            {RangePreset::ThreeMonths, tr("3M"), tr("Show three months")},
                            {RangePreset::SixMonths, tr("6M"), tr("Show six months")},
                            {RangePreset::YearToDate, tr("YTD"), tr("Show the year to date")},
                            {RangePreset::Year, tr("1Y"), tr("Show one year")},
                            {RangePreset::FiveYears, tr("5Y"), tr("Show five years")},
                            {RangePreset::All, tr("All"), tr("Show all bars")}};
    for (const Range& range : ranges) {
        QToolButton* button = addButton(row, range.text, range.tip);
        connect(button, &QToolButton::clicked, this,
                [this, preset = range.preset] { m_chart->showPreset(preset); });
    }
}

void ChartPanel::addMenus(QHBoxLayout* row)
{
    QToolButton* panes = addButton(row, tr("Panes"), tr("Choose what the chart shows"));
    m_panesMenu = new QMenu(panes);
    panes->setMenu(m_panesMenu);
    panes->setPopupMode(QToolButton::InstantPopup);
    connect(m_panesMenu, &QMenu::aboutToShow, this, &ChartPanel::fillPanes);
    QToolButton* date = addButton(row, tr("Go to…"), tr("Go to a date"));
    connect(date, &QToolButton::clicked, this, &ChartPanel::askDate);
    QToolButton* exports = addButton(row, tr("Export"), tr("Save or copy the chart"));
    auto* menu = new QMenu(exports);
    connect(menu->addAction(tr("Copy picture")), &QAction::triggered, this,
            &ChartPanel::copyPicture);
    connect(menu->addAction(tr("Save picture or data…")), &QAction::triggered, this,
            &ChartPanel::askExport);
    exports->setMenu(menu);
    exports->setPopupMode(QToolButton::InstantPopup);
}

void ChartPanel::fillPanes()
{
    m_panesMenu->clear();
    const auto add = [this](const QString& title, bool on, auto set) {
        QAction* action = m_panesMenu->addAction(title);
        action->setCheckable(true);
        action->setChecked(on);
        connect(action, &QAction::toggled, m_chart, set);
    };
    for (const QString& id : m_chart->paneIds()) {
        if (id != QLatin1String(chart::kPricePane)) {
            add(m_chart->paneTitle(id), m_chart->isPaneVisible(id),
                [this, id](bool on) { m_chart->setPaneVisible(id, on); });
        }
    }
    m_panesMenu->addSeparator();
    add(tr("Trades"), m_chart->tradesVisible(), [this](bool on) { m_chart->setTradesVisible(on); });
    add(tr("Train, validation, holdout"), m_chart->windowsVisible(),
        [this](bool on) { m_chart->setWindowsVisible(on); });
}

void ChartPanel::onDocument()
{
    m_shownSymbol = -1;
    refresh();
    showModel();
    followSelection();
}

void ChartPanel::onChange(Change what)
{
    switch (what) {
    case Change::Shown:
        onDocument();
        break;
    case Change::Selection:
        if (document()->shown() && document()->symbolIndex() != m_shownSymbol) {
            showModel();
        }
        followSelection();
        break;
    case Change::Busy:
    case Change::Failure:
    case Change::Outcome:
        refresh();
        break;
    default:
        break;
    }
}

void ChartPanel::onTheme()
{
    m_chart->setColors(chartColorsOf(theme()));
}

void ChartPanel::refresh()
{
    const QString sentence = noResultSentence(document(), tr("Charts"));
    m_sentence->setText(sentence);
    m_pages->setCurrentIndex(sentence.isEmpty() ? kChartPage : kNoChartPage);
    m_bar->setEnabled(sentence.isEmpty());
}

void ChartPanel::fillSymbols()
{
    const ShownResultPtr shown = document()->shown();
    const QSignalBlocker quiet(m_symbols);
    m_symbols->clear();
    for (const ShownSymbol& symbol : shown->symbols) {
        m_symbols->addItem(symbol.symbol);
    }
    m_symbols->setCurrentIndex(document()->symbolIndex());
    m_symbols->setVisible(shown->symbols.size() > 1);
}

void ChartPanel::showModel()
{
    m_worker->drop();
    const ShownResultPtr shown = document() == nullptr ? nullptr : document()->shown();
    if (!shown || document()->symbol() == nullptr) {
        m_symbols->hide();
        m_chart->setModel(nullptr);
        return;
    }
    fillSymbols();
    const int symbol = document()->symbolIndex();
    m_shownSymbol = symbol;
    if (document()->symbol()->bars->size() <= kDrawnAtOnce) {
        m_chart->setModel(chartModelOf(shown, symbol));
        return;
    }
    m_chart->setEmptyText(tr("Preparing %1 bars…").arg(document()->symbol()->bars->size()));
    m_worker->begin(
        [shown, symbol](const std::stop_token&) {
            return freedElsewhere(chart::prepareChart(chartModelOf(shown, symbol)));
        },
        [this](const chart::PreparedPtr& prepared) {
            m_chart->setPrepared(prepared);
            followSelection();
        });
}

void ChartPanel::followSelection()
{
    if (document() == nullptr || !document()->shown() || !m_chart->model() || m_following) {
        return;
    }
    m_following = true;
    if (m_chart->currentTrade() != document()->selectedTrade()) {
        m_chart->showTrade(document()->selectedTrade());
    }
    if (m_chart->hoveredBar() != document()->hoveredBar()) {
        m_chart->setHoveredBar(document()->hoveredBar());
    }
    m_following = false;
}

void ChartPanel::toggleLog(bool on)
{
    const Status set = m_chart->setLogScale(on);
    if (!set) {
        Q_EMIT said(toQt(set.error().text()));
        m_log->setChecked(m_chart->logScale());
    }
}

void ChartPanel::askDate()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::TextInput);
    dialog->setWindowTitle(tr("Go to a date"));
    dialog->setLabelText(tr("Date, for example 2015-03-02:"));
    const ShownSymbol* symbol = document() == nullptr ? nullptr : document()->symbol();
    if (symbol != nullptr && symbol->bars->size() > 0) {
        const int bar = m_chart->visibleBars().first;
        const auto at = static_cast<std::size_t>(std::max(0, bar));
        dialog->setTextValue(toQt(formatDate(symbol->bars->time()[at])));
    }
    connect(dialog, &QInputDialog::textValueSelected, this, &ChartPanel::goToDate);
    dialog->open();
}

void ChartPanel::goToDate(const QString& date)
{
    const std::optional<CivilDate> found = parseDate(fromQt(date.trimmed()));
    if (!found) {
        Q_EMIT said(tr("'%1' is no date; write it as 2015-03-02.").arg(date));
        return;
    }
    m_chart->goTo(startOf(*found));
}

void ChartPanel::askExport()
{
    auto* dialog = new QFileDialog(this, tr("Save the chart"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Picture, twice the size (*.png)"), tr("Drawing (*.svg)"),
                            tr("Page (*.pdf)"), tr("Data of all bars (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QLatin1String("*."), 1).chopped(1));
    });
    const ShownSymbol* symbol = document() == nullptr ? nullptr : document()->symbol();
    dialog->selectFile(symbol == nullptr ? QStringLiteral("chart") : symbol->symbol);
    connect(dialog, &QFileDialog::fileSelected, this, &ChartPanel::exportTo);
    dialog->open();
}

void ChartPanel::exportTo(const QString& path)
{
    const QString ending = path.section(QLatin1Char('.'), -1).toLower();
    Status written = fail(ErrorKind::InvalidInput,
                          fromQt(tr("A chart is saved as png, svg, pdf or csv; give '%1' one of "
                                    "these endings.")
                                     .arg(path)));
    if (ending == QLatin1String("png")) {
        written = m_chart->exportPng(path);
    } else if (ending == QLatin1String("svg")) {
        written = m_chart->exportSvg(path);
    } else if (ending == QLatin1String("pdf")) {
        written = m_chart->exportPdf(path);
    } else if (ending == QLatin1String("csv")) {
        written = bridge::writeFile(fromQt(path), fromQt(m_chart->csv()));
    }
    Q_EMIT said(written ? tr("Saved %1.").arg(path) : toQt(written.error().text()));
}

void ChartPanel::copyPicture()
{
    m_chart->copyToClipboard();
    Q_EMIT said(tr("Copied the chart as a picture."));
}

} // namespace sw::gui
