// Keeps, reads and removes a key in the keychain of the session it is started in; run by the tests
// under a bus of its own. Exit: 0 all of it, 3 the key stayed in memory, 1 anything else.
#include "store/secret_store.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char** argv)
{
    using namespace sw::store;
    QCoreApplication application(argc, argv);
    sw::llm::Endpoint endpoint;
    endpoint.id = QStringLiteral("stratwright-test-endpoint");
    endpoint.keyVariable = QStringLiteral("STRATWRIGHT_TEST_KEY");
    const auto nothing = [](const QString&) { return QByteArray(); };
    const QByteArray key = "sk-ant-test-0123456789abcdefABCDEF";
    SecretStore secrets(systemKeychain(), nothing);
    const auto kept = secrets.keep(endpoint, key);
    if (!kept) {
        return 1;
    }
    std::printf("%s\n", qPrintable(kept->sentence));
    if (kept->source == KeySource::Memory) {
        return secrets.key(endpoint) == key ? 3 : 1;
    }
    SecretStore later(systemKeychain(), nothing);
    if (later.key(endpoint) != key || !later.forget(endpoint)) {
        return 1;
    }
    SecretStore last(systemKeychain(), nothing);
    if (last.key(endpoint)) {
        return 1;
    }
    std::puts("kept, read, removed");
    return 0;
}
