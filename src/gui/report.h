// Reports as files: HTML that stands alone, or PDF. The window and the command line write them with
// this one piece of code.
#pragma once

#include "gui/report_page.h"

namespace sw::gui {

/// Measures what a report of a finished run shows and was not measured yet. Thread: any but GUI;
/// blocks. Errors: as makeShown.
Result<ReportContent> gatherReport(agents::RunOutcomePtr outcome, const agents::Ports& ports,
                                   std::stop_token stop);

/// Draws the charts of a report into it, on white. Thread: GUI; no display is needed.
void drawReport(ReportContent& content);

/// Writes a drawn report, whole or not at all; the ending of the name decides the form.
/// Thread: GUI. Errors: InvalidInput for an ending other than .html, .htm and .pdf, Io.
Status writeReport(const QString& path, const ReportContent& content);

/// Writes the chart of the strategy as asked, first symbol, on white: .svg, else PNG at twice the
/// size. Thread: GUI. Errors: InvalidInput without a result, Io.
Status writeChart(const QString& path, const ReportContent& content);

} // namespace sw::gui
