#include "gui/import_dialog.h"

#include "bridge/text.h"
#include "gui/bar_clock.h"
#include "gui/bar_tables.h"
#include "gui/bars_model.h"
#include "gui/clock_choice.h"
#include "gui/findings_model.h"
#include "gui/format.h"
#include "gui/labels.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMimeData>

#include <algorithm>

#include "ui_import_dialog.h"

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Typing settles this long before the bars are checked anew. Units: ms.
constexpr int kCheckPauseMs = 250;
constexpr int kProgressMs = 50;

QString classWord(market::AssetClass assetClass)
{
    switch (assetClass) {
    case market::AssetClass::Equity:
        return ImportDialog::tr("Equity");
    case market::AssetClass::Index:
        return ImportDialog::tr("Index");
    case market::AssetClass::Future:
        return ImportDialog::tr("Future");
    case market::AssetClass::Crypto:
        return ImportDialog::tr("Crypto");
    case market::AssetClass::ForeignExchange:
        break;
    }
    return ImportDialog::tr("Currency pair");
}

} // namespace

ImportDialog::ImportDialog(agents::BarLibrary& library, ThemeSource& themes, QWidget* parent)
    : QDialog(parent),
      m_library(library),
      m_themes(themes),
      m_ui(std::make_unique<Ui::ImportDialog>()),
      m_progress(std::make_shared<std::atomic<int>>(0))
{
    m_ui->setupUi(this);
    setObjectName(QStringLiteral("panel"));
    setLook(*m_ui->messagePage, QStringLiteral("card"));
    m_ui->dialectPage->setAutoFillBackground(false);
    m_ui->dialectScroll->setFocusPolicy(Qt::NoFocus);
    m_bars = new BarsModel(themes, this);
    m_findings = new FindingsModel(themes, this);
    m_ui->bars->setModel(m_bars);
    m_ui->bars->setAccessibleName(tr("Bars as read"));
    m_ui->findings->setModel(m_findings);
    m_ui->findings->setAccessibleName(tr("Findings about the bars"));
    for (QLabel* label : {m_ui->answersHeading, m_ui->dialectHeading, m_ui->barsHeading}) {
        setLook(*label, kHeading);
    }
    setLook(*m_ui->findingsHeading, kHeading);
    setLook(*m_ui->clockWhy, kMuted);
    fillChoices();
    connectControls();
    applyTheme();
    setState(State::Empty, tr("Drop a CSV file of bars here, or choose one. Nothing is kept before "
                              "you press Import."));
}

ImportDialog::~ImportDialog() = default;

void ImportDialog::fillChoices()
{
    m_ui->assetClass->addItem(QString());
    for (const market::AssetClass each :
         {market::AssetClass::Equity, market::AssetClass::Index, market::AssetClass::Future,
          market::AssetClass::Crypto, market::AssetClass::ForeignExchange}) {
        m_ui->assetClass->addItem(classWord(each), static_cast<int>(each));
    }
    fillClocks(*m_ui->fileClock, tr("The exchange's clock, as they stand"));
    fillClocks(*m_ui->exchangeClock, tr("The same clock"));
    setUpBarsTable(*m_ui->bars);
    setUpCells(*m_ui->findings);
    QHeaderView& findings = *m_ui->findings->horizontalHeader();
    const int findingWidths[] = {170, 80, 140};
    for (int i = 0; i < static_cast<int>(std::size(findingWidths)); ++i) {
        findings.resizeSection(i, findingWidths[i]);
    }
    findings.setStretchLastSection(true);
    m_ui->tables->setStretchFactor(0, 3);
    m_ui->tables->setStretchFactor(1, 2);
}

