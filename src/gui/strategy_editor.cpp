#include "gui/strategy_editor.h"

#include "gui/find_bar.h"
#include "gui/program_text.h"
#include "gui/source_diff.h"

#include "bridge/text.h"
#include "lang/program.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

/// Texts beyond this are not formatted in the window's own thread. Units: letters.
constexpr qsizetype kMostFormatted = 100'000;

/// Changes the role of a label that the style sheet paints by its name.
void setRole(QLabel* label, const char* role)
{
    const QString name = QString::fromLatin1(role);
    if (label->objectName() != name) {
        label->setObjectName(name);
        label->style()->unpolish(label);
        label->style()->polish(label);
    }
}

template <class Receiver>
void shortcut(const QKeySequence& keys, Receiver* receiver, void (Receiver::*slot)())
{
    auto* made = new QShortcut(keys, receiver);
    made->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(made, &QShortcut::activated, receiver, slot);
}

} // namespace

StrategyEditor::StrategyEditor(ThemeSource& themes, QWidget* parent) : Panel(themes, parent)
{
    build();
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_F), this, &StrategyEditor::showFind);
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_H), this, &StrategyEditor::showReplace);
    shortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), this, &StrategyEditor::format);
    shortcut(QKeySequence(Qt::ALT | Qt::Key_Return), this, &StrategyEditor::applyFix);
    connect(m_text, &ProgramText::edited, this, &StrategyEditor::onEdited);
    connect(m_text, &ProgramText::lineHovered, this, &StrategyEditor::lineHovered);
    connect(m_text, &ProgramText::refused, this, &StrategyEditor::said);
    connect(m_text, &QsciScintilla::cursorPositionChanged, this, [this] { refreshProblem(); });
    connect(m_text, &ProgramText::fixWanted, this, [this](int line) {
        m_text->setCursorPosition(line - 1, 0);
        applyFix();
    });
    onDocument();
}

StrategyEditor::~StrategyEditor() = default;

void StrategyEditor::build()
{
    m_text = new ProgramText(theme(), this);
    m_diff = new SourceDiffView(theme(), this);
    m_find = new FindBar(*m_text, this);
    shortcut(QKeySequence(Qt::Key_F3), m_find, &FindBar::findNext);
    shortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3), m_find, &FindBar::findPrevious);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_diff);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(buildTitle());
    rows->addWidget(m_find);
    rows->addWidget(m_stack, 1);
    rows->addWidget(buildProblemRow());
    setFocusProxy(m_text);
}

QWidget* StrategyEditor::buildTitle()
{
    auto* title = new QWidget(this);
    title->setObjectName(QStringLiteral("panelTitle"));
    auto* heading = new QLabel(tr("Strategy"), title);
    heading->setObjectName(QStringLiteral("heading"));
    m_version = new QLabel(title);
    m_version->setTextFormat(Qt::PlainText);
    m_version->setObjectName(QStringLiteral("muted"));
    m_version->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_state = new QLabel(title);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setAccessibleName(tr("State of the program"));
    m_versions = new QComboBox(title);
    m_versions->setAccessibleName(tr("Compare with an earlier version"));
    m_versions->setToolTip(tr("Compare with an earlier version"));
    m_versions->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_versions->setMinimumContentsLength(9);
    connect(m_versions, &QComboBox::activated, this,
            [this](int row) { compareWith(row == 0 ? -1 : m_versions->itemData(row).toInt()); });
    auto* row = new QHBoxLayout(title);
    row->setContentsMargins(12, 4, 6, 4);
    row->setSpacing(8);
    row->addWidget(heading);
    row->addWidget(m_version, 1);
    row->addWidget(m_state);
    row->addWidget(m_versions);
    return title;
}

QWidget* StrategyEditor::buildProblemRow()
{
    m_problemRow = new QWidget(this);
    m_problemRow->setObjectName(QStringLiteral("panel"));
    m_problem = new QLabel(m_problemRow);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Problem at the cursor"));
    m_fix = new QPushButton(tr("Repair"), m_problemRow);
    m_fix->setToolTip(tr("Apply the repair (Alt+Enter)"));
    connect(m_fix, &QPushButton::clicked, this, &StrategyEditor::applyFix);
    m_useVersion = new QPushButton(tr("Use this version"), m_problemRow);
    connect(m_useVersion, &QPushButton::clicked, this, &StrategyEditor::useComparedVersion);
    m_back = new QPushButton(tr("Back to the text"), m_problemRow);
    connect(m_back, &QPushButton::clicked, this, [this] { focusText(); });
    auto* row = new QHBoxLayout(m_problemRow);
    row->setContentsMargins(12, 6, 8, 6);
    row->addWidget(m_problem, 1);
    row->addWidget(m_fix);
    row->addWidget(m_back);
    row->addWidget(m_useVersion);
    return m_problemRow;
}

