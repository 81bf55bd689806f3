#include "test_main.h"

#ifdef QT_WIDGETS_LIB
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif
#include <QStandardPaths>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sw::test {

namespace {

std::map<std::string, Factory>& registry()
{
    static std::map<std::string, Factory> tests;
    return tests;
}

} // namespace

bool registerTest(const char* className, Factory factory)
{
    return registry().emplace(className, factory).second;
}

} // namespace sw::test

// First argument: the class to run (all when absent); further arguments go to Qt Test.
int main(int argc, char** argv)
{
    // Tests never touch the user's own files.
    QStandardPaths::setTestModeEnabled(true);
    Application application(argc, argv);
    std::vector<char*> rest(argv, argv + argc);
    std::string wanted;
    if (argc > 1 && argv[1][0] != '-') {
        wanted = argv[1];
        rest.erase(rest.begin() + 1);
    }
    int failures = 0;
    bool found = false;
    for (const auto& [name, factory] : sw::test::registry()) {
        if (!wanted.empty() && wanted != name) {
            continue;
        }
        found = true;
        const std::unique_ptr<QObject> test(factory());
        failures += QTest::qExec(test.get(), static_cast<int>(rest.size()), rest.data());
    }
    if (!found) {
        std::fprintf(stderr, "no test class %s in this executable\n", wanted.c_str());
        return 2;
    }
    return failures > 255 ? 255 : failures;
}
