// A headless Chromium that does what a user would do on a page, over its own debugging protocol.
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QWebSocket>

namespace sw::test {

class Browser : public QObject
{
    Q_OBJECT

public:
    /// The browser of this machine; empty when there is none.
    static QString program();

    Browser();
    ~Browser() override;

    /// Starts it and opens an empty page; false when it does not start.
    bool start();
    void open(const QString& address);
    /// The value of an expression in the page; undefined when it throws.
    QJsonValue value(const QString& expression);
    /// True once the expression is true; gives up after a while.
    bool becomesTrue(const QString& expression, int timeoutMs = 20'000);
    /// Types a text into a field and leaves it there.
    void type(const QString& selector, const QString& text);
    void click(const QString& selector);
    /// Light or dark, as a user's system has it, and the size of the window.
    void look(bool dark, int width, int height);
    void photograph(const QString& path);
    /// What the page complained of: exceptions, refused content.
    const QStringList& complaints() const { return m_complaints; }

private:
    QJsonObject call(const QString& method, const QJsonObject& parameters = {});

    QTemporaryDir m_folder;
    QProcess m_process;
    QWebSocket m_socket;
    QString m_session;
    QHash<int, QJsonObject> m_replies;
    QStringList m_complaints;
    int m_id = 0;
};

} // namespace sw::test
