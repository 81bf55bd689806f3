#include "store/secret_store.h"

#include "bridge/text.h"

#include <algorithm>

namespace sw::store {

namespace {

KeyState stateOf(KeySource source, const llm::Endpoint& endpoint, const QString& problem)
{
    switch (source) {
    case KeySource::Environment:
        return {source,
                QStringLiteral("From the environment variable %1.").arg(endpoint.keyVariable)};
    case KeySource::Keychain:
        return {source, QStringLiteral("From the system's keychain.")};
    case KeySource::Memory:
        return {source, problem.isEmpty()
                            ? QStringLiteral("In memory until the program ends.")
                            : QStringLiteral("In memory until the program ends: the system's "
                                             "keychain cannot be used (%1).")
                                  .arg(problem)};
    case KeySource::None:
        break;
    }
    if (endpoint.keyVariable.isEmpty()) {
        return {source, QStringLiteral("No key is needed.")};
    }
    return {source,
            problem.isEmpty()
                ? QStringLiteral("There is no key, or the keychain that holds it is locked.")
                : QStringLiteral("There is no key, and the system's keychain cannot be used "
                                 "(%1).")
                      .arg(problem)};
}

/// Printable ASCII without spaces: what fits a header.
bool canBeSent(const QByteArray& key)
{
    return !key.isEmpty() && key.size() <= 4096 &&
           std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

SecretStore::SecretStore(std::shared_ptr<Keychain> keychain, Environment environment)
    : m_keychain(std::move(keychain)), m_environment(std::move(environment))
{}

SecretStore::Found SecretStore::find(const llm::Endpoint& endpoint)
{
    if (!endpoint.keyVariable.isEmpty()) {
        const QByteArray key = m_environment(endpoint.keyVariable).trimmed();
        if (canBeSent(key)) {
            return {KeySource::Environment, key, {}};
        }
    }
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_memory.find(endpoint.id); known != m_memory.end()) {
            return {KeySource::Memory, known->second, {}};
        }
        if (const auto known = m_fromKeychain.find(endpoint.id); known != m_fromKeychain.end()) {
            return {KeySource::Keychain, known->second, {}};
        }
    }
    if (!m_keychain) {
        return {};
    }
    const Result<std::optional<QByteArray>> kept = m_keychain->read(endpoint.id);
    if (!kept) {
        return {KeySource::None, {}, bridge::toQt(kept.error().message)};
    }
    if (!*kept || !canBeSent(**kept)) {
        return {};
    }
    const std::scoped_lock lock(m_mutex);
    m_fromKeychain[endpoint.id] = **kept;
    return {KeySource::Keychain, **kept, {}};
}

std::optional<QByteArray> SecretStore::key(const llm::Endpoint& endpoint)
{
    const Found found = find(endpoint);
    return found.source == KeySource::None ? std::nullopt : std::optional(found.key);
}

KeyState SecretStore::state(const llm::Endpoint& endpoint)
{
    const Found found = find(endpoint);
    return stateOf(found.source, endpoint, found.problem);
}

Result<KeyState> SecretStore::keep(const llm::Endpoint& endpoint, const QByteArray& key)
{
    const QByteArray plain = key.trimmed();
    if (!canBeSent(plain)) {
        return fail(ErrorKind::InvalidInput,
                    "A key is one word of plain letters, digits and signs; copy it once more.");
    }
    const Status written =
        m_keychain ? m_keychain->write(endpoint.id, plain) : fail(ErrorKind::Io, "there is none");
    const std::scoped_lock lock(m_mutex);
    m_memory.erase(endpoint.id);
    m_fromKeychain.erase(endpoint.id);
    if (written) {
        m_fromKeychain[endpoint.id] = plain;
        return stateOf(KeySource::Keychain, endpoint, {});
    }
    m_memory[endpoint.id] = plain;
    return stateOf(KeySource::Memory, endpoint, bridge::toQt(written.error().message));
}

Status SecretStore::forget(const llm::Endpoint& endpoint)
{
    {
        const std::scoped_lock lock(m_mutex);
        const bool onlyInMemory = m_memory.erase(endpoint.id) > 0;
        m_fromKeychain.erase(endpoint.id);
        if (onlyInMemory || !m_keychain) {
            return {};
        }
    }
    return m_keychain->remove(endpoint.id);
}

} // namespace sw::store
