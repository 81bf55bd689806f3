#include "gui/models_page.h"

#include "bridge/text.h"
#include "gui/bar_tables.h"
#include "gui/format.h"
#include "gui/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTableWidget>

#include <algorithm>
#include <cmath>

namespace sw::gui {

namespace {

QString placeText(llm::KeyPlace place, const llm::Endpoint& endpoint)
{
    switch (place) {
    case llm::KeyPlace::NotNeeded:
        return ModelsPage::tr("none is needed");
    case llm::KeyPlace::Environment:
        return ModelsPage::tr("from %1").arg(endpoint.keyVariable);
    case llm::KeyPlace::Keychain:
        return ModelsPage::tr("in the keychain");
    case llm::KeyPlace::Session:
        return ModelsPage::tr("until the window closes");
    case llm::KeyPlace::None:
        break;
    }
    return ModelsPage::tr("no key");
}

} // namespace

ModelsPage::ModelsPage(std::shared_ptr<llm::ModelDesk> desk, ThemeSource&, QWidget* parent)
    : QWidget(parent), m_desk(std::move(desk))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    auto* why = new QLabel(
        tr("Without a model everything is done by built-in rules on this computer. A model "
           "understands more words; what it writes is checked, and where it does not answer the "
           "built-in rules go on. Your sentence, the program and figures of the training and "
           "validation windows are sent to the provider; bars and keys of others are not."),
        this);
    why->setWordWrap(true);
    setLook(*why, QStringLiteral("muted"));
    column->addWidget(why);
    if (!m_desk) {
        column->addStretch(1);
        return;
    }
    column->addWidget(makeChoices());
    column->addWidget(makeEndpoints(), 1);
    column->addWidget(makeAdding());
    column->addWidget(makeLimits());
    m_note = new QLabel(this);
    m_note->setWordWrap(true);
    m_note->setAccessibleName(tr("What was done"));
    column->addWidget(m_note);
    fill(m_desk->routing());
}

void ModelsPage::fill(const llm::Routing& routing)
{
    m_routing = routing;
    fillProviders();
    fillEndpoints();
    for (Choice& choice : m_choices) {
        const auto chain = routing.chains.find(choice.agent);
        for (std::size_t turn = 0; turn < 2; ++turn) {
            const bool set = chain != routing.chains.end() && turn < chain->second.size();
            const llm::Profile profile = set ? chain->second[turn] : llm::Profile();
            const int at = set ? choice.provider[turn]->findData(profile.endpoint) : 0;
            choice.provider[turn]->setCurrentIndex(std::max(0, at));
            choice.model[turn]->setEditText(profile.model);
            if (turn == 0) {
                choice.effort->setCurrentIndex(
                    std::max(0, choice.effort->findData(profile.effort)));
            }
        }
    }
    m_budget->setValue(static_cast<double>(routing.runBudget.value_or(0)) / 1e6);
    m_calls->setValue(routing.mostCallsPerRun);
    m_cache->setChecked(routing.useCache);
    m_replay->setChecked(routing.replayOnly);
    if (!routing.endpoints.empty()) {
        m_endpoints->selectRow(0);
    }
    refreshButtons();
}

void ModelsPage::fillProviders()
{
    for (Choice& choice : m_choices) {
        for (std::size_t turn = 0; turn < 2; ++turn) {
            QComboBox& provider = *choice.provider[turn];
            const QString before = provider.currentData().toString();
            const QString model = choice.model[turn]->currentText();
            provider.clear();
            provider.addItem(turn == 1                ? tr("built-in rules")
                             : choice.agent.isEmpty() ? tr("built-in rules")
                                                      : tr("as every agent"),
                             QString());
            for (const llm::Endpoint& endpoint : m_routing.endpoints) {
                provider.addItem(endpoint.id, endpoint.id);
            }
            provider.setCurrentIndex(std::max(0, provider.findData(before)));
            choice.model[turn]->setEditText(model);
        }
    }
}

void ModelsPage::fillEndpoints()
{
    m_endpoints->setRowCount(static_cast<int>(m_routing.endpoints.size()));
    int row = 0;
    for (const llm::Endpoint& endpoint : m_routing.endpoints) {
        int column = 0;
        for (const QString& text : {endpoint.id, endpoint.base.toString(), QString()}) {
            m_endpoints->setItem(row, column++, std::make_unique<QTableWidgetItem>(text).release());
        }
        ++row;
    }
    refreshKeys();
}

void ModelsPage::refreshKeys()
{
    // The keychain may ask its own service: never in this thread.
    m_keyWorker.begin(
        [desk = m_desk, endpoints = m_routing.endpoints](const std::stop_token&) {
            std::map<QString, llm::KeyPlace> places;
            for (const llm::Endpoint& endpoint : endpoints) {
                places[endpoint.id] = desk->keyPlace(endpoint);
            }
            return places;
        },
        [this](std::map<QString, llm::KeyPlace> places) {
            m_places = std::move(places);
            for (int row = 0; row < m_endpoints->rowCount(); ++row) {
                const llm::Endpoint& endpoint = m_routing.endpoints[static_cast<std::size_t>(row)];
                m_endpoints->item(row, Key)->setText(placeText(m_places[endpoint.id], endpoint));
            }
            refreshButtons();
        });
}

