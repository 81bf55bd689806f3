#include "test_main.h"

#include "llm/profile.h"

using namespace sw::llm;

class TestProfile : public QObject
{
    Q_OBJECT

private slots:
    void everyKnownEndpointIsNamedByItsProvider()
    {
        for (const Endpoint& endpoint : knownEndpoints()) {
            QVERIFY(endpoint.base.isValid());
            const auto kind = providerNamed(endpoint.id);
            QVERIFY(kind.has_value());
            QCOMPARE(*kind, endpoint.kind);
        }
        QVERIFY(!providerNamed(QStringLiteral("nobody")));
    }

    void requestKeyDependsOnEverythingAsked()
    {
        ModelRequest request;
        request.agent = QStringLiteral("CodeGenerator");
        request.user = QStringLiteral("Buy low.");
        const QString key = requestKey(request);
        QCOMPARE(key.size(), 64);
        QCOMPARE(requestKey(request), key);
        request.user = QStringLiteral("Buy lower.");
        QVERIFY(requestKey(request) != key);
    }
};

SW_TEST(TestProfile)
#include "tst_profile.moc"
