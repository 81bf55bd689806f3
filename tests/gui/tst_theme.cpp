#include "test_main.h"

#include "gui/theme.h"

#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace sw;
using namespace sw::gui;

/// The tokens: complete, readable, and applied at run time.
class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadable_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<int>("text");
        QTest::addColumn<int>("ground");
        for (const char* theme : {"dark", "light"}) {
            for (const Token text :
                 {Token::Text, Token::Muted, Token::Accent, Token::Up, Token::Down, Token::Warn,
                  Token::Info, Token::Entry, Token::Exit, Token::Keyword, Token::Function,
                  Token::Number, Token::String, Token::Comment, Token::Field}) {
                for (const Token ground : {Token::Panel, Token::Raised}) {
                    const std::string row = std::string(theme) + " " + std::string(name(text)) +
                                            " on " + std::string(name(ground));
                    QTest::newRow(row.c_str())
                        << QString::fromLatin1(theme) << static_cast<int>(text)
                        << static_cast<int>(ground);
                }
            }
            for (const Token text : {Token::Text, Token::Up, Token::Down}) {
                const std::string row =
                    std::string(theme) + " " + std::string(name(text)) + " on selection";
                QTest::newRow(row.c_str()) << QString::fromLatin1(theme) << static_cast<int>(text)
                                           << static_cast<int>(Token::Selection);
            }
            const std::string row = std::string(theme) + " primary button";
            QTest::newRow(row.c_str())
                << QString::fromLatin1(theme) << static_cast<int>(Token::OnAccent)
                << static_cast<int>(Token::Accent);
        }
    }

    void textIsReadable()
    {
        QFETCH(QString, theme);
        QFETCH(int, text);
        QFETCH(int, ground);
        const Theme colors = builtInTheme(theme);
        const double ratio =
            contrast(colors[static_cast<Token>(text)], colors[static_cast<Token>(ground)]);
        QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(contrast(Qt::white, Qt::black), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    }

    void namesTheColourThatIsMissing()
    {
        const Result<Theme> theme =
            parseTheme("{\"name\": \"x\", \"colors\": {\"gap\": \"#000000\"}}");
        QVERIFY(!theme);
        QVERIFY(theme.error().message.find("'panel'") != std::string::npos);
        QVERIFY(!parseTheme("not json"));
    }

    void changesEverythingAtRunTime()
    {
        ThemeSource source;
        source.choose(ThemeChoice::Dark);
        const QColor dark = QApplication::palette().color(QPalette::Base);
        int changes = 0;
        connect(&source, &ThemeSource::changed, this, [&] { ++changes; });
        source.choose(ThemeChoice::Light);
        QCOMPARE(changes, 1);
        QVERIFY(QApplication::palette().color(QPalette::Base) != dark);
        QVERIFY(qApp->styleSheet().contains(source.theme()[Token::Accent].name()));
        QVERIFY2(!qApp->styleSheet().contains(QLatin1Char('@')), "a token without a colour");
        source.choose(ThemeChoice::Light);
        QCOMPARE(changes, 1);
    }

    void gainsAndLossesDiffer()
    {
        const Theme theme = builtInTheme(QStringLiteral("dark"));
        QCOMPARE(theme.ofSign(1), theme[Token::Up]);
        QCOMPARE(theme.ofSign(-1), theme[Token::Down]);
        QCOMPARE(theme.ofSign(0), theme[Token::Text]);
        QCOMPARE(theme.ofSeries(5), theme.ofSeries(0));
        QCOMPARE(theme.ofSeries(-1), theme.ofSeries(4));
    }
};

SW_TEST(TestTheme)
#include "tst_theme.moc"