void ModelsPage::fillModels(QComboBox& provider, QComboBox& model) const
{
    const QString typed = model.currentText();
    model.clear();
    const auto list = m_listings.find(provider.currentData().toString());
    if (list != m_listings.end()) {
        for (const llm::ModelListing& listing : list->second) {
            model.addItem(listing.id);
        }
    }
    model.setEditText(typed);
}

llm::Routing ModelsPage::routing() const
{
    llm::Routing routing = m_routing;
    for (const Choice& choice : m_choices) {
        std::vector<llm::Profile> before = routing.chains[choice.agent];
        std::vector<llm::Profile> chain;
        for (std::size_t turn = 0; turn < 2; ++turn) {
            llm::Profile profile = turn < before.size() ? before[turn] : llm::Profile();
            profile.endpoint = choice.provider[turn]->currentData().toString();
            profile.model = choice.model[turn]->currentText().trimmed();
            if (turn == 0) {
                profile.effort = choice.effort->currentData().toString();
            }
            if (!profile.endpoint.isEmpty()) {
                chain.push_back(profile);
            }
        }
        if (chain.empty()) {
            routing.chains.erase(choice.agent);
        } else {
            routing.chains[choice.agent] = chain;
        }
    }
    routing.runBudget = m_budget->value() > 0
                            ? llm::MicroDollars(std::llround(m_budget->value() * 1e6))
                            : std::nullopt;
    routing.mostCallsPerRun = m_calls->value();
    routing.useCache = m_cache->isChecked();
    routing.replayOnly = m_replay->isChecked();
    return routing;
}

Status ModelsPage::keep()
{
    if (!m_desk) {
        return {};
    }
    const llm::Routing shown = routing();
    for (const auto& [agent, chain] : shown.chains) {
        for (const llm::Profile& profile : chain) {
            if (profile.model.isEmpty()) {
                const Error error{
                    ErrorKind::InvalidInput,
                    bridge::fromQt(
                        tr("Choose a model of %1, or the built-in rules.").arg(profile.endpoint)),
                    ""};
                say(bridge::toQt(error.message), true);
                return fail(error);
            }
        }
    }
    Status kept = m_desk->keep(shown);
    if (!kept) {
        say(bridge::toQt(kept.error().message), true);
    }
    return kept;
}

QString ModelsPage::said() const
{
    return m_note == nullptr ? QString() : m_note->text();
}

void ModelsPage::say(const QString& sentence, bool warning)
{
    setSentence(*m_note, sentence, warning);
}

const llm::Endpoint* ModelsPage::selected() const
{
    const int row = m_endpoints->currentRow();
    return row >= 0 && row < static_cast<int>(m_routing.endpoints.size())
               ? &m_routing.endpoints[static_cast<std::size_t>(row)]
               : nullptr;
}

void ModelsPage::selectEndpoint(const QString& id)
{
    for (int row = 0; row < m_endpoints->rowCount(); ++row) {
        if (m_endpoints->item(row, Name)->text() == id) {
            m_endpoints->setCurrentCell(row, Name);
        }
    }
}

void ModelsPage::refreshButtons()
{
    if (m_test == nullptr || m_key == nullptr || m_remove == nullptr) {
        return;
    }
    const llm::Endpoint* endpoint = selected();
    const bool idle = endpoint != nullptr && !m_worker.isBusy();
    const auto place = endpoint != nullptr ? m_places.find(endpoint->id) : m_places.end();
    const llm::KeyPlace where = place != m_places.end() ? place->second : llm::KeyPlace::None;
    m_setKey->setEnabled(idle && !m_key->text().isEmpty());
    m_forget->setEnabled(idle &&
                         (where == llm::KeyPlace::Keychain || where == llm::KeyPlace::Session));
    m_fetch->setEnabled(idle);
    m_test->setEnabled(idle && !modelFor(endpoint->id).isEmpty());
    const auto known = llm::knownEndpoints();
    m_remove->setEnabled(idle &&
                         std::ranges::find(known, endpoint->id, &llm::Endpoint::id) == known.end());
}

QString ModelsPage::modelFor(const QString& endpoint) const
{
    for (const Choice& choice : m_choices) {
        for (std::size_t turn = 0; turn < 2; ++turn) {
            const QString model = choice.model[turn]->currentText().trimmed();
            if (choice.provider[turn]->currentData().toString() == endpoint && !model.isEmpty()) {
                return model;
            }
        }
    }
    const auto list = m_listings.find(endpoint);
    return list == m_listings.end() || list->second.empty() ? QString() : list->second.front().id;
}

