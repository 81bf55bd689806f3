// The settings of language models: who is asked first and who then, keys and where they are, what
// may be spent. Slow things (lists, tests, keychain) are done in a thread of their own.
#pragma once

#include "gui/theme.h"
#include "gui/worker.h"

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "llm/model_desk.h"

#include <array>
#endif

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace sw::gui {

/// Thread: GUI.
class ModelsPage : public QWidget
{
    Q_OBJECT

public:
    /// Without a desk the page says that models cannot be used here.
    ModelsPage(std::shared_ptr<llm::ModelDesk> desk, ThemeSource& themes,
               QWidget* parent = nullptr);

    /// What the controls show.
    llm::Routing routing() const;
    /// Keeps what is shown. Errors: as ModelDesk::keep.
    Status keep();
    /// The last sentence of the page.
    QString said() const;
    bool isBusy() const { return m_worker.isBusy(); }

    void selectEndpoint(const QString& id);
    void setKey(const QString& key);
    void forgetKey();
    void fetchModels();
    void test();
    /// Adds an OpenAI-compatible or other endpoint. Errors: InvalidInput in one sentence.
    Status addEndpoint(const QString& id, llm::ProviderKind kind, const QUrl& base,
                       const QString& keyVariable);
    void removeEndpoint();

private:
    enum EndpointColumn : std::uint8_t { Name, Address, Key, kEndpointColumns };
    /// The choice of one agent: first and second.
    struct Choice {
        QString agent; ///< empty = every other agent
        std::array<QComboBox*, 2> provider{}, model{};
        QComboBox* effort = nullptr;
    };
    QWidget* makeChoices();
    QWidget* makeEndpoints();
    QWidget* makeLimits();
    QWidget* makeAdding();
    void addChoice(QGridLayout& grid, int row, const QString& agent, const QString& title);
    void fill(const llm::Routing& routing);
    void fillProviders();
    void fillEndpoints();
    void fillModels(QComboBox& provider, QComboBox& model) const;
    void refreshKeys();
    void refreshButtons();
    void say(const QString& sentence, bool warning = false);
    const llm::Endpoint* selected() const;
    /// The model that a test asks: chosen for the endpoint, else the first of its list.
    QString modelFor(const QString& endpoint) const;

    std::shared_ptr<llm::ModelDesk> m_desk;
    llm::Routing m_routing; ///< endpoints and what the page does not show
    std::map<QString, std::vector<llm::ModelListing>> m_listings;
    std::map<QString, llm::KeyPlace> m_places;
    std::vector<Choice> m_choices;
    QTableWidget* m_endpoints = nullptr;
    QLineEdit *m_key = nullptr, *m_newId = nullptr, *m_newBase = nullptr, *m_newVariable = nullptr;
    QComboBox* m_newKind = nullptr;
    QPushButton *m_setKey = nullptr, *m_forget = nullptr, *m_fetch = nullptr, *m_test = nullptr,
                *m_remove = nullptr;
    QDoubleSpinBox* m_budget = nullptr;
    QSpinBox* m_calls = nullptr;
    QCheckBox *m_cache = nullptr, *m_replay = nullptr;
    QLabel* m_note = nullptr;
    Worker m_worker;
    Worker m_keyWorker;
};

} // namespace sw::gui
