#include "test_main.h"

#include "serve/access_token.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>

using sw::serve::AccessToken;

class TestAccessToken : public QObject
{
    Q_OBJECT

private slots:
    void isRandomAndFitsAHeader()
    {
        QSet<QByteArray> seen;
        for (int i = 0; i < 100; ++i) {
            const QByteArray text = AccessToken::random().text();
            QCOMPARE(text.size(), 43); // 32 bytes
            QVERIFY(QRegularExpression(QStringLiteral("^[A-Za-z0-9_-]+$"))
                        .match(QString::fromLatin1(text))
                        .hasMatch());
            seen.insert(text);
        }
        QCOMPARE(seen.size(), 100);
    }

    void matchesItselfOnly()
    {
        const AccessToken token = AccessToken::random();
        QVERIFY(token.matches(token.text()));
        QVERIFY(!token.matches({}));
        QVERIFY(!token.matches(token.text().left(42)));
        QVERIFY(!token.matches(token.text() + 'A'));
        QVERIFY(!token.matches(token.text() + token.text()));
        for (qsizetype i = 0; i < token.text().size(); ++i) {
            QByteArray other = token.text();
            other[i] = other[i] == 'A' ? 'B' : 'A';
            QVERIFY(!token.matches(other));
        }
    }

    void isWrittenForItsOwnerAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("token"));
        {
            QFile old(path); // a file that everybody may read gives its place, not its rights
            QVERIFY(old.open(QIODevice::WriteOnly));
            old.write("old");
            QVERIFY(old.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner |
                                       QFileDevice::ReadGroup | QFileDevice::ReadOther));
        }
        const AccessToken token = AccessToken::random();
        const sw::Status written = token.writeTo(path);
        QVERIFY2(written, written ? "" : written.error().text().c_str());
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther;
        QVERIFY(!(QFileInfo(path).permissions() & others));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), token.text() + '\n');
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void saysWhyItCannotBeWritten()
    {
        const QTemporaryDir folder;
        for (const QString& path : {folder.path(), folder.filePath(QStringLiteral("none/token"))}) {
            const sw::Status written = AccessToken::random().writeTo(path);
            QVERIFY(!written);
            QCOMPARE(written.error().kind, sw::ErrorKind::Io);
            QVERIFY(QString::fromStdString(written.error().message).contains(path));
        }
    }
};

SW_TEST(TestAccessToken)
#include "tst_access_token.moc"
