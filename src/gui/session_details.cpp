#include "gui/session_details.h"

#include "bridge/text.h"
#include "gui/format.h"
#include "gui/labels.h"
#include "gui/sessions_model.h"
#include "store/session_json.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

namespace sw::gui {

namespace {

constexpr int kTitleWidth = 92;

QLabel* plainLabel(QWidget* parent, const QString& accessibleName)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAccessibleName(accessibleName);
    return label;
}

/// "2 closed trades, Sharpe +0.31 a year, not distinguishable from luck"
QString endText(const store::SessionSummary& summary)
{
    QStringList parts{stateText(summary.state)};
    if (summary.trades) {
        parts.append(*summary.trades == 1
                         ? SessionDetails::tr("1 closed trade")
                         : SessionDetails::tr("%1 closed trades").arg(count(*summary.trades)));
    }
    if (summary.sharpe) {
        parts.append(SessionDetails::tr("Sharpe %1 a year").arg(signedNumber(*summary.sharpe)));
    }
    if (!summary.verdict.isEmpty()) {
        parts.append(summary.verdict);
    }
    return parts.join(QStringLiteral(", "));
}

QString shownOr(const QString& text, const QString& otherwise)
{
    return text.isEmpty() ? otherwise : text;
}

} // namespace

QStringList missingParts(const store::Session& session)
{
    QStringList parts;
    if (session.summary.isUnfinished()) {
        parts.append(SessionDetails::tr("This run was interrupted and has no result; resume it to "
                                        "go on from its last completed step."));
    } else if (!session.summary.isOver()) {
        parts.append(SessionDetails::tr("This run is under way; its result comes at its end."));
    }
    for (const store::SessionBars& bars : session.bars) {
        if (!bars.error.isEmpty()) {
            const Error error =
                store::errorFrom(QJsonDocument::fromJson(bars.error.toUtf8()).object());
            parts.append(SessionDetails::tr("No bars of %1: %2")
                             .arg(bars.symbol, bridge::toQt(error.text())));
        } else if (!bars.kept) {
            parts.append(SessionDetails::tr("The %1 bars of %2 are too many to keep with the run; "
                                            "opening it reads them from this machine again.")
                             .arg(count(bars.count), bars.symbol));
        }
    }
    return parts;
}

QStringList barsLines(const store::Session& session)
{
    QStringList lines;
    for (const store::SessionBars& bars : session.bars) {
        if (bars.error.isEmpty()) {
            lines.append(SessionDetails::tr("%1 %2: %3 bars, %4, fingerprint %5")
                             .arg(bars.symbol, bars.timeframe, count(bars.count), bars.origin,
                                  bars.fingerprint));
        }
    }
    for (const QString& file : session.data) {
        lines.append(SessionDetails::tr("given as %1").arg(file));
    }
    return lines;
}

SessionDetails::SessionDetails(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    auto* sides = new QSplitter(Qt::Horizontal, this);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(5);
    sides->addWidget(makeFacts());
    sides->addWidget(makeProgram());
    sides->setStretchFactor(0, 1);
    sides->setStretchFactor(1, 1);
    sides->setSizes({620, 620});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(sides);
    connect(&themes, &ThemeSource::changed, this, &SessionDetails::applyTheme);
    applyTheme();
}

QWidget* SessionDetails::makeFacts()
{
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("About the chosen run"));
    auto* content = new QWidget(scroll);
    content->setObjectName(QStringLiteral("panel"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 12, 0);
    column->setSpacing(6);
    m_name = plainLabel(content, tr("Name of the run"));
    setLook(*m_name, kHeading);
    m_words = plainLabel(content, tr("What was asked"));
    m_missing = plainLabel(content, tr("What is missing"));
    column->addWidget(m_name);
    column->addWidget(m_words);
    column->addWidget(m_missing);
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, kTitleWidth);
    m_grid->setColumnStretch(1, 1);
    column->addLayout(m_grid);
    column->addStretch(1);
    scroll->setWidget(content);
    m_state = addFact(tr("State"));
    m_bars = addFact(tr("Bars"));
    m_model = addFact(tr("Model"));
    m_tags = addFact(tr("Tags"));
    m_recorded = addFact(tr("Recorded"));
    return scroll;
}