void StrategyEditor::setSymbols(const QStringList& symbols)
{
    m_text->setSymbols(symbols);
}

// ---- the document

void StrategyEditor::onDocument()
{
    RunDocument* shown = document();
    m_text->setReadOnly(false);
    m_taking = true;
    if (shown == nullptr) {
        m_text->showDocument(QsciDocument());
    } else {
        if (!m_documents.contains(shown)) {
            m_documents.insert(shown, QsciDocument());
            connect(shown, &QObject::destroyed, this,
                    [this](const QObject* gone) { m_documents.remove(gone); });
        }
        m_text->showDocument(m_documents.value(shown));
    }
    m_taking = false;
    m_unchecked = false;
    takeSource();
    m_text->setDiagnostics(shown != nullptr ? shown->diagnostics()
                                            : std::vector<lang::Diagnostic>());
    compareWith(-1);
    refreshVersions();
    refreshState();
}

void StrategyEditor::takeSource()
{
    const QString source = document() != nullptr ? document()->source() : QString();
    m_taking = true;
    m_text->setReadOnly(false);
    m_text->replaceProgram(source);
    // What is shown in part must not be written back as if it were the whole.
    m_text->setReadOnly(document() == nullptr || m_text->isCut());
    m_taking = false;
    m_unchecked = false;
}

void StrategyEditor::onChange(Change what)
{
    switch (what) {
    case Change::Source:
        takeSource();
        refreshVersions();
        refreshDiff();
        break;
    case Change::Diagnostics:
        m_unchecked = !m_text->isCut() && m_text->program() != document()->source();
        if (!m_unchecked) {
            m_text->setDiagnostics(document()->diagnostics());
        }
        break;
    case Change::Shown:
    case Change::Outcome:
        refreshVersions();
        refreshDiff();
        break;
    case Change::Busy:
    case Change::Failure:
        break;
    default:
        return;
    }
    refreshState();
    refreshProblem();
}

void StrategyEditor::onTheme()
{
    m_text->applyTheme(theme());
    m_diff->applyTheme(theme());
    m_text->setDiagnostics(std::vector<lang::Diagnostic>(m_text->diagnostics()));
}

void StrategyEditor::onEdited()
{
    if (m_taking || document() == nullptr) {
        return;
    }
    m_unchecked = true;
    document()->setSource(m_text->program());
    refreshState();
    refreshDiff();
}

// ---- what is shown around the text

void StrategyEditor::refreshState()
{
    const RunDocument* shown = document();
    m_version->setText(shown != nullptr && shown->shown() ? shown->shown()->title : QString());
    QString text;
    const char* role = "muted";
    if (shown == nullptr || shown->source().isEmpty()) {
        m_state->clear();
        return;
    }
    const auto errors = std::ranges::count(shown->diagnostics(), lang::Severity::Error,
                                           &lang::Diagnostic::severity);
    const auto all = static_cast<std::ptrdiff_t>(shown->diagnostics().size());
    if (m_unchecked || shown->isMeasuring()) {
        text = m_unchecked ? tr("● edited") : tr("… running");
    } else if (errors > 0) {
        text = errors == 1 ? tr("✕ 1 problem") : tr("✕ %1 problems").arg(errors);
        role = "warn";
    } else if (shown->isEdited()) {
        text = tr("● edited, not run");
        role = "warn";
    } else if (all > 0) {
        text = all == 1 ? tr("▲ 1 warning") : tr("▲ %1 warnings").arg(all);
        role = "warn";
    } else {
        text = tr("✓ checked");
    }
    m_state->setText(text);
    m_state->setToolTip(shown->isEdited() ? shown->failure() : QString());
    setRole(m_state, role);
}

void StrategyEditor::refreshProblem()
{
    const bool comparing = m_stack->currentWidget() == m_diff;
    const lang::Diagnostic* problem = comparing ? nullptr : m_text->problemAt(m_text->cursorLine());
    const bool fixable = problem != nullptr && problem->fix.has_value();
    m_problemRow->setVisible(comparing || fixable);
    m_fix->setVisible(fixable);
    m_useVersion->setVisible(comparing);
    m_back->setVisible(comparing);
    if (comparing) {
        m_problem->setText({});
        return;
    }
    if (fixable) {
        const QString with = bridge::toQt(problem->fix->replacement).trimmed();
        m_problem->setText(with.isEmpty() ? tr("Repair: remove it")
                                          : tr("Repair: write %1").arg(with));
    }
}

