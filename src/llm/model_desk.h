// What settings and command line do with models: who is asked, where keys are, what a provider
// offers, whether it answers. Implementations join the network, the keychain and the settings file.
#pragma once

#include "llm/profile.h"

#include <stop_token>

namespace sw::llm {

/// Where a key is found, in the order in which it is looked for.
enum class KeyPlace { None, NotNeeded, Environment, Keychain, Session };

/// Thread: any; functions that ask a provider or the keychain block their caller.
class ModelDesk
{
public:
    virtual ~ModelDesk() = default;

    /// As it is kept; the known endpoints and the built-in twins alone when nothing is.
    virtual Routing routing() const = 0;
    /// Keeps it for runs that start from now on. Errors: InvalidInput naming what does not fit, Io.
    virtual Status keep(const Routing& routing) = 0;

    virtual KeyPlace keyPlace(const Endpoint& endpoint) = 0;
    /// Puts a key into the keychain, or into the memory of this session when there is none; returns
    /// where it is now. Errors: InvalidInput for an empty key.
    virtual Result<KeyPlace> setKey(const Endpoint& endpoint, const QByteArray& key) = 0;
    /// Takes a key out of keychain and memory. Errors: Unsupported for one of the environment.
    virtual Status forgetKey(const Endpoint& endpoint) = 0;

    /// The provider's list. Errors: as ModelList::fetch.
    virtual Result<std::vector<ModelListing>> models(const Endpoint& endpoint,
                                                     const std::stop_token& stop) = 0;
    /// Asks a model one small question; one sentence on what it can. Errors: why it did not answer,
    /// in the user's words.
    virtual Result<QString> test(const Endpoint& endpoint, const Profile& profile,
                                 const std::stop_token& stop) = 0;
};

} // namespace sw::llm
