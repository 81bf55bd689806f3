// The registry through which one executable per room offers each test class to CTest by name.
#pragma once

#include <QObject>
#include <QtTest>

namespace sw::test {

using Factory = QObject* (*)();

/// Remembers a test class under its name; called before main by SW_TEST.
bool registerTest(const char* className, Factory factory);

} // namespace sw::test

#define SW_TEST(Class)                                                                             \
    static const bool registered##Class =                                                          \
        sw::test::registerTest(#Class, []() -> QObject* { return new Class; });
