#include "gui/report_page.h"

#include "bridge/text.h"
#include "gui/format.h"
#include "metrics/figures.h"

#include <algorithm>
#include <set>

namespace sw::gui {

using bridge::toQt;
using metrics::FigureId;

namespace {

/// As wide as the text of an A4 page with 14 mm margins. Units: 1/96 inch.
constexpr int kPaperPictureWidth = 680;

const char* const kStyle = R"(
:root { color-scheme: light dark; --text: #1b2128; --muted: #566270; --line: #d2d9e1; --panel: #f6f8fa; --ground: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #d9dee5; --muted: #9aa5b3; --line: #2b333d; --panel: #191e25; --ground: #13171c; } figure { background: #ffffff; } }
body { font: 15px/1.5 Inter, "Noto Sans", sans-serif; color: var(--text); background: var(--ground); margin: 0 auto; max-width: 1080px; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 32px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
p.muted, td.muted, figcaption { color: var(--muted); }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow-x: auto; font: 13px/1.5 "JetBrains Mono", monospace; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; color: var(--muted); font-weight: 600; border-bottom: 1px solid var(--line); padding: 4px 8px; }
td { border-bottom: 1px solid var(--line); padding: 4px 8px; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 16px 0; } figure svg { width: 100%; height: auto; }
.verdict { border-left: 4px solid var(--muted); background: var(--panel); padding: 8px 16px; }
)";

/// Builds the page piece by piece; every text from outside passes through escaped().
class Page
{
public:
    Page(const ReportContent& content, PageKind kind) : m_in(content), m_kind(kind) {}

    QString make()
    {
        head();
        verdict();
        pictures();
        if (m_in.asked) {
            figures();
        }
        strategy();
        reasons();
        iterations();
        if (m_in.asked) {
            trades();
        }
        provenance();
        m_html += QStringLiteral("</body></html>\n");
        return m_html;
    }

private:
    static QString escaped(const QString& text) { return text.toHtmlEscaped(); }
    static QString escaped(const std::string& text) { return toQt(text).toHtmlEscaped(); }

    void heading(const QString& text)
    {
        m_html += QStringLiteral("<h2>%1</h2>\n").arg(escaped(text));
    }

    void list(const std::vector<std::string>& items)
    {
        if (items.empty()) {
            return;
        }
        m_html += QStringLiteral("<ul>");
        for (const std::string& item : items) {
            m_html += QStringLiteral("<li>%1</li>").arg(escaped(item));
        }
        m_html += QStringLiteral("</ul>\n");
    }

    void startTable(const std::vector<std::pair<QString, bool>>& columns)
    {
        m_html += m_kind == PageKind::Paper
                      ? QStringLiteral("<table width=\"100%\" cellpadding=\"3\" "
                                       "cellspacing=\"0\" border=\"0\"><tr>")
                      : QStringLiteral("<table><tr>");
        for (const auto& [title, isNumber] : columns) {
            m_html +=
                isNumber
                    ? QStringLiteral("<th class=\"n\" align=\"right\">%1</th>").arg(escaped(title))
                    : QStringLiteral("<th align=\"left\">%1</th>").arg(escaped(title));
        }
        m_html += QStringLiteral("</tr>\n");
    }

    static QString text(const QString& value)
    {
        return QStringLiteral("<td>%1</td>").arg(escaped(value));
    }
    static QString digits(const QString& value)
    {
        return QStringLiteral("<td class=\"n\" align=\"right\">%1</td>").arg(escaped(value));
    }
    void row(const QString& cells) { m_html += QStringLiteral("<tr>%1</tr>\n").arg(cells); }
    void endTable() { m_html += QStringLiteral("</table>\n"); }

    void head()
    {
        const agents::RunOutcome& run = *m_in.outcome;
        const QString title =
            run.brief.text.empty() ? QStringLiteral("A strategy program") : toQt(run.brief.text);
        m_html += QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                                 "<meta name=\"viewport\" content=\"width=device-width\">"
                                 "<title>%1</title>")
                      .arg(escaped(title));
        if (m_kind == PageKind::Browser) {
            m_html += QStringLiteral("<style>%1</style>").arg(QString::fromLatin1(kStyle));
        }
        m_html += QStringLiteral("</head><body>\n<h1>%1</h1>\n").arg(escaped(title));
        QString line = toQt(run.provenance.program);
        if (m_in.asked) {
            const metrics::Window& window = m_in.asked->report().window;
            line += QStringLiteral(" · %1 to %2 · %3 bars")
                        .arg(dateText(window.first), dateText(window.last), count(window.bars));
        }
        m_html += QStringLiteral("<p class=\"muted\">%1</p>\n").arg(escaped(line));
    }

