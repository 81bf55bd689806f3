// The registry through which one executable per room offers each test class to CTest by name.
#pragma once

#include <QObject>
#include <QtTest>

namespace sw::test {

using Factory = QObject* (*)();

/// Remembers a test class under its name; called before main by SW_TEST.
bool registerTest(const char* className, Factory factory);

/// How many of `wanted` random cases a test runs: all, or a tenth where sanitizers (the build
/// option SW_SANITIZE) make every one of them many times slower.
template <class Count> constexpr Count cases(Count wanted)
{
#ifdef SW_SANITIZED
    return wanted < 10 ? wanted : wanted / 10;
#else
    return wanted;
#endif
}

} // namespace sw::test

#define SW_TEST(Class)                                                                             \
    static const bool registered##Class =                                                          \
        sw::test::registerTest(#Class, []() -> QObject* { return new Class; });
