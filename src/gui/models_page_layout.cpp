// The controls of the page of models; what they do is in models_page.cpp.
#include "gui/models_page.h"

#include "bridge/text.h"
#include "gui/bar_tables.h"
#include "gui/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

namespace sw::gui {

namespace {

constexpr double kMostDollars = 1000;
constexpr int kMostCalls = 1000;

} // namespace

QWidget* ModelsPage::makeChoices()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    int column = 0;
    for (const QString& title :
         {tr("Who asks"), tr("First"), tr("Model"), tr("Effort"), tr("Then"), tr("Model")}) {
        auto* label = new QLabel(title, box);
        setLook(*label, QStringLiteral("heading"));
        grid->addWidget(label, 0, column++);
    }
    addChoice(*grid, 1, {}, tr("Every agent"));
    addChoice(*grid, 2, QStringLiteral("CodeGenerator"), tr("Code generator"));
    addChoice(*grid, 3, QStringLiteral("InsightsGenerator"), tr("Insights"));
    addChoice(*grid, 4, QStringLiteral("StrategyAnalyst"), tr("Analyst"));
    grid->setColumnStretch(2, 1);
    grid->setColumnStretch(5, 1);
    return box;
}

void ModelsPage::addChoice(QGridLayout& grid, int row, const QString& agent, const QString& title)
{
    Choice choice;
    choice.agent = agent;
    grid.addWidget(new QLabel(title, this), row, 0);
    for (std::size_t turn = 0; turn < 2; ++turn) {
        const int at = turn == 0 ? 1 : 4;
        auto* provider = new QComboBox(this);
        auto* model = new QComboBox(this);
        model->setEditable(true);
        model->setInsertPolicy(QComboBox::NoInsert);
        model->lineEdit()->setPlaceholderText(tr("model id"));
        model->setMinimumContentsLength(14);
        const QString which = turn == 0 ? tr("first") : tr("then");
        provider->setAccessibleName(tr("%1: provider asked %2").arg(title, which));
        model->setAccessibleName(tr("%1: model asked %2").arg(title, which));
        grid.addWidget(provider, row, at);
        grid.addWidget(model, row, turn == 0 ? 2 : 5);
        choice.provider[turn] = provider;
        choice.model[turn] = model;
        connect(provider, &QComboBox::currentIndexChanged, this, [this, provider, model] {
            fillModels(*provider, *model);
            refreshButtons();
        });
    }
    choice.effort = new QComboBox(this);
    choice.effort->setAccessibleName(tr("%1: effort").arg(title));
    choice.effort->addItem(tr("default"), QString());
    for (const char* effort : {"low", "medium", "high", "xhigh", "max"}) {
        choice.effort->addItem(QLatin1String(effort), QLatin1String(effort));
    }
    grid.addWidget(choice.effort, row, 3);
    m_choices.push_back(choice);
}

QWidget* ModelsPage::makeEndpoints()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_endpoints = new QTableWidget(0, kEndpointColumns, box);
    m_endpoints->setHorizontalHeaderLabels({tr("Provider"), tr("Address"), tr("Key")});
    m_endpoints->setAccessibleName(tr("Providers and their keys"));
    m_endpoints->horizontalHeader()->setSectionResizeMode(Address, QHeaderView::Stretch);
    m_endpoints->setColumnWidth(Name, 120);
    m_endpoints->setColumnWidth(Key, 190);
    m_endpoints->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_endpoints->setSelectionMode(QAbstractItemView::SingleSelection);
    m_endpoints->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_endpoints->setMinimumHeight(150);
    m_endpoints->verticalHeader()->hide();
    m_endpoints->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setUpCells(*m_endpoints);
    column->addWidget(m_endpoints, 1);
    auto* row = new QHBoxLayout;
    m_key = new QLineEdit(box);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(tr("Key of the selected provider"));
    m_key->setAccessibleName(tr("Key of the selected provider"));
    row->addWidget(m_key, 1);
    const auto button = [&](const QString& text, auto clicked) {
        auto* made = new QPushButton(text, box);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, clicked);
        row->addWidget(made);
        return made;
    };
    m_setKey = button(tr("Keep key"), [this] { setKey(m_key->text()); });
    m_forget = button(tr("Forget key"), [this] { forgetKey(); });
    m_fetch = button(tr("Fetch models"), [this] { fetchModels(); });
    m_test = button(tr("Test"), [this] { test(); });
    m_remove = button(tr("Remove"), [this] { removeEndpoint(); });
    column->addLayout(row);
    connect(m_key, &QLineEdit::textChanged, this, &ModelsPage::refreshButtons);
    connect(m_endpoints, &QTableWidget::itemSelectionChanged, this, &ModelsPage::refreshButtons);
    return box;
}

