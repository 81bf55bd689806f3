#include "gui/no_result.h"

#include "gui/run_document.h"

#include <QCoreApplication>

namespace sw::gui {

QString noResultSentence(const RunDocument* document, const QString& what)
{
    const auto say = [](const char* text) {
        return QCoreApplication::translate("sw::gui::NoResult", text);
    };
    if (document == nullptr) {
        return say("%1 appear here once a strategy has been run.").arg(what);
    }
    if (document->shown()) {
        return {};
    }
    if (document->isRunning() || document->isMeasuring()) {
        return say("The strategy is being tested; %1 appear here in a moment.").arg(what.toLower());
    }
    if (!document->failure().isEmpty()) {
        return document->failure();
    }
    if (document->outcome()) {
        return say("This run gave no result; its answer stands beside the sentence.");
    }
    return say("%1 appear here once the strategy has been run: describe it and press Run.")
        .arg(what);
}

} // namespace sw::gui