void ImportDialog::connectControls()
{
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(kCheckPauseMs);
    m_progressTimer.setInterval(kProgressMs);
    connect(&m_checkTimer, &QTimer::timeout, this, &ImportDialog::check);
    connect(&m_progressTimer, &QTimer::timeout, this, &ImportDialog::showProgress);
    connect(&m_themes, &ThemeSource::changed, this, &ImportDialog::applyTheme);
    connect(m_ui->choose, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_ui->file, &QLineEdit::returnPressed, this, [this] { setFile(m_ui->file->text()); });
    connect(m_ui->stop, &QPushButton::clicked, this, [this] { m_worker.stop(); });
    connect(m_ui->monthFirst, &QPushButton::clicked, this,
            [this] { readAs(market::DateOrder::MonthDayYear); });
    connect(m_ui->dayFirst, &QPushButton::clicked, this,
            [this] { readAs(market::DateOrder::DayMonthYear); });
    connect(m_ui->symbol, &QLineEdit::textEdited, this, &ImportDialog::answersChanged);
    for (const QComboBox* box : {m_ui->assetClass, m_ui->fileClock, m_ui->exchangeClock}) {
        connect(box, &QComboBox::activated, this, &ImportDialog::answersChanged);
    }
    connect(m_ui->replace, &QCheckBox::toggled, this, &ImportDialog::updateButtons);
    connect(m_ui->findings->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ImportDialog::goToFinding);
    connect(m_ui->cancel, &QPushButton::clicked, this, &ImportDialog::reject);
    connect(m_ui->primary, &QPushButton::clicked, this, &ImportDialog::store);
}

void ImportDialog::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Choose a CSV file of bars"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("CSV files (*.csv *.txt *.tsv)"), tr("All files (*)")});
    if (!m_path.isEmpty()) {
        dialog->setDirectory(QFileInfo(m_path).absolutePath());
    }
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDialog::setFile);
    dialog->open();
}

void ImportDialog::setFile(const QString& path)
{
    m_path = path.trimmed();
    m_ui->file->setText(m_path);
    if (m_path.isEmpty()) {
        m_worker.drop();
        setState(State::Empty, tr("Drop a CSV file of bars here, or choose one. Nothing is kept "
                                  "before you press Import."));
        return;
    }
    m_ui->symbol->setText(symbolFromFile(m_path));
    m_ui->assetClass->setCurrentIndex(0);
    readAs(market::DateOrder::Unknown);
}

void ImportDialog::readAs(market::DateOrder order)
{
    m_checkTimer.stop();
    m_read.reset();
    m_checked.reset();
    m_asksDateOrder = false;
    m_storeFault.clear();
    begin(State::Reading, tr("Reading %1…").arg(QFileInfo(m_path).fileName()));
    m_worker.begin(
        [path = m_path, order, progress = m_progress](const std::stop_token& stop) {
            return readCsvFile(path, order, stop, *progress);
        },
        [this](const ReadCsv& found) { onRead(found); });
}

void ImportDialog::onRead(const ReadCsv& found)
{
    if (!found.csv) {
        m_asksDateOrder = found.asksDateOrder;
        const Error& error = found.csv.error();
        setState(State::Failed, error.kind == ErrorKind::Cancelled
                                    ? tr("Reading was stopped; nothing was imported.")
                                    : toQt(error.text()));
        if (m_asksDateOrder) {
            m_ui->monthFirst->setFocus();
        }
        return;
    }
    m_read = *found.csv;
    showQuestions();
    check();
}

ImportChoices ImportDialog::choices() const
{
    ImportChoices out;
    out.symbol = fromQt(m_ui->symbol->text().trimmed().toUpper());
    if (m_ui->assetClass->currentIndex() > 0) {
        out.assetClass = static_cast<market::AssetClass>(m_ui->assetClass->currentData().toInt());
    }
    if (m_read && m_read->bars->timeframe().isIntraday()) {
        out.fileClock = m_read->bars->hasOffsets() ? QByteArray()
                                                   : m_ui->fileClock->currentData().toByteArray();
        out.exchangeClock = m_ui->exchangeClock->currentData().toByteArray();
    }
    return out;
}

void ImportDialog::answersChanged()
{
    m_answerFault.clear();
    m_storeFault.clear();
    showClockRows();
    showReplacement();
    m_checkTimer.start();
}

void ImportDialog::check()
{
    if (!m_read) {
        return;
    }
    m_checkTimer.stop();
    m_answerFault.clear();
    showAssetClass();
    m_worker.begin([bars = m_read->bars, answers = choices()](
                       const std::stop_token& stop) { return checkBars(*bars, answers, stop); },
                   [this](const Result<CheckedBars>& checked) { onChecked(checked); });
    updateButtons();
}

