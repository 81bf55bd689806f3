// Memory that this process holds, for tests that it stays flat. Built with sanitizers, which keep
// what was freed, it is what the program has allocated and not given back; else what lies in
// memory.
#pragma once

#include <QFile>

#ifdef SW_SANITIZED
// The sanitizers' own count; declared here because not every compiler ships their header.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <unistd.h>
#endif

namespace sw::test {

/// Units: bytes.
inline qint64 memoryInUse()
{
#ifdef SW_SANITIZED
    return static_cast<qint64>(__sanitizer_get_current_allocated_bytes());
#else
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly)
               ? file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE)
               : 0;
#endif
}

} // namespace sw::test
