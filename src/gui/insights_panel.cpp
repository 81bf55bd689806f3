#include "gui/insights_panel.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/chart_adapter.h"
#include "gui/no_result.h"
#include "gui/worker.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;
using chart::FigureView;

namespace {

constexpr int kChartsPage = 0, kNoInsightsPage = 1;
constexpr int kCardWidth = 340;
constexpr int kFigureHeight = 210;
/// Histories up to this length are summed up within a few milliseconds. Units: bars.
constexpr std::size_t kInsightsAtOnce = 20'000;

} // namespace

InsightsPanel::InsightsPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent),
      m_worker(new Worker(this)),
      m_pages(new QStackedWidget(this)),
      m_area(new QScrollArea(this)),
      m_content(new QWidget(m_area)),
      m_grid(new QGridLayout),
      m_sentence(new QLabel(this)),
      m_notes(new QLabel(m_content))
{
    setAccessibleName(tr("Insights"));
    m_content->setObjectName(QStringLiteral("panel"));
    m_content->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(12, 12, 12, 12);
    inner->setSpacing(10);
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setWordWrap(true);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notes->setObjectName(QStringLiteral("muted"));
    m_notes->setAccessibleName(tr("What to look for in these charts"));
    inner->addWidget(m_notes);
    inner->addLayout(m_grid);
    inner->addStretch(1);
    m_grid->setSpacing(10);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setWidget(m_content);
    m_area->setAccessibleName(tr("Charts of this strategy"));
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMargin(24);
    m_pages->addWidget(m_area);
    m_pages->addWidget(m_sentence);
    connect(&m_next, &QTimer::timeout, this, &InsightsPanel::addWaiting);
    refresh();
    waitWhileUnseen();
}

QString InsightsPanel::notes() const
{
    return m_notes->text();
}

void InsightsPanel::onDocument()
{
    refresh();
    build();
}

void InsightsPanel::onChange(Change what)
{
    switch (what) {
    case Change::Shown:
        onDocument();
        break;
    case Change::Selection:
        if (document()->symbolIndex() != m_symbol) {
            onDocument();
        }
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

void InsightsPanel::onTheme()
{
    for (FigureView* figure : m_figures) {
        figure->setColors(chartColorsOf(theme()));
    }
}

void InsightsPanel::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
    arrange();
}

void InsightsPanel::refresh()
{
    const QString sentence = noResultSentence(document(), tr("Insights"));
    m_sentence->setText(sentence);
    m_pages->setCurrentIndex(sentence.isEmpty() ? kChartsPage : kNoInsightsPage);
}

void InsightsPanel::build()
{
    m_worker->drop();
    m_next.stop();
    m_waiting.clear();
    const ShownResultPtr shown = document() == nullptr ? nullptr : document()->shown();
    if (!shown || document()->symbol() == nullptr) {
        m_symbol = -1;
        showFigures({});
        return;
    }
    m_symbol = document()->symbolIndex();
    showNotes();
    if (document()->symbol()->bars->size() <= kInsightsAtOnce) {
        showFigures(insightFiguresOf(*shown, m_symbol));
        return;
    }
    m_worker->begin([shown, symbol = m_symbol](
                        const std::stop_token&) { return insightFiguresOf(*shown, symbol); },
                    [this](std::vector<InsightFigure> figures) {
                        clearFigures();
                        m_waiting.assign(std::make_move_iterator(figures.rbegin()),
                                         std::make_move_iterator(figures.rend()));
                        m_next.start(); // all at once would stop the window for longer than a frame
                    });
}

void InsightsPanel::showNotes()
{
    QStringList lines;
    const agents::InsightsConfig& insights = document()->shown()->insights;
    for (const std::string& note : insights.notes) {
        lines += toQt(note);
    }
    for (const std::string& dropped : insights.dropped) {
        lines += tr("Not drawn: %1").arg(toQt(dropped));
    }
    m_notes->setText(lines.join(QLatin1Char('\n')));
    m_notes->setVisible(!lines.isEmpty());
}

void InsightsPanel::clearFigures()
{
    m_next.stop();
    m_waiting.clear();
    for (QWidget* card : m_cards) {
        card->hide();
        card->deleteLater();
    }
    m_cards.clear();
    m_figures.clear();
}

void InsightsPanel::showFigures(std::vector<InsightFigure> figures)
{
    clearFigures();
    for (InsightFigure& figure : figures) {
        addCard(std::move(figure));
    }
    onTheme();
    m_columns = 0;
    arrange();
}

void InsightsPanel::addWaiting()
{
    if (m_waiting.empty()) {
        m_next.stop();
        return;
    }
    addCard(std::move(m_waiting.back()));
    m_waiting.pop_back();
    m_figures.back()->setColors(chartColorsOf(theme()));
    m_columns = 0;
    arrange();
}

void InsightsPanel::addCard(InsightFigure figure)
{
    auto* card = new QFrame(m_content);
    card->setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(3);
    auto* title = new QLabel(figure.title, card);
    title->setObjectName(QStringLiteral("heading"));
    auto* description = new QLabel(figure.description, card);
    description->setObjectName(QStringLiteral("muted"));
    for (QLabel* label : {title, description}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        column->addWidget(label);
    }
    FigureView* view = nullptr;
    if (auto* distribution = std::get_if<chart::Distribution>(&figure.model)) {
        auto* made = new chart::HistogramView(card);
        made->setModel(std::move(*distribution));
        view = made;
    } else if (auto* scatter = std::get_if<chart::Scatter>(&figure.model)) {
        auto* made = new chart::ScatterView(card);
        made->setModel(std::move(*scatter));
        connect(made, &chart::ScatterView::tradeClicked, this, [this](int trade) {
            if (document() != nullptr) {
                document()->selectTrade(trade);
            }
        });
        view = made;
    } else if (auto* breakdown = std::get_if<chart::Breakdown>(&figure.model)) {
        auto* made = new chart::BreakdownView(card);
        made->setModel(std::move(*breakdown));
        view = made;
    } else if (auto* months = std::get_if<std::vector<chart::MonthlyReturn>>(&figure.model)) {
        auto* made = new chart::CalendarView(card);
        made->setMonths(std::move(*months));
        view = made;
    } else {
        auto* made = new chart::ReturnHistogram(card);
        made->setReturns(std::move(std::get<std::vector<double>>(figure.model)));
        view = made;
    }
    view->setEmptyText(tr("There are no closed trades to draw."));
    view->setAccessibleName(figure.title);
    view->setMinimumHeight(std::max(kFigureHeight, view->sizeHint().height()));
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QWidget::customContextMenuRequested, this,
            [this, view, name = figure.title](const QPoint& at) {
                figureMenu(view, name, view->mapToGlobal(at));
            });
    column->addWidget(view, 1);
    m_cards.push_back(card);
    m_figures.push_back(view);
}