    void verdict()
    {
        const agents::RunOutcome& run = *m_in.outcome;
        if (run.verdict) {
            m_html += QStringLiteral("<div class=\"verdict\"><p><b>Verdict: %1</b></p>")
                          .arg(escaped(toQt(metrics::name(run.verdict->kind))));
            std::vector<std::string> texts;
            for (const metrics::VerdictReason& reason : run.verdict->reasons) {
                texts.push_back(reason.text);
            }
            list(texts);
            std::set<std::string> programs;
            for (const agents::Trial& trial : run.trials) {
                programs.insert(trial.source);
            }
            m_html += QStringLiteral("<p>%1 programs were tried in %2 backtests; each counts "
                                     "against the result.</p></div>\n")
                          .arg(programs.size())
                          .arg(run.trials.size());
        }
        if (run.error) {
            m_html += QStringLiteral("<p>%1</p>\n").arg(escaped(run.error->text()));
        }
        if (!run.analysis.summary.empty()) {
            m_html += QStringLiteral("<p>%1</p>\n").arg(escaped(run.analysis.summary));
        }
        list(run.analysis.issues);
    }

    void pictures()
    {
        int number = 0;
        for (const ReportPicture& picture : m_in.pictures) {
            if (m_kind == PageKind::Paper) {
                m_html += QStringLiteral("<p><img src=\"picture:%1\" width=\"%3\"></p><p>%2</p>\n")
                              .arg(number)
                              .arg(escaped(picture.caption))
                              .arg(kPaperPictureWidth);
            } else {
                // An SVG inside a page goes without the declaration of a document.
                const qsizetype start = picture.svg.indexOf("<svg");
                m_html +=
                    QStringLiteral("<figure>%1<figcaption>%2</figcaption></figure>\n")
                        .arg(QString::fromUtf8(picture.svg.mid(std::max<qsizetype>(0, start))),
                             escaped(picture.caption));
            }
            ++number;
        }
    }

    static QString figureCell(const metrics::Figure& figure, FigureId id)
    {
        if (!figure.value) {
            return QStringLiteral("undefined: ") + toQt(figure.reason);
        }
        QString shown = figureText(figure, id);
        if (figure.interval) {
            const metrics::Figure low = metrics::defined(figure.interval->low);
            const metrics::Figure high = metrics::defined(figure.interval->high);
            shown += QStringLiteral(" (%1 to %2)").arg(figureText(low, id), figureText(high, id));
        }
        return figure.remark.empty() ? shown : shown + QStringLiteral(", ") + toQt(figure.remark);
    }

    void figures()
    {
        heading(QStringLiteral("Figures over all bars"));
        m_html += QStringLiteral("<p class=\"muted\">Brackets hold the 95 % interval where one "
                                 "was computed.</p>\n");
        std::vector<std::pair<QString, bool>> columns = {{QStringLiteral("Figure"), false},
                                                         {QStringLiteral("As asked"), true}};
        if (m_in.refined) {
            columns.emplace_back(QStringLiteral("Refined"), true);
        }
        columns.emplace_back(QStringLiteral("Definition"), false);
        startTable(columns);
        for (const metrics::FigureDefinition& definition : metrics::figures()) {
            QString cells =
                text(toQt(definition.title)) +
                digits(figureCell(m_in.asked->report()[definition.figure], definition.figure));
            if (m_in.refined) {
                cells += digits(
                    figureCell(m_in.refined->report()[definition.figure], definition.figure));
            }
            row(cells + QStringLiteral("<td class=\"muted\">%1</td>")
                            .arg(escaped(toQt(definition.definition))));
        }
        endTable();
    }

    void notes(const QString& title, const std::vector<agents::Note>& all)
    {
        if (all.empty()) {
            return;
        }
        m_html += QStringLiteral("<p><b>%1</b></p>").arg(escaped(title));
        std::vector<std::string> texts;
        texts.reserve(all.size());
        for (const agents::Note& note : all) {
            texts.push_back(note.text);
        }
        list(texts);
    }

    void strategy()
    {
        const agents::RunOutcome& run = *m_in.outcome;
        heading(QStringLiteral("The strategy as asked"));
        m_html += QStringLiteral("<pre>%1</pre>\n").arg(escaped(run.asked.source));
        list(run.asked.sentences);
        notes(QStringLiteral("Assumed"), run.asked.assumptions);
        notes(QStringLiteral("Not supported"), run.asked.unsupported);
        notes(QStringLiteral("Open questions"), run.asked.questions);
        if (m_in.asked) {
            std::vector<std::string> extra = m_in.asked->result().warnings;
            for (const lang::Assumption& assumption : m_in.asked->result().assumptions) {
                if (assumption.span.length() == 0) {
                    extra.push_back(assumption.text);
                }
            }
            list(extra);
        }
        if (m_in.refined) {
            heading(QStringLiteral("The refined strategy"));
            m_html += QStringLiteral("<pre>%1</pre>\n").arg(escaped(m_in.refined->program->source));
        }
    }

