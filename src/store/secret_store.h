// Where keys come from: the environment, else the system's keychain, else the memory of this
// session. Never a file of ours.
#pragma once

#include "base/result.h"
#include "llm/profile.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace sw::store {

/// Secrets by name, kept by the system. Thread: any; calls block, for as long as the user is asked
/// to unlock it.
class Keychain
{
public:
    virtual ~Keychain() = default;
    /// Nothing when there is none of this name, which also a locked keychain may say. Errors: Io
    /// when there is no keychain.
    virtual Result<std::optional<QByteArray>> read(const QString& name) = 0;
    /// Errors: Io.
    virtual Status write(const QString& name, const QByteArray& secret) = 0;
    /// Also succeeds when there was none. Errors: Io.
    virtual Status remove(const QString& name) = 0;
};

/// The keychain of this system: Secret Service, KWallet, macOS Keychain, Windows credentials.
std::unique_ptr<Keychain> systemKeychain();

/// Where a key was found.
enum class KeySource { None, Environment, Keychain, Memory };

/// What the settings page shows of a key; never the key.
struct KeyState {
    KeySource source = KeySource::None;
    QString sentence; ///< for the user
};

/// The keys of all endpoints. Thread: any. `key` and `keep` may wait for the keychain: not for the
/// window's thread.
class SecretStore : public llm::KeyRing
{
public:
    /// A variable of the environment; empty when it is not set.
    using Environment = std::function<QByteArray(const QString& name)>;
    /// `keychain` may be null: then keys last as long as this object.
    SecretStore(std::shared_ptr<Keychain> keychain, Environment environment);

    std::optional<QByteArray> key(const llm::Endpoint& endpoint) override;
    /// Where the key of an endpoint comes from.
    KeyState state(const llm::Endpoint& endpoint);
    /// Keeps a key in the keychain, and where there is none in memory until the program ends; which
    /// of these, in words. Errors: InvalidInput for an empty key or one that no header can carry.
    Result<KeyState> keep(const llm::Endpoint& endpoint, const QByteArray& key);
    /// Forgets the key in keychain and memory; one of the environment stays. Errors: Io.
    Status forget(const llm::Endpoint& endpoint);

private:
    struct Found {
        KeySource source = KeySource::None;
        QByteArray key;
        QString problem; ///< of the keychain
    };
    Found find(const llm::Endpoint& endpoint);

    const std::shared_ptr<Keychain> m_keychain;
    const Environment m_environment;
    std::mutex m_mutex;
    std::map<QString, QByteArray> m_memory;       ///< by endpoint
    std::map<QString, QByteArray> m_fromKeychain; ///< read before
};

} // namespace sw::store
