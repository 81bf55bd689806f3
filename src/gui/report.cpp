#include "gui/report.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "chart/chart_view.h"
#include "gui/chart_adapter.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QTextDocument>

namespace sw::gui {

using bridge::fromQt;

namespace {

constexpr QSize kPicture(1200, 760);
/// Dots an inch of PDF pages; pictures are drawn at this density.
constexpr int kPdfDpi = 150;
constexpr double kPdfMarginMm = 14;

QByteArray picture(const ShownResultPtr& shown, int symbol)
{
    chart::ChartView view;
    view.resize(kPicture);
    view.setModel(chartModelOf(shown, symbol));
    chart::ExportOptions options;
    options.size = kPicture;
    options.lightPalette = true;
    return view.toSvg(options);
}

void addPictures(ReportContent& content, const ShownResultPtr& shown, const QString& title)
{
    if (!shown) {
        return;
    }
    for (std::size_t i = 0; i < shown->symbols.size(); ++i) {
        content.pictures.push_back({QStringLiteral("%1: %2").arg(title, shown->symbols[i].symbol),
                                    picture(shown, static_cast<int>(i))});
    }
}

Status writePdf(const QString& path, const ReportContent& content)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setResolution(kPdfDpi);
        writer.setPageMargins(QMarginsF(kPdfMarginMm, kPdfMarginMm, kPdfMarginMm, kPdfMarginMm),
                              QPageLayout::Millimeter);
        writer.setTitle(QStringLiteral("Stratwright report"));
        QTextDocument document;
        QFont font(QStringLiteral("Noto Sans"));
        font.setPointSizeF(7.5);
        document.setDefaultFont(font);
        document.documentLayout()->setPaintDevice(&writer);
        document.setPageSize(QSizeF(writer.width(), writer.height()));
        const int width = writer.width();
        for (std::size_t i = 0; i < content.pictures.size(); ++i) {
            QSvgRenderer renderer(content.pictures[i].svg);
            const QSize size(width, width * kPicture.height() / kPicture.width());
            QImage image(size, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            renderer.render(&painter);
            painter.end();
            document.addResource(QTextDocument::ImageResource,
                                 QUrl(QStringLiteral("picture:%1").arg(i)), image);
        }
        document.setHtml(reportPage(content, PageKind::Paper));
        document.print(&writer);
    }
    return bridge::writeFile(fromQt(path), {bytes.constData(), std::size_t(bytes.size())});
}

} // namespace

Result<ReportContent> gatherReport(agents::RunOutcomePtr outcome, const agents::Ports& ports,
                                   std::stop_token stop)
{
    ReportContent content;
    content.outcome = std::move(outcome);
    const agents::RunOutcome& run = *content.outcome;
    const auto measured =
        [&](const lang::ProgramPtr& program, const QString& title,
            const std::optional<agents::BacktestOutcome>& known) -> Result<ShownResultPtr> {
        ShownRequest request;
        request.title = title;
        request.program = program;
        request.outcome = known;
        request.split = run.split;
        request.seed = run.brief.seed;
        return makeShown(request, ports, stop);
    };
    if (run.wholeAsked && run.asked.program) {
        Result<ShownResultPtr> asked =
            measured(run.asked.program, QStringLiteral("As asked"), run.wholeAsked);
        if (!asked) {
            return fail(asked.error());
        }
        content.asked = std::move(*asked);
    }
    if (run.wholeBest && run.best >= 0) {
        const agents::Iteration& best = run.iterations[static_cast<std::size_t>(run.best)];
        Result<ShownResultPtr> refined =
            measured(best.draft.program, QStringLiteral("Refined"), run.wholeBest);
        if (!refined) {
            return fail(refined.error());
        }
        content.refined = std::move(*refined);
    }
    return content;
}

Status writeChart(const QString& path, const ReportContent& content)
{
    if (!content.asked || content.asked->symbols.empty()) {
        return fail(ErrorKind::InvalidInput, "There is no result to draw.");
    }
    chart::ChartView view;
    view.resize(kPicture);
    view.setModel(chartModelOf(content.asked, 0));
    chart::ExportOptions options;
    options.size = kPicture;
    return path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)
               ? view.exportSvg(path, options)
               : view.exportPng(path, options);
}

void drawReport(ReportContent& content)
{
    content.pictures.clear();
    addPictures(content, content.asked, QStringLiteral("As asked"));
    addPictures(content, content.refined, QStringLiteral("Refined"));
}

Status writeReport(const QString& path, const ReportContent& content)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("pdf")) {
        return writePdf(path, content);
    }
    if (ending == QLatin1String("html") || ending == QLatin1String("htm")) {
        const QByteArray page = reportPage(content, PageKind::Browser).toUtf8();
        return bridge::writeFile(fromQt(path), {page.constData(), std::size_t(page.size())});
    }
    return fail(ErrorKind::InvalidInput,
                "A report ends in .html or .pdf; choose one of these for " + fromQt(path) + ".");
}

} // namespace sw::gui
