// What a panel says in place of a result while there is none to show.
#pragma once

#include <QString>

namespace sw::gui {

class RunDocument;

/// One sentence on why the document has no shown result and what to do; empty when it has one.
/// `what` completes "… appear here": "Trades". Requires: `document` may be null.
QString noResultSentence(const RunDocument* document, const QString& what);

} // namespace sw::gui
