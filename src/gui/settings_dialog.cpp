#include "gui/settings_dialog.h"

#include "agents/split.h"
#include "engine/backtest.h"
#include "gui/bar_tables.h"
#include "gui/format.h"
#include "gui/labels.h"
#include "gui/models_page.h"

#include <QHeaderView>
#include <QLocale>
#include <QRegularExpression>
#include <QRegularExpressionValidator>

#include "ui_settings_dialog.h"

namespace sw::gui {

namespace {

/// A symbol of each class, from which its conventions follow.
struct ClassRow {
    const char* name;
    const char* symbol;
};

constexpr ClassRow kClasses[] = {
    {QT_TRANSLATE_NOOP("sw::gui::SettingsDialog", "Equities"), "AAPL"},
    {QT_TRANSLATE_NOOP("sw::gui::SettingsDialog", "Indices"), "^GSPC"},
    {QT_TRANSLATE_NOOP("sw::gui::SettingsDialog", "Futures"), "ES=F"},
    {QT_TRANSLATE_NOOP("sw::gui::SettingsDialog", "Crypto"), "BTCUSD"},
    {QT_TRANSLATE_NOOP("sw::gui::SettingsDialog", "Currency pairs"), "EURUSD"},
};

/// A fraction as percent with the digits it needs.
QString costText(double fraction)
{
    return QString::number(fraction * 100, 'g', 6) + QStringLiteral("\u202f%");
}

} // namespace

SettingsDialog::SettingsDialog(const Settings& settings, ThemeSource& themes,
                               std::shared_ptr<llm::ModelDesk> desk, QWidget* parent)
    : QDialog(parent),
      m_themes(themes),
      m_themeBefore(themes.choice()),
      m_ui(std::make_unique<Ui::SettingsDialog>())
{
    m_ui->setupUi(this);
    m_models = new ModelsPage(std::move(desk), themes, m_ui->modelsPage);
    m_ui->modelsLayout->addWidget(m_models);
    setObjectName(QStringLiteral("panel"));
    const QLocale plain(QLocale::English, QLocale::UnitedStates);
    m_ui->capital->setLocale(plain);
    m_ui->capital->setRange(kLeastCapital, kMostCapital);
    m_ui->capital->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_ui->iterations->setLocale(plain);
    m_ui->iterations->setRange(1, kMostIterations);
    m_ui->seed->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{1,20}")), m_ui->seed));
    m_ui->theme->addItems({tr("As the desktop"), tr("Dark"), tr("Light")});
    for (QLabel* label : {m_ui->capitalWhy, m_ui->iterationsWhy, m_ui->seedWhy, m_ui->keepWhy}) {
        setLook(*label, kMuted);
    }
    for (QLabel* label :
         {m_ui->costsHeading, m_ui->holdoutHeading, m_ui->chartHeading, m_ui->numbersHeading}) {
        setLook(*label, QStringLiteral("heading"));
    }
    setUpCells(*m_ui->costs);
    fillCosts();
    m_ui->holdoutWhy->setText(
        tr("Before the first result is seen, the bars are divided once: 60 % to train on, 20 % to "
           "validate changes, and the last 20 % as a sealed holdout that is opened once, at the "
           "end. Below %1 bars there is no holdout (70 / 30), below %2 nothing is divided. This is "
           "no setting, because a holdout that can be moved proves nothing.")
            .arg(count(agents::kBarsForThree), count(agents::kBarsForTwo)));
    m_ui->numbersWhy->setText(
        tr("Everywhere the same, whatever the language of the desktop: 1,234.56 with a point for "
           "decimals, signs always on gains and losses, dates as 2024-01-31. So a number reads "
           "alike in the program, in the result and in an export."));
    connect(m_ui->theme, &QComboBox::activated, this,
            [this](int index) { m_themes.choose(static_cast<ThemeChoice>(index)); });
    connect(&themes, &ThemeSource::changed, this, &SettingsDialog::applyTheme);
    connect(m_ui->seed, &QLineEdit::textChanged, this, &SettingsDialog::checkSeed);
    connect(m_ui->defaults, &QPushButton::clicked, this, [this] {
        fill({});
        m_themes.choose(Settings().theme);
    });
    connect(m_ui->cancel, &QPushButton::clicked, this, &SettingsDialog::reject);
    connect(m_ui->primary, &QPushButton::clicked, this, &SettingsDialog::accept);
    applyTheme();
    fill(settings);
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::fill(const Settings& settings)
{
    m_ui->capital->setValue(settings.capital);
    m_ui->iterations->setValue(settings.maxIterations);
    m_ui->keepNumbers->setChecked(settings.keepMyNumbers);
    m_ui->seed->setText(QString::number(settings.seed));
    m_ui->theme->setCurrentIndex(static_cast<int>(settings.theme));
    m_ui->showTrades->setChecked(settings.showTrades);
    m_ui->showWindows->setChecked(settings.showWindows);
    m_ui->showVolume->setChecked(settings.showVolume);
}

Settings SettingsDialog::settings() const
{
    Settings out;
    out.capital = m_ui->capital->value();
    out.maxIterations = m_ui->iterations->value();
    out.keepMyNumbers = m_ui->keepNumbers->isChecked();
    out.seed = m_ui->seed->text().toULongLong();
    out.theme = static_cast<ThemeChoice>(m_ui->theme->currentIndex());
    out.showTrades = m_ui->showTrades->isChecked();
    out.showWindows = m_ui->showWindows->isChecked();
    out.showVolume = m_ui->showVolume->isChecked();
    return out;
}

void SettingsDialog::checkSeed()
{
    bool ok = false;
    m_ui->seed->text().toULongLong(&ok);
    m_ui->primary->setEnabled(ok);
    setSentence(*m_ui->note,
                ok ? QString() : tr("The seed is a whole number from 0 to 18446744073709551615."),
                true);
}

void SettingsDialog::fillCosts()
{
    QTableWidget& table = *m_ui->costs;
    table.setColumnCount(4);
    table.setHorizontalHeaderLabels(
        {tr("Asset class"), tr("Commission"), tr("Slippage"), tr("Round trip")});
    table.setRowCount(static_cast<int>(std::size(kClasses)));
    for (int row = 0; row < table.rowCount(); ++row) {
        const ClassRow& entry = kClasses[row];
        const engine::Costs costs = engine::defaultCosts(market::instrumentFor(entry.symbol));
        const QString cells[] = {tr(entry.name), costText(costs.commissionFraction),
                                 costText(costs.slippageFraction),
                                 costText(2 * (costs.commissionFraction + costs.slippageFraction))};
        for (int column = 0; column < 4; ++column) {
            auto item = std::make_unique<QTableWidgetItem>(cells[column]);
            item->setFlags(Qt::ItemIsEnabled);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
            table.setItem(row, column, item.release());
        }
    }
    for (int column = 0; column < 4; ++column) {
        table.horizontalHeaderItem(column)->setTextAlignment(
            (column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        table.horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    }
    table.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void SettingsDialog::applyTheme()
{
    const Theme& theme = m_themes.theme();
    m_ui->capital->setFont(theme.numbers);
    m_ui->iterations->setFont(theme.numbers);
    m_ui->seed->setFont(theme.numbers);
    QTableWidget& table = *m_ui->costs;
    for (int row = 0; row < table.rowCount(); ++row) {
        for (int column = 1; column < table.columnCount(); ++column) {
            table.item(row, column)->setFont(theme.numbers);
        }
    }
    constexpr int kHeaderAndFrame = 34;
    table.setFixedHeight(table.rowCount() * table.verticalHeader()->defaultSectionSize() +
                         kHeaderAndFrame);
}

void SettingsDialog::accept()
{
    if (!m_ui->primary->isEnabled()) {
        return;
    }
    if (!m_models->keep()) {
        showModels();
        return;
    }
    m_themeBefore = settings().theme;
    Q_EMIT accepted(settings());
    QDialog::accept();
}

void SettingsDialog::showModels()
{
    m_ui->tabs->setCurrentWidget(m_ui->modelsPage);
}

void SettingsDialog::reject()
{
    m_themes.choose(m_themeBefore);
    QDialog::reject();
}

} // namespace sw::gui