QWidget* ModelsPage::makeAdding()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    const auto field = [&](const QString& hint, int width) {
        auto* made = new QLineEdit(box);
        made->setPlaceholderText(hint);
        made->setAccessibleName(tr("New provider: %1").arg(hint));
        made->setMinimumWidth(width);
        return made;
    };
    m_newId = field(tr("name"), 80);
    m_newKind = new QComboBox(box);
    m_newKind->setAccessibleName(tr("New provider: kind"));
    m_newKind->addItem(tr("OpenAI-compatible"), static_cast<int>(llm::ProviderKind::OpenAi));
    m_newKind->addItem(tr("Anthropic"), static_cast<int>(llm::ProviderKind::Anthropic));
    m_newKind->addItem(tr("Gemini"), static_cast<int>(llm::ProviderKind::Gemini));
    m_newKind->addItem(tr("Ollama"), static_cast<int>(llm::ProviderKind::Ollama));
    m_newBase = field(QStringLiteral("http://localhost:8080/v1"), 180);
    m_newVariable = field(tr("variable with the key, if any"), 150);
    auto* add = new QPushButton(tr("Add provider"), box);
    add->setAutoDefault(false);
    row->addWidget(m_newId);
    row->addWidget(m_newKind);
    row->addWidget(m_newBase, 1);
    row->addWidget(m_newVariable);
    row->addWidget(add);
    connect(add, &QPushButton::clicked, this, [this] {
        const Status added = addEndpoint(
            m_newId->text(), static_cast<llm::ProviderKind>(m_newKind->currentData().toInt()),
            QUrl(m_newBase->text(), QUrl::StrictMode), m_newVariable->text());
        if (added) {
            m_newId->clear();
            m_newBase->clear();
            m_newVariable->clear();
        } else {
            say(bridge::toQt(added.error().message), true);
        }
    });
    return box;
}

QWidget* ModelsPage::makeLimits()
{
    const QLocale plain(QLocale::English, QLocale::UnitedStates);
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("A run may cost at most"), box));
    m_budget = new QDoubleSpinBox(box);
    m_budget->setLocale(plain);
    m_budget->setRange(0, kMostDollars);
    m_budget->setDecimals(2);
    m_budget->setSingleStep(0.1);
    m_budget->setPrefix(QStringLiteral("$"));
    m_budget->setSpecialValueText(tr("no limit"));
    m_budget->setAccessibleName(tr("Budget of a run in US dollars"));
    row->addWidget(m_budget);
    row->addWidget(new QLabel(tr("and ask at most"), box));
    m_calls = new QSpinBox(box);
    m_calls->setLocale(plain);
    m_calls->setRange(1, kMostCalls);
    m_calls->setSuffix(tr(" times"));
    m_calls->setAccessibleName(tr("Most questions of a run"));
    row->addWidget(m_calls);
    m_cache = new QCheckBox(tr("Keep answers"), box);
    m_cache->setToolTip(tr("The same question is answered from this computer the next time"));
    row->addWidget(m_cache);
    m_replay = new QCheckBox(tr("Kept answers only"), box);
    m_replay->setToolTip(tr("Nothing is sent: a question without a kept answer goes to the "
                            "built-in rules"));
    row->addWidget(m_replay);
    row->addStretch(1);
    return box;
}

} // namespace sw::gui