    void reasons()
    {
        if (!m_in.asked || m_in.asked->outcome.attribution.empty()) {
            return;
        }
        heading(QStringLiteral("Why these trades"));
        for (const engine::Attribution& attribution : m_in.asked->outcome.attribution) {
            list(attribution.sentences);
        }
    }

    static QString windowFigures(const agents::BacktestOutcome& outcome)
    {
        if (!outcome.report) {
            return QStringLiteral("–");
        }
        return QStringLiteral("%1 (%2 trades)")
            .arg(figureText((*outcome.report)[FigureId::Sharpe], FigureId::Sharpe),
                 figureText((*outcome.report)[FigureId::Trades], FigureId::Trades));
    }

    void iterations()
    {
        const agents::RunOutcome& run = *m_in.outcome;
        if (run.iterations.empty()) {
            return;
        }
        heading(QStringLiteral("Iterations"));
        m_html += QStringLiteral("<p class=\"muted\">%1</p>\n").arg(escaped(run.split.sentence));
        startTable({{QStringLiteral("#"), true},
                    {QStringLiteral("Change"), false},
                    {QStringLiteral("Sharpe on train"), true},
                    {QStringLiteral("on validation"), true},
                    {QStringLiteral("Decision"), false},
                    {QStringLiteral("Reason"), false}});
        for (const agents::Iteration& one : run.iterations) {
            row(digits(QString::number(one.number)) + text(toQt(one.hypothesis)) +
                digits(windowFigures(one.train)) + digits(windowFigures(one.validation)) +
                text(toQt(agents::name(one.decision)) +
                     (one.changesWhatWasAsked ? QStringLiteral(", changes what was asked")
                                              : QString())) +
                text(toQt(one.reason)));
        }
        endTable();
        if (run.holdout) {
            m_html += QStringLiteral("<p>Sealed holdout, opened once after the last decision: "
                                     "Sharpe %1.</p>\n")
                          .arg(escaped(windowFigures(*run.holdout)));
        }
    }

    void trades()
    {
        heading(QStringLiteral("Trades as asked"));
        startTable({{QStringLiteral("#"), true},
                    {QStringLiteral("Symbol"), false},
                    {QStringLiteral("Side"), false},
                    {QStringLiteral("Entry"), false},
                    {QStringLiteral("Price"), true},
                    {QStringLiteral("Exit"), false},
                    {QStringLiteral("Price"), true},
                    {QStringLiteral("Size"), true},
                    {QStringLiteral("Net P&L"), true},
                    {QStringLiteral("Return"), true},
                    {QStringLiteral("Exit by"), false}});
        std::size_t shown = 0;
        std::size_t total = 0;
        for (const engine::SymbolRun& run : m_in.asked->result().runs) {
            total += run.ledger.trades.size();
            for (const engine::Trade& trade : run.ledger.trades) {
                if (shown == kMostReportTrades) {
                    break;
                }
                tradeRow(run, trade, ++shown);
            }
        }
        endTable();
        if (total == 0) {
            m_html += QStringLiteral("<p>There were no trades.</p>\n");
        } else if (total > shown) {
            m_html +=
                QStringLiteral("<p>The first %1 of %2 trades; the rest is in the trades "
                               "exported as CSV.</p>\n")
                    .arg(count(static_cast<qint64>(shown)), count(static_cast<qint64>(total)));
        }
    }

    void tradeRow(const engine::SymbolRun& run, const engine::Trade& trade, std::size_t number)
    {
        const auto when = [&](std::int32_t bar) {
            return dateText(run.bars->time()[static_cast<std::size_t>(bar)]);
        };
        row(digits(QString::number(number)) + text(toQt(run.ledger.symbol)) +
            text(trade.side == engine::Side::Long ? QStringLiteral("long")
                                                  : QStringLiteral("short")) +
            text(when(trade.entryBar)) + digits(price(trade.entryPrice)) +
            text(trade.isOpen() ? QStringLiteral("still open") : when(trade.exitBar)) +
            digits(price(trade.exitPrice)) + digits(quantity(trade.size)) +
            digits(signedNumber(trade.netPnl)) + digits(percent(trade.returnFraction())) +
            text(toQt(engine::name(trade.exitReason))));
    }

    void provenance()
    {
        const agents::Provenance& from = m_in.outcome->provenance;
        heading(QStringLiteral("Where the numbers come from"));
        m_html += QStringLiteral("<p>%1, model %2, seed %3.</p>\n")
                      .arg(escaped(from.program), escaped(from.model), QString::number(from.seed));
        list(from.data);
        m_html += QStringLiteral("<p class=\"muted\">Results of the past say little about the "
                                 "future; this is no advice to trade.</p>\n");
    }

    const ReportContent& m_in;
    const PageKind m_kind;
    QString m_html;
};

} // namespace

QString reportPage(const ReportContent& content, PageKind kind)
{
    return Page(content, kind).make();
}

} // namespace sw::gui
