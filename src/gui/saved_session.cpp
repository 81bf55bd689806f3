#include "gui/saved_session.h"

#include "bridge/files.h"
#include "bridge/text.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace sw::gui {

using bridge::fromQt;

namespace {

constexpr int kMostTabs = 50;

std::string pathIn(const QString& folder)
{
    return fromQt(folder + QStringLiteral("/session.json"));
}

} // namespace

Status SavedSession::save(const QString& folder) const
{
    if (!QDir().mkpath(folder)) {
        return fail(ErrorKind::Io, "Cannot create the folder " + fromQt(folder) +
                                       "; what is open now will not be opened next time.");
    }
    QJsonArray list;
    for (const SavedTab& tab : tabs) {
        list.append(QJsonObject{{QStringLiteral("sentence"), tab.sentence},
                                {QStringLiteral("source"), tab.source},
                                {QStringLiteral("session"), tab.session}});
    }
    const QJsonObject document{{QStringLiteral("tabs"), list},
                               {QStringLiteral("current"), current},
                               {QStringLiteral("history"), QJsonArray::fromStringList(history)}};
    return bridge::writeFile(pathIn(folder), QJsonDocument(document).toJson().toStdString());
}

Result<SavedSession> SavedSession::load(const QString& folder)
{
    const Result<std::string> text = bridge::readFile(pathIn(folder));
    if (!text) {
        return fail(text.error());
    }
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*text));
    if (!document.isObject() || !document[QStringLiteral("tabs")].isArray()) {
        return fail(ErrorKind::InvalidInput,
                    "The saved session " + pathIn(folder) +
                        " cannot be read; the window starts with the sample instead.");
    }
    SavedSession session;
    const QJsonArray tabs = document[QStringLiteral("tabs")].toArray();
    for (int i = 0; i < std::min<int>(kMostTabs, static_cast<int>(tabs.size())); ++i) {
        const QJsonObject tab = tabs[i].toObject();
        session.tabs.push_back({tab[QStringLiteral("sentence")].toString(),
                                tab[QStringLiteral("source")].toString(),
                                tab[QStringLiteral("session")].toString()});
    }
    session.current = document[QStringLiteral("current")].toInt();
    for (const QJsonValue& sentence : document[QStringLiteral("history")].toArray()) {
        session.history.append(sentence.toString());
    }
    return session;
}

} // namespace sw::gui