void ImportDialog::onChecked(const Result<CheckedBars>& checked)
{
    if (!checked && checked.error().kind == ErrorKind::Cancelled) {
        setState(State::Failed, tr("Checking was stopped; nothing was imported."));
        return;
    }
    const bool first = m_state == State::Reading;
    if (checked) {
        m_checked = *checked;
        m_answerFault.clear();
        showFindings();
    } else {
        m_answerFault = toQt(checked.error().text());
    }
    setState(State::Ready, {});
    showDialect();
    showReplacement();
    if (first && (m_ui->file->hasFocus() || m_ui->choose->hasFocus() || m_ui->stop->hasFocus())) {
        m_ui->symbol->setFocus();
        m_ui->symbol->selectAll();
    }
}

void ImportDialog::store()
{
    if (!canImport()) {
        return;
    }
    m_checkTimer.stop();
    m_storeFault.clear();
    begin(State::Storing, tr("Importing %1…").arg(toQt(choices().symbol)));
    m_worker.begin(
        [this, bars = m_read->bars,
         answers = choices()](const std::stop_token& stop) -> Result<agents::BarSet> {
            const Result<CheckedBars> checked = checkBars(*bars, answers, stop);
            return checked ? m_library.add(*checked->bars, stop) : fail(checked.error());
        },
        [this](const Result<agents::BarSet>& stored) { onStored(stored); });
}

void ImportDialog::onStored(const Result<agents::BarSet>& stored)
{
    if (stored) {
        m_closing = false;
        setState(State::Ready, {});
        Q_EMIT imported(toQt(stored->symbol));
        QDialog::accept();
        return;
    }
    if (m_closing) {
        QDialog::reject();
        return;
    }
    m_storeFault = stored.error().kind == ErrorKind::Cancelled
                       ? tr("The import was stopped; nothing was kept.")
                       : toQt(stored.error().text());
    setState(State::Ready, {});
    showReplacement();
}

void ImportDialog::begin(State state, const QString& sentence)
{
    *m_progress = 0;
    m_ui->progress->setRange(0, state == State::Storing ? 0 : 1000);
    m_progressTimer.start();
    setState(state, sentence);
}

void ImportDialog::setState(State state, const QString& sentence)
{
    m_state = state;
    const bool working = state == State::Reading || state == State::Storing;
    if (!working) {
        m_progressTimer.stop();
    }
    setSentence(*m_ui->message, sentence, state == State::Failed);
    m_ui->progressRow->setVisible(working);
    m_ui->orderQuestion->setVisible(state == State::Failed && m_asksDateOrder);
    m_ui->pages->setCurrentWidget(state == State::Ready ? m_ui->contentPage : m_ui->messagePage);
    m_ui->file->setEnabled(state != State::Storing);
    m_ui->choose->setEnabled(state != State::Storing);
    updateButtons();
}

void ImportDialog::showProgress()
{
    if (m_state == State::Reading) {
        m_ui->progress->setValue(*m_progress);
    }
}

void ImportDialog::showDialect()
{
    QStringList lines = dialectWords(*m_read);
    if (m_checked) {
        lines += m_checked->notes;
    }
    m_ui->dialect->setText(lines.join(QLatin1Char('\n')));
}

void ImportDialog::showFindings()
{
    const market::Bars& bars = *m_checked->bars;
    m_bars->setBars(m_checked->bars);
    m_findings->setReport(m_checked->quality, m_checked->bars);
    m_ui->barsHeading->setText(barsSummary(bars));
    m_ui->findingsHeading->setText(findingsSummary(m_checked->quality));
    const bool clean = m_checked->quality.clean();
    m_ui->findings->setVisible(!clean);
    m_ui->noFindings->setVisible(clean);
    m_ui->findingsSide->setMaximumHeight(clean ? m_ui->findingsSide->sizeHint().height()
                                               : QWIDGETSIZE_MAX);
    m_ui->noFindings->setText(tr("Order, gaps, prices within high and low, splits and spikes were "
                                 "checked."));
    setLook(*m_ui->noFindings, kMuted);
}

