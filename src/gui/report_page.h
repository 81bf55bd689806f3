// A run as one HTML page that needs nothing else: no script, no network, charts as SVG inside.
#pragma once

#include "gui/shown_result.h"

#include <QString>

namespace sw::gui {

/// A picture of the page. `svg` is a document of its own.
struct ReportPicture {
    QString caption;
    QByteArray svg;
};

/// Everything that a report says.
struct ReportContent {
    agents::RunOutcomePtr outcome; ///< never null
    ShownResultPtr asked;          ///< null when nothing could be measured
    ShownResultPtr refined;        ///< null when nothing better was found
    std::vector<ReportPicture> pictures;
};

/// What the page is for: browsers take style sheets and SVG, QTextDocument takes neither.
enum class PageKind : std::uint8_t { Browser, Paper };

/// Most trades that a page lists; further ones are counted and left out, and the page says so.
inline constexpr std::size_t kMostReportTrades = 5000;

/// The page. On paper a picture n is the image "picture:n", which the caller provides.
QString reportPage(const ReportContent& content, PageKind kind);

} // namespace sw::gui
