#include "serve/mailbox.h"

#include <QMetaObject>
#include <QObject>

#include <utility>

namespace sw::serve {

void Mailbox::open(QObject* receiver, Work rung)
{
    const std::lock_guard lock(m_mutex);
    m_receiver = receiver;
    m_onRung = std::move(rung);
    m_changed.clear();
}

void Mailbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_receiver = nullptr;
    m_onRung = nullptr;
    m_changed.clear();
}

void Mailbox::post(Work work)
{
    const std::lock_guard lock(m_mutex);
    if (m_receiver != nullptr) {
        QMetaObject::invokeMethod(m_receiver, std::move(work), Qt::QueuedConnection);
    }
}

void Mailbox::ring(const QString& session)
{
    const std::lock_guard lock(m_mutex);
    if (m_receiver == nullptr) {
        return;
    }
    const bool isFirst = m_changed.empty();
    m_changed.insert(session);
    if (isFirst) {
        QMetaObject::invokeMethod(m_receiver, m_onRung, Qt::QueuedConnection);
    }
}

std::set<QString> Mailbox::takeRung()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_changed, {});
}

} // namespace sw::serve
