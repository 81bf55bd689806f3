// Answers of models kept in the session file, by everything that determines them: the same question
// is not paid for twice.
#pragma once

#include "llm/profile.h"
#include "store/session_store.h"

namespace sw::store {

/// Keeps the kMostAnswers latest answers. A file that cannot be read or written is as good as an
/// empty one. Thread: any.
class SqliteResponseCache : public llm::ResponseCache
{
public:
    static constexpr int kMostAnswers = 5000;

    explicit SqliteResponseCache(std::shared_ptr<SessionStore> store);

    std::optional<Entry> find(const QString& key) override;
    /// Returns at once; later calls of find see the entry.
    void keep(const QString& key, const Entry& entry) override;
    /// Forgets all answers. Errors: Io.
    Status clear();

private:
    const std::shared_ptr<SessionStore> m_store;
};

} // namespace sw::store