QLabel* SessionDetails::addFact(const QString& title)
{
    const int row = m_grid->rowCount();
    QWidget* content = m_name->parentWidget();
    auto* caption = new QLabel(title, content);
    setLook(*caption, kMuted);
    QLabel* value = plainLabel(content, title);
    m_grid->addWidget(caption, row, 0, Qt::AlignTop);
    m_grid->addWidget(value, row, 1);
    return value;
}

QWidget* SessionDetails::makeProgram()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 0, 0, 0);
    column->setSpacing(6);
    auto* head = new QHBoxLayout;
    m_versionsTitle = new QLabel(side);
    m_versionsTitle->setTextFormat(Qt::PlainText);
    setLook(*m_versionsTitle, kHeading);
    m_versions = new QComboBox(side);
    m_versions->setAccessibleName(tr("Version of the program"));
    m_versions->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    head->addWidget(m_versionsTitle, 1);
    head->addWidget(m_versions);
    m_source = new QPlainTextEdit(side);
    m_source->setReadOnly(true);
    m_source->setTabChangesFocus(true);
    m_source->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_source->setAccessibleName(tr("Program of the chosen version"));
    column->addLayout(head);
    column->addWidget(m_source, 1);
    connect(m_versions, &QComboBox::currentIndexChanged, this, &SessionDetails::showVersion);
    return side;
}

void SessionDetails::setSession(const store::Session& session)
{
    const store::SessionSummary& summary = session.summary;
    m_name->setText(summary.name);
    const QString words = bridge::toQt(session.brief.text).simplified();
    m_words->setText(words.isEmpty() ? tr("A program was run as it is.") : words);
    m_words->setVisible(words != summary.name);
    const QString missing = missingParts(session).join(QLatin1Char('\n'));
    setSentence(*m_missing, missing, true);
    m_missing->setVisible(!missing.isEmpty());
    m_state->setText(endText(summary));
    const QStringList bars = barsLines(session);
    m_bars->setText(bars.isEmpty() ? tr("none were read") : bars.join(QLatin1Char('\n')));
    m_model->setText(shownOr(summary.model, session.hasModel ? tr("a language model was chosen")
                                                             : tr("built-in rules")));
    m_tags->setText(shownOr(summary.tags.join(QStringLiteral(", ")), tr("none")));
    m_recorded->setText(tr("%1 by %2, %3 events, id %4")
                            .arg(createdText(summary.created), summary.program,
                                 count(summary.events), summary.id.left(8)));

    m_source->setPlaceholderText(summary.isOver()
                                     ? tr("No program came of this run.")
                                     : tr("The versions of the program are kept at its end."));
    m_programs = session.programs;
    if (m_programs.empty() && !session.brief.source.empty()) {
        m_programs.push_back({1, tr("as given"), bridge::toQt(session.brief.source)});
    }
    const QSignalBlocker quiet(m_versions);
    m_versions->clear();
    for (const store::SessionProgram& program : m_programs) {
        m_versions->addItem(tr("Version %1, %2").arg(program.iteration).arg(program.decision));
    }
    m_versions->setVisible(!m_programs.empty());
    m_versionsTitle->setText(m_programs.empty() ? tr("Program")
                             : m_programs.size() == 1
                                 ? tr("1 version of the program")
                                 : tr("%1 versions of the program").arg(m_programs.size()));
    showVersion();
}

void SessionDetails::showVersion()
{
    const int index = m_versions->currentIndex();
    m_source->setPlainText(index < 0 ? QString()
                                     : m_programs[static_cast<std::size_t>(index)].source);
}

void SessionDetails::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    applyTheme(); // the style sheet took the font away when the widget was put in its place
}

void SessionDetails::applyTheme()
{
    m_source->setFont(m_themes.theme().code);
}

} // namespace sw::gui
