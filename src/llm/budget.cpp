#include "llm/budget.h"

#include "bridge/text.h"

namespace sw::llm {

QString dollars(qint64 microDollars)
{
    const double value = static_cast<double>(microDollars) / 1e6;
    return QLatin1Char('$') + QString::number(value, 'f', value < 1.0 ? 4 : 2);
}

Budget::Budget(MicroDollars ceiling, int mostCalls) : m_ceiling(ceiling), m_mostCalls(mostCalls) {}

Status Budget::beginCall()
{
    const std::lock_guard lock(m_mutex);
    if (m_calls >= m_mostCalls) {
        return fail(ErrorKind::RateLimited,
                    bridge::fromQt(QStringLiteral("This run has asked models %1 times, the most it "
                                                  "may. Raise the number of calls to go on.")
                                       .arg(m_calls)));
    }
    ++m_calls;
    return {};
}

Status Budget::reserve(MicroDollars most, const QString& model)
{
    const std::lock_guard lock(m_mutex);
    if (!m_ceiling) {
        return {};
    }
    if (!most) {
        return fail(ErrorKind::Unsupported,
                    bridge::fromQt(QStringLiteral("The price of %1 is not known, so the budget of "
                                                  "this run cannot be kept. Add its price, or "
                                                  "remove the budget.")
                                       .arg(model)));
    }
    if (*most > 0 && m_spent + m_held + *most > *m_ceiling) {
        return fail(
            ErrorKind::RateLimited,
            bridge::fromQt(QStringLiteral("Budget for this run is used (spent %1 of %2; the next "
                                          "call may cost up to %3). Raise the budget to go on.")
                               .arg(dollars(m_spent), dollars(*m_ceiling), dollars(*most))));
    }
    m_held += *most;
    return {};
}

void Budget::settle(MicroDollars reserved, MicroDollars cost)
{
    const std::lock_guard lock(m_mutex);
    if (m_ceiling) {
        m_held -= reserved.value_or(0);
    }
    m_spent += cost.value_or(0);
}

qint64 Budget::spent() const
{
    const std::lock_guard lock(m_mutex);
    return m_spent;
}

int Budget::calls() const
{
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

void Budget::reset()
{
    const std::lock_guard lock(m_mutex);
    m_spent = 0;
    m_calls = 0;
}

} // namespace sw::llm