void ImportDialog::showQuestions()
{
    const bool epoch = countsFromEpoch(m_read->dialect);
    const bool intraday = m_read->bars->timeframe().isIntraday();
    selectClock(*m_ui->fileClock, epoch && intraday ? QByteArrayLiteral("UTC") : QByteArray());
    m_ui->fileClock->setEnabled(!epoch);
    m_ui->exchangeClock->setItemText(0, m_read->bars->hasOffsets() ? tr("As in the file")
                                                                   : tr("The same clock"));
    const market::Instrument instrument =
        market::instrumentFor(fromQt(m_ui->symbol->text().trimmed().toUpper()));
    selectClock(*m_ui->exchangeClock,
                epoch && intraday ? usualExchangeClock(instrument) : QByteArray());
    m_ui->replace->setChecked(false);
    showClockRows();
    showAssetClass();
}

void ImportDialog::showClockRows()
{
    const bool intraday = m_read && m_read->bars->timeframe().isIntraday();
    const bool open = m_read && asksClock(*m_read);
    const bool days =
        intraday && (!open || !m_ui->fileClock->currentData().toByteArray().isEmpty());
    m_ui->fileClockLabel->setVisible(open);
    m_ui->fileClock->setVisible(open);
    m_ui->exchangeClockLabel->setVisible(days);
    m_ui->exchangeClock->setVisible(days);
    m_ui->clockWhy->setVisible(intraday);
    m_ui->clockWhy->setText(
        !open ? tr("The times carry their offset from UTC.")
        : countsFromEpoch(m_read->dialect)
            ? tr("The times count from 1970 in UTC. Trading days are those of the exchange.")
            : tr("The times carry no offset from UTC: say which clock they are on. As they stand, "
                 "days and sessions are those of the file."));
}

void ImportDialog::showAssetClass()
{
    const market::Instrument guess =
        market::instrumentFor(fromQt(m_ui->symbol->text().trimmed().toUpper()));
    m_ui->assetClass->setItemText(0, tr("%1, by the symbol").arg(classWord(guess.assetClass)));
}

bool ImportDialog::replaces() const
{
    if (!m_read) {
        return false;
    }
    const std::string symbol = choices().symbol;
    const std::vector<agents::BarSet> sets = m_library.sets();
    return std::ranges::any_of(sets, [&](const agents::BarSet& set) {
        return !set.bundled && set.symbol == symbol && set.timeframe == m_read->bars->timeframe();
    });
}

void ImportDialog::showReplacement()
{
    const bool replacing = replaces();
    m_ui->replaceRow->setVisible(replacing);
    if (replacing) {
        setSentence(*m_ui->replaceText,
                    tr("%1 is imported already with %2 bars; importing replaces them.")
                        .arg(toQt(choices().symbol), frameWord(m_read->bars->timeframe())),
                    true);
    }
    updateButtons();
}

void ImportDialog::updateButtons()
{
    if (m_state != State::Ready) {
        m_ui->replaceRow->hide();
    }
    m_ui->primary->setEnabled(canImport());
    const QString& fault = m_answerFault.isEmpty() ? m_storeFault : m_answerFault;
    setSentence(*m_ui->note, m_state == State::Ready ? fault : QString(), true);
}

void ImportDialog::applyTheme()
{
    m_ui->symbol->setFont(m_themes.theme().numbers);
    m_ui->bars->setFont(m_themes.theme().numbers);
}

void ImportDialog::goToFinding(const QModelIndex& index)
{
    if (index.isValid()) {
        const int bar = m_findings->barOf(index.row());
        m_ui->bars->selectRow(bar);
        m_ui->bars->scrollTo(m_bars->index(bar, 0), QAbstractItemView::PositionAtCenter);
    }
}

bool ImportDialog::isBusy() const
{
    return m_worker.isBusy();
}

bool ImportDialog::canImport() const
{
    return m_state == State::Ready && m_read && m_answerFault.isEmpty() &&
           !choices().symbol.empty() && (m_ui->replace->isChecked() || !replaces());
}

QString ImportDialog::message() const
{
    return m_state == State::Ready ? m_ui->note->text() : m_ui->message->text();
}

void ImportDialog::reject()
{
    if (m_state == State::Storing && m_worker.isBusy()) {
        // What is half written is thrown away first.
        m_closing = true;
        m_worker.stop();
        return;
    }
    m_worker.drop();
    m_checkTimer.stop();
    m_progressTimer.stop();
    QDialog::reject();
}

void ImportDialog::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (m_state != State::Storing && urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void ImportDialog::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
        setFile(urls.front().toLocalFile());
    }
}

} // namespace sw::gui