void StrategyEditor::refreshVersions()
{
    QStringList titles;
    if (document() != nullptr) {
        for (const SourceVersion& version : document()->versions()) {
            titles.append(version.title);
        }
    }
    if (titles == m_shownVersions && m_versions->count() > 0) {
        return;
    }
    m_shownVersions = titles;
    const int before = m_versions->currentIndex() > 0 ? m_versions->currentData().toInt() : -1;
    m_versions->clear();
    m_versions->addItem(tr("Compare…"), -1);
    for (qsizetype i = titles.size() - 1; i >= 0; --i) {
        m_versions->addItem(QStringLiteral("%1 · %2").arg(i + 1).arg(titles[i]),
                            static_cast<int>(i));
    }
    m_versions->setEnabled(!titles.isEmpty());
    m_versions->setCurrentIndex(std::max(0, m_versions->findData(before)));
}

void StrategyEditor::compareWith(int version)
{
    const bool known = document() != nullptr && version >= 0 &&
                       version < static_cast<int>(document()->versions().size());
    m_versions->setCurrentIndex(known ? std::max(0, m_versions->findData(version)) : 0);
    if (known) {
        m_find->hide();
        m_stack->setCurrentWidget(m_diff);
        refreshDiff();
    } else {
        m_stack->setCurrentWidget(m_text);
    }
    refreshProblem();
}

void StrategyEditor::refreshDiff()
{
    if (m_stack->currentWidget() != m_diff || document() == nullptr) {
        return;
    }
    const auto index = static_cast<std::size_t>(m_versions->currentData().toInt());
    if (m_versions->currentIndex() <= 0 || index >= document()->versions().size()) {
        compareWith(-1);
        return;
    }
    const SourceVersion& version = document()->versions()[index];
    m_diff->compare(version.source, m_text->program(), version.title);
}

void StrategyEditor::useComparedVersion()
{
    const int index = m_versions->currentIndex() > 0 ? m_versions->currentData().toInt() : -1;
    if (document() == nullptr || index < 0 ||
        index >= static_cast<int>(document()->versions().size())) {
        return;
    }
    const SourceVersion version = document()->versions()[static_cast<std::size_t>(index)];
    compareWith(-1);
    document()->replaceSource(version.source, tr("Back to %1").arg(version.title));
    Q_EMIT said(tr("The program is \"%1\" again; Ctrl+Z takes that back.").arg(version.title));
}

// ---- what the user does

void StrategyEditor::format()
{
    const QString source = m_text->program();
    if (document() == nullptr || source.trimmed().isEmpty()) {
        Q_EMIT said(tr("There is no program to format."));
        return;
    }
    if (source.size() > kMostFormatted) {
        Q_EMIT said(tr("This text is too long to format; a program has a few dozen lines."));
        return;
    }
    const lang::Compilation compiled = lang::compile(bridge::fromQt(source));
    if (compiled.canonical.empty()) {
        Q_EMIT said(tr("The program has errors; repair them, then format it."));
        return;
    }
    const QString formatted = bridge::toQt(compiled.canonical);
    if (formatted == source) {
        Q_EMIT said(tr("The program is in its canonical form already."));
        return;
    }
    m_text->replaceProgram(formatted);
    Q_EMIT said(tr("The program was put into its canonical form."));
}

void StrategyEditor::applyFix()
{
    const lang::Diagnostic* problem = m_text->problemAt(m_text->cursorLine());
    if (problem == nullptr || !problem->fix) {
        Q_EMIT said(problem == nullptr ? tr("There is no problem on this line.")
                                       : tr("This problem has no repair of its own: %1")
                                             .arg(bridge::toQt(problem->message)));
        return;
    }
    if (m_unchecked) {
        Q_EMIT said(tr("The text is being checked; try again in a moment."));
        return;
    }
    const lang::Fix fix = *problem->fix;
    m_text->replaceRange(fix.span, fix.replacement);
}

void StrategyEditor::showFind()
{
    compareWith(-1);
    m_find->open(false);
}

void StrategyEditor::showReplace()
{
    compareWith(-1);
    m_find->open(true);
}

void StrategyEditor::highlightLine(int line)
{
    m_text->markLine(line);
}

void StrategyEditor::focusText()
{
    compareWith(-1);
    m_text->setFocus(Qt::ShortcutFocusReason);
}

} // namespace sw::gui