void InsightsPanel::arrange()
{
    const int columns = std::max(1, (width() - 24) / kCardWidth);
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    for (QWidget* card : m_cards) {
        m_grid->removeWidget(card);
    }
    // A table of months needs the room of two where there is any.
    int place = 0;
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        const bool isWide = qobject_cast<chart::CalendarView*>(m_figures[i]) != nullptr;
        const int span = isWide ? std::min(2, columns) : 1;
        if (place % columns + span > columns) {
            place += columns - place % columns;
        }
        m_grid->addWidget(m_cards[i], place / columns, place % columns, 1, span);
        m_cards[i]->show();
        place += span;
    }
    for (int column = 0; column < std::max(columns, m_grid->columnCount()); ++column) {
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    }
}

void InsightsPanel::figureMenu(FigureView* figure, const QString& title, const QPoint& global)
{
    auto* menu = new QMenu(figure);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy picture")), &QAction::triggered, figure, [this, figure] {
        figure->copyToClipboard();
        Q_EMIT said(tr("Copied the chart as a picture."));
    });
    connect(menu->addAction(tr("Copy data")), &QAction::triggered, figure, [this, figure] {
        QApplication::clipboard()->setText(figure->csv());
        Q_EMIT said(tr("Copied the data of the chart."));
    });
    connect(menu->addAction(tr("Save picture or data…")), &QAction::triggered, figure,
            [this, figure, title] { askSave(figure, title); });
    menu->popup(global);
}

void InsightsPanel::askSave(FigureView* figure, const QString& title)
{
    auto* dialog = new QFileDialog(figure, tr("Save the chart"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Picture, twice the size (*.png)"), tr("Drawing (*.svg)"),
                            tr("Page (*.pdf)"), tr("Data (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QLatin1String("*."), 1).chopped(1));
    });
    dialog->selectFile(title);
    connect(dialog, &QFileDialog::fileSelected, figure,
            [this, figure](const QString& path) { save(*figure, path); });
    dialog->open();
}

void InsightsPanel::save(const FigureView& figure, const QString& path)
{
    const QString ending = path.section(QLatin1Char('.'), -1).toLower();
    Status written = fail(ErrorKind::InvalidInput,
                          fromQt(tr("A chart is saved as png, svg, pdf or csv; give '%1' one of "
                                    "these endings.")
                                     .arg(path)));
    if (ending == QLatin1String("png")) {
        written = figure.exportPng(path);
    } else if (ending == QLatin1String("svg")) {
        written = figure.exportSvg(path);
    } else if (ending == QLatin1String("pdf")) {
        written = figure.exportPdf(path);
    } else if (ending == QLatin1String("csv")) {
        written = bridge::writeFile(fromQt(path), fromQt(figure.csv()));
    }
    Q_EMIT said(written ? tr("Saved %1.").arg(path) : toQt(written.error().text()));
}

} // namespace sw::gui
