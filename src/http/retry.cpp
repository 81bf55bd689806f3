#include "http/retry.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>

namespace sw::http {

namespace {

constexpr qint64 kFirstWaitMs = 1'000;
constexpr qint64 kFirstOverloadedWaitMs = 4'000;
constexpr qint64 kLongestWaitMs = 30'000;
/// Nobody means a larger number.
constexpr double kLargestNumber = 1e9;

std::optional<qint64> number(const QByteArray& text, double factor)
{
    bool good = false;
    const double value = text.trimmed().toDouble(&good);
    if (!good || !(value >= 0.0 && value <= kLargestNumber)) {
        return std::nullopt;
    }
    return static_cast<qint64>(std::ceil(value * factor));
}

std::optional<qint64> untilDate(const QByteArray& text, const QDateTime& now)
{
    // "Sun, 22 Nov 2026 14:48:49 GMT", the only form that RFC 9110 lets a server send.
    const QString written = QString::fromLatin1(text.trimmed());
    if (!written.endsWith(QLatin1String(" GMT"))) {
        return std::nullopt;
    }
    QDateTime date =
        QLocale::c().toDateTime(written.chopped(4), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    if (!date.isValid()) {
        return std::nullopt;
    }
    date.setTimeSpec(Qt::UTC);
    return std::max<qint64>(0, now.msecsTo(date));
}

} // namespace

RetryHint retryHint(const Exchange& exchange, const QDateTime& now)
{
    RetryHint hint;
    hint.afterMs = number(exchange.header("retry-after-ms"), 1.0);
    const QByteArray after = exchange.header("retry-after");
    if (!hint.afterMs) {
        hint.afterMs = number(after, 1000.0);
    }
    if (!hint.afterMs) {
        hint.afterMs = untilDate(after, now);
    }
    const QByteArray should = exchange.header("x-should-retry").trimmed().toLower();
    if (should == "true" || should == "false") {
        hint.shouldRetry = should == "true";
    }
    return hint;
}

std::optional<qint64> durationMs(const QString& text)
{
    static const QRegularExpression kForm(QStringLiteral("\\A([0-9]{1,9}(?:\\.[0-9]{1,9})?)s\\z"));
    const QRegularExpressionMatch match = kForm.match(text);
    return match.hasMatch() ? number(match.captured(1).toLatin1(), 1000.0) : std::nullopt;
}

std::optional<qint64> waitMs(const Setback& setback, double chance)
{
    if (setback.afterMs) {
        if (*setback.afterMs > kLongestHintMs) {
            return std::nullopt;
        }
        const auto hint = static_cast<double>(*setback.afterMs);
        return *setback.afterMs + static_cast<qint64>(hint * 0.1 * chance);
    }
    const qint64 first = setback.overloaded ? kFirstOverloadedWaitMs : kFirstWaitMs;
    const int doublings = std::clamp(setback.failures - 1, 0, 10);
    const qint64 whole = std::min(first << doublings, kLongestWaitMs);
    return static_cast<qint64>(static_cast<double>(whole) * (0.5 + 0.5 * chance));
}

double Chance::next()
{
    m_state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    mixed ^= mixed >> 31;
    return static_cast<double>(mixed >> 11) * 0x1.0p-53;
}

bool waitFor(qint64 milliseconds, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, std::chrono::milliseconds(std::max<qint64>(0, milliseconds)),
                   [] { return false; });
    return !stop.stop_requested();
}

} // namespace sw::http