void ModelsPage::setKey(const QString& key)
{
    const llm::Endpoint* endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    m_key->clear();
    m_worker.begin(
        [desk = m_desk, endpoint = *endpoint, key = key.trimmed().toUtf8()](
            const std::stop_token&) { return desk->setKey(endpoint, key); },
        [this, endpoint = *endpoint](const Result<llm::KeyPlace>& place) {
            say(place
                    ? tr("The key of %1 is kept: %2.").arg(endpoint.id, placeText(*place, endpoint))
                    : bridge::toQt(place.error().message),
                !place);
            refreshKeys();
        });
    refreshButtons();
}

void ModelsPage::forgetKey()
{
    const llm::Endpoint* endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    m_worker.begin([desk = m_desk, endpoint = *endpoint](
                       const std::stop_token&) { return desk->forgetKey(endpoint); },
                   [this, id = endpoint->id](const Status& done) {
                       say(done ? tr("The key of %1 is forgotten.").arg(id)
                                : bridge::toQt(done.error().message),
                           !done);
                       refreshKeys();
                   });
    refreshButtons();
}

void ModelsPage::fetchModels()
{
    const llm::Endpoint* endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    say(tr("Asking %1 for its models…").arg(endpoint->id));
    m_worker.begin([desk = m_desk, endpoint = *endpoint](
                       const std::stop_token& stop) { return desk->models(endpoint, stop); },
                   [this, id = endpoint->id](Result<std::vector<llm::ModelListing>> list) {
                       if (list) {
                           m_listings[id] = std::move(*list);
                           for (Choice& choice : m_choices) {
                               for (std::size_t turn = 0; turn < 2; ++turn) {
                                   fillModels(*choice.provider[turn], *choice.model[turn]);
                               }
                           }
                           say(tr("%1 offers %2 models; choose one above.")
                                   .arg(id, count(static_cast<qint64>(m_listings[id].size()))));
                       } else {
                           say(bridge::toQt(list.error().message), true);
                       }
                       refreshButtons();
                   });
    refreshButtons();
}

void ModelsPage::test()
{
    const llm::Endpoint* endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    llm::Profile profile;
    profile.endpoint = endpoint->id;
    profile.model = modelFor(endpoint->id);
    if (profile.model.isEmpty()) {
        say(tr("Choose a model of %1 first, or fetch its list.").arg(endpoint->id), true);
        return;
    }
    say(tr("Asking %1 a small question…").arg(profile.model));
    m_worker.begin([desk = m_desk, endpoint = *endpoint, profile](
                       const std::stop_token& stop) { return desk->test(endpoint, profile, stop); },
                   [this](const Result<QString>& answer) {
                       say(answer ? *answer : bridge::toQt(answer.error().message), !answer);
                       refreshButtons();
                   });
    refreshButtons();
}

Status ModelsPage::addEndpoint(const QString& id, llm::ProviderKind kind, const QUrl& base,
                               const QString& keyVariable)
{
    static const QRegularExpression plain(QStringLiteral("^[a-z0-9][a-z0-9_.-]{0,39}$"));
    static const QRegularExpression variable(QStringLiteral("^([A-Za-z_][A-Za-z0-9_]{0,99})?$"));
    const auto refused = [](const QString& sentence) {
        return fail(ErrorKind::InvalidInput, bridge::fromQt(sentence));
    };
    if (!plain.match(id).hasMatch()) {
        return refused(tr("Name the provider in small letters, digits and hyphens."));
    }
    if (std::ranges::find(m_routing.endpoints, id, &llm::Endpoint::id) !=
        m_routing.endpoints.end()) {
        return refused(tr("There is a provider named %1 already.").arg(id));
    }
    if (!base.isValid() || base.host().isEmpty() ||
        (base.scheme() != QLatin1String("http") && base.scheme() != QLatin1String("https"))) {
        return refused(tr("The address begins with https:// or, on this machine, http://."));
    }
    if (!base.userInfo().isEmpty() || base.hasQuery()) {
        return refused(tr("The address holds no key and no password; keys have a field."));
    }
    if (!variable.match(keyVariable).hasMatch()) {
        return refused(tr("The name of a variable has letters, digits and underscores."));
    }
    llm::Endpoint made;
    for (const llm::Endpoint& known : llm::knownEndpoints()) {
        if (known.kind == kind) {
            made = known;
        }
    }
    made.id = id;
    made.base = base;
    made.keyVariable = keyVariable;
    if (kind == llm::ProviderKind::OpenAi) {
        made.tokenLimitField = QStringLiteral("max_tokens");
    }
    m_routing.endpoints.push_back(made);
    fillProviders();
    fillEndpoints();
    selectEndpoint(id);
    say(tr("%1 was added; fetch its models or type one.").arg(id));
    return {};
}

void ModelsPage::removeEndpoint()
{
    const llm::Endpoint* endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    const QString id = endpoint->id;
    std::erase_if(m_routing.endpoints, [&](const llm::Endpoint& one) { return one.id == id; });
    fillProviders();
    fillEndpoints();
    m_endpoints->selectRow(0);
    say(tr("%1 was removed.").arg(id));
}

} // namespace sw::gui
