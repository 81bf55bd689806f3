#include "gui/bars_dialog.h"

#include "base/text.h"
#include "bridge/text.h"
#include "gui/bar_sets_model.h"
#include "gui/bar_tables.h"
#include "gui/bars_model.h"
#include "gui/format.h"
#include "gui/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QShortcut>

#include <fmt/format.h>

#include <algorithm>

#include "ui_bars_dialog.h"

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// "AAPL, daily"
QString titleOf(const agents::BarSet& set)
{
    return QStringLiteral("%1, %2").arg(toQt(set.symbol), frameWord(set.timeframe));
}

} // namespace

BarsDialog::BarsDialog(agents::BarLibrary& library, agents::Ports ports, ThemeSource& themes,
                       QWidget* parent)
    : QDialog(parent),
      m_library(library),
      m_ports(std::move(ports)),
      m_themes(themes),
      m_ui(std::make_unique<Ui::BarsDialog>())
{
    m_ui->setupUi(this);
    setObjectName(QStringLiteral("panel"));
    m_sets = new BarSetsModel(this);
    m_bars = new BarsModel(themes, this);
    m_ui->sets->setModel(m_sets);
    m_ui->bars->setModel(m_bars);
    setLook(*m_ui->setsHeading, kHeading);
    setLook(*m_ui->barsHeading, kHeading);
    setLook(*m_ui->facts, kMuted);
    setLook(*m_ui->message, kMuted);
    QHeaderView& sets = *m_ui->sets->horizontalHeader();
    sets.resizeSection(BarSetsModel::Symbol, 105);
    sets.resizeSection(BarSetsModel::Bars, 85);
    sets.setSectionResizeMode(BarSetsModel::Origin, QHeaderView::Stretch);
    setUpCells(*m_ui->sets);
    setUpBarsTable(*m_ui->bars);
    m_ui->sides->setStretchFactor(0, 0);
    m_ui->sides->setStretchFactor(1, 1);
    m_ui->sides->setSizes({300, 800});
    m_ui->removeRow->hide();
    connectControls();
    applyTheme();
    refresh();
}

BarsDialog::~BarsDialog() = default;

void BarsDialog::connectControls()
{
    connect(&m_themes, &ThemeSource::changed, this, &BarsDialog::applyTheme);
    connect(m_ui->sets->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BarsDialog::onChosen);
    connect(m_ui->import_, &QPushButton::clicked, this, &BarsDialog::importRequested);
    connect(m_ui->refresh, &QPushButton::clicked, this, &BarsDialog::refresh);
    connect(m_ui->remove, &QPushButton::clicked, this, &BarsDialog::askRemoval);
    connect(m_ui->keep, &QPushButton::clicked, this, [this] {
        m_ui->removeRow->hide();
        m_ui->sets->setFocus();
    });
    connect(m_ui->removeNow, &QPushButton::clicked, this, &BarsDialog::remove);
    connect(m_ui->date, &QLineEdit::returnPressed, this, &BarsDialog::goToDate);
    connect(m_ui->copy, &QPushButton::clicked, this, &BarsDialog::copyRows);
    connect(m_ui->close, &QPushButton::clicked, this, &BarsDialog::reject);
    auto* copying = new QShortcut(QKeySequence::Copy, m_ui->bars);
    copying->setContext(Qt::WidgetShortcut);
    connect(copying, &QShortcut::activated, this, &BarsDialog::copyRows);
    auto* removing = new QShortcut(QKeySequence::Delete, m_ui->sets);
    removing->setContext(Qt::WidgetShortcut);
    connect(removing, &QShortcut::activated, this, &BarsDialog::askRemoval);
}

const agents::BarSet* BarsDialog::chosen() const
{
    const QModelIndexList rows = m_ui->sets->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_sets->set(rows.front().row());
}

void BarsDialog::refresh()
{
    const agents::BarSet* current = chosen();
    const std::optional<agents::BarSet> before =
        current != nullptr ? std::optional(*current) : std::nullopt;
    m_sets->setSets(m_library.sets());
    const int row = before ? m_sets->rowOf(*before) : -1;
    if (m_sets->rowCount() > 0) {
        m_ui->sets->selectRow(std::max(0, row));
    } else {
        onChosen();
    }
}

void BarsDialog::selectSymbol(const QString& symbol)
{
    if (const int row = m_sets->rowOf(symbol); row >= 0) {
        m_ui->sets->selectRow(row);
    }
}

void BarsDialog::onChosen()
{
    m_ui->removeRow->hide();
    say({});
    m_bars->setBars(nullptr);
    m_ui->facts->clear();
    if (const agents::BarSet* set = chosen()) {
        load(*set);
    } else {
        m_worker.drop();
        m_ui->barsHeading->setText(tr("Bars"));
        setMessage(tr("Choose a set of bars, or import a CSV file."));
    }
    updateButtons();
}

void BarsDialog::load(const agents::BarSet& set)
{
    m_ui->barsHeading->setText(titleOf(set));
    setMessage(tr("Reading %1…").arg(titleOf(set)));
    m_worker.begin(
        [this, set, market = m_ports.market](const std::stop_token& stop) -> Result<Loaded> {
            Result<market::BarsPtr> own = m_library.load(set, stop);
            if (!own) {
                return fail(own.error());
            }
            const std::uint64_t fingerprint = (*own)->fingerprint();
            Loaded out{*own, {}, toQt(fmt::format("{:016x}", fingerprint))};
            const Result<market::BarsPtr> used =
                market ? market->bars(set.symbol, set.timeframe, stop) : own;
            if (!used) {
                out.unused = toQt(used.error().text());
                return out;
            }
            if ((*used)->fingerprint() == fingerprint) {
                out.bars = *used; // one copy in memory is enough
            } else {
                out.unused = toQt(market->provenance(set.symbol));
            }
            return out;
        },
        [this, set](const Result<Loaded>& loaded) { onLoaded(set, loaded); });
}

void BarsDialog::onLoaded(const agents::BarSet& set, const Result<Loaded>& loaded)
{
    if (!loaded) {
        setMessage(toQt(loaded.error().text()));
        updateButtons();
        return;
    }
    m_bars->setBars(loaded->bars);
    QString facts = tr("%1 · %2 · fingerprint %3")
                        .arg(barsSummary(*loaded->bars), toQt(set.origin), loaded->fingerprint);
    facts += loaded->unused.isEmpty()
                 ? tr(" · used by runs of %1").arg(toQt(set.symbol))
                 : tr(" · runs of %1 use other bars: %2").arg(toQt(set.symbol), loaded->unused);
    m_ui->facts->setText(facts);
    m_ui->pages->setCurrentWidget(m_ui->tablePage);
    m_ui->bars->scrollToTop();
    updateButtons();
}

void BarsDialog::goToDate()
{
    const market::BarsPtr bars = m_bars->bars();
    if (!bars) {
        return;
    }
    const std::string text = fromQt(m_ui->date->text().trimmed());
    const std::optional<CivilDate> date = parseDate(text);
    if (!date) {
        say(tr("\"%1\" is no date; write one as 2015-06-30.").arg(toQt(shortened(text, 20))), true);
        return;
    }
    const std::size_t last = bars->size() - 1;
    const std::size_t bar = firstBarFrom(*bars, *date);
    const auto row = static_cast<int>(std::min(bar, last));
    m_ui->bars->selectRow(row);
    m_ui->bars->scrollTo(m_bars->index(row, 0), QAbstractItemView::PositionAtCenter);
    say(bar > last ? tr("The bars end before %1; this is the last one.").arg(toQt(text))
                   : QString());
}

void BarsDialog::copyRows()
{
    const market::BarsPtr bars = m_bars->bars();
    if (!bars || m_worker.isBusy()) {
        return;
    }
    // A table selects ranges; what lies between the first and the last row goes along.
    int first = m_bars->rowCount();
    int last = -1;
    for (const QItemSelectionRange& range : m_ui->bars->selectionModel()->selection()) {
        first = std::min(first, range.top());
        last = std::max(last, range.bottom());
    }
    if (last < 0) {
        first = 0;
        last = m_bars->rowCount() - 1;
    }
    say(tr("Copying %1 rows…").arg(count(last - first + 1)));
    m_worker.begin(
        [bars, first, last](const std::stop_token& stop) {
            return barsAsText(*bars, static_cast<std::size_t>(first),
                              static_cast<std::size_t>(last), stop);
        },
        [this, rows = last - first + 1](const QString& text) {
            QGuiApplication::clipboard()->setText(text);
            say(rows == 1 ? tr("1 row copied.") : tr("%1 rows copied.").arg(count(rows)));
            updateButtons();
        });
    updateButtons();
}

void BarsDialog::askRemoval()
{
    const agents::BarSet* set = chosen();
    if (set == nullptr || set->bundled) {
        return;
    }
    setSentence(*m_ui->removeText,
                tr("The imported %1 bars of %2 are deleted for good; the file they came from "
                   "stays.")
                    .arg(frameWord(set->timeframe), toQt(set->symbol)),
                true);
    m_ui->removeRow->show();
    m_ui->keep->setFocus();
}

void BarsDialog::remove()
{
    const agents::BarSet* set = chosen();
    m_ui->removeRow->hide();
    if (set == nullptr) {
        return;
    }
    m_ui->sets->setEnabled(false); // another choice would drop the answer
    m_worker.begin(
        [this, set = *set](const std::stop_token&) {
            return m_library.remove(set.symbol, set.timeframe);
        },
        [this, symbol = toQt(set->symbol),
         said = tr("The %1 bars of %2 were removed.")
                    .arg(frameWord(set->timeframe), toQt(set->symbol))](const Status& done) {
            m_ui->sets->setEnabled(true);
            if (!done) {
                say(toQt(done.error().text()), true);
                updateButtons();
                return;
            }
            Q_EMIT removed(symbol); // whoever reads bars knows it before the list is read anew
            refresh();
            say(said);
            m_ui->sets->setFocus();
        });
    updateButtons();
}

void BarsDialog::setMessage(const QString& sentence)
{
    m_ui->message->setText(sentence);
    m_ui->pages->setCurrentWidget(m_ui->messagePage);
}

void BarsDialog::say(const QString& sentence, bool warning)
{
    setSentence(*m_ui->note, sentence, warning);
}

void BarsDialog::updateButtons()
{
    const agents::BarSet* set = chosen();
    const bool shown = m_bars->bars() != nullptr;
    m_ui->remove->setEnabled(set != nullptr && !set->bundled);
    m_ui->date->setEnabled(shown);
    m_ui->copy->setEnabled(shown && !m_worker.isBusy());
}

void BarsDialog::applyTheme()
{
    m_ui->date->setFont(m_themes.theme().numbers);
    m_ui->bars->setFont(m_themes.theme().numbers);
}

} // namespace sw::gui
