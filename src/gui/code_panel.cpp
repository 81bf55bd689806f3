#include "gui/code_panel.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/code_highlighter.h"
#include "gui/format.h"
#include "gui/no_result.h"
#include "gui/python_proof.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr int kCodePage = 0, kRefusalPage = 1;

const exporters::TargetInfo& infoOf(exporters::Target target)
{
    return exporters::targets()[static_cast<std::size_t>(target)];
}

/// Lines with a dash before each, which reads as a list in plain text.
QString list(const QStringList& lines)
{
    QStringList out;
    for (const QString& line : lines) {
        out += QStringLiteral("– ") + line;
    }
    return out.join(QLatin1Char('\n'));
}

QLabel* addText(QVBoxLayout* column, const char* objectName)
{
    auto* label = new QLabel(column->parentWidget());
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setObjectName(QLatin1String(objectName));
    column->addWidget(label);
    return label;
}

} // namespace

CodePanel::CodePanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_proof(new PythonProof(this))
{
    setAccessibleName(tr("Code export"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    m_code = new QPlainTextEdit(this);
    m_code->setReadOnly(true);
    m_code->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_code->setFrameShape(QFrame::NoFrame);
    m_code->setTabChangesFocus(true);
    m_code->setAccessibleName(tr("Exported code"));
    m_highlighter = new CodeHighlighter(m_code->document());
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMargin(24);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_code);
    m_pages->addWidget(m_sentence);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_pages);
    splitter->addWidget(makeSide());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setHandleWidth(4);
    splitter->setSizes({720, 340});
    column->addWidget(splitter, 1);
    connect(m_proof, &PythonProof::changed, this, &CodePanel::proofChanged);
    onTheme();
    refresh();
    waitWhileUnseen();
}

CodePanel::~CodePanel() = default;

QWidget* CodePanel::makeBar()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("panelTitle"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(6);
    m_targets = new QComboBox(bar);
    m_targets->setAccessibleName(tr("Platform to export to"));
    for (const exporters::TargetInfo& target : exporters::targets()) {
        m_targets->addItem(toQt(target.title));
    }
    connect(m_targets, &QComboBox::currentIndexChanged, this, &CodePanel::refresh);
    row->addWidget(m_targets);
    m_copy = new QToolButton(bar);
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy all of the code"));
    connect(m_copy, &QToolButton::clicked, this, &CodePanel::copy);
    m_save = new QToolButton(bar);
    m_save->setText(tr("Save…"));
    m_save->setToolTip(tr("Write the code to a file"));
    connect(m_save, &QToolButton::clicked, this, &CodePanel::askSave);
    for (QToolButton* button : {m_copy, m_save}) {
        button->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(button);
    }
    row->addStretch(1);
    m_prove = new QPushButton(bar);
    connect(m_prove, &QPushButton::clicked, this, &CodePanel::prove);
    row->addWidget(m_prove);
    return bar;
}

QWidget* CodePanel::makeSide()
{
    auto* area = new QScrollArea(this);
    area->setAccessibleName(tr("What to know about this export"));
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(220);
    auto* content = new QWidget(area);
    content->setObjectName(QStringLiteral("panel"));
    content->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(14, 10, 14, 12);
    column->setSpacing(4);
    m_proofTitle = addText(column, "heading");
    m_proofText = addText(column, "");
    column->addSpacing(8);
    m_notesTitle = addText(column, "heading");
    m_notes = addText(column, "");
    column->addSpacing(8);
    m_limitsTitle = addText(column, "heading");
    m_limits = addText(column, "muted");
    column->addStretch(1);
    area->setWidget(content);
    return area;
}

exporters::Target CodePanel::target() const
{
    return exporters::targets()[static_cast<std::size_t>(std::max(0, m_targets->currentIndex()))]
        .target;
}

void CodePanel::setTarget(exporters::Target target)
{
    bringUpToDate();
    m_targets->setCurrentIndex(static_cast<int>(target));
}

QString CodePanel::code() const
{
    return toQt(m_export.code);
}

QString CodePanel::notes() const
{
    QStringList parts;
    for (const QLabel* label : {m_notesTitle, m_notes, m_limitsTitle, m_limits}) {
        if (label->isVisibleTo(this)) {
            parts += label->text();
        }
    }
    return parts.join(QLatin1Char('\n'));
}

QString CodePanel::proofSentence() const
{
    return m_proof->sentence();
}

void CodePanel::onDocument()
{
    m_proof->clear();
    refresh();
}

void CodePanel::onChange(Change what)
{
    switch (what) {
    case Change::Shown:
        onDocument();
        break;
    case Change::Busy:
    case Change::Failure:
    case Change::Outcome:
        if (document() == nullptr || !document()->shown()) {
            refresh();
        }
        break;
    default:
        break;
    }
}

void CodePanel::onTheme()
{
    m_code->setFont(theme().code);
    m_highlighter->setTheme(theme());
    proofChanged();
}

void CodePanel::refresh()
{
    const exporters::TargetInfo& info = infoOf(target());
    const ShownResultPtr shown = document() == nullptr ? nullptr : document()->shown();
    m_export = {};
    QString sentence = noResultSentence(document(), tr("Code for other platforms"));
    QStringList notes;
    QString notesTitle = tr("Where it differs");
    if (shown) {
        const exporters::ExportOptions options = exportOptionsOf(*shown);
        Result<exporters::Export> made = exporters::exportTo(*shown->program, info.target, options);
        if (made) {
            m_export = std::move(*made);
            for (const std::string& note : m_export.notes) {
                notes += toQt(note);
            }
        } else {
            notesTitle = tr("Why not");
            for (const exporters::Refusal& refusal :
                 exporters::refusals(*shown->program, info.target, options)) {
                notes += toQt(refusal.reason);
            }
            sentence = notes.isEmpty() ? toQt(made.error().text())
                                       : tr("This strategy cannot be written for %1: %2")
                                             .arg(toQt(info.title), notes.first());
        }
    }
    m_highlighter->setLanguage(info.target == exporters::Target::Pine ? CodeLanguage::Pine
                                                                      : CodeLanguage::Python);
    m_code->setPlainText(code());
    m_sentence->setText(sentence);
    m_pages->setCurrentIndex(m_export.code.empty() ? kRefusalPage : kCodePage);
    m_notesTitle->setText(notesTitle);
    m_notes->setText(list(notes));
    m_notesTitle->setVisible(!notes.isEmpty());
    m_notes->setVisible(!notes.isEmpty());
    QStringList limits;
    for (const std::string_view limit : info.cannot) {
        limits += toQt(limit);
    }
    m_limitsTitle->setText(tr("What %1 cannot do").arg(toQt(info.title)));
    m_limits->setText(list(limits));
    m_limitsTitle->setVisible(!limits.isEmpty());
    m_limits->setVisible(!limits.isEmpty());
    m_copy->setEnabled(!m_export.code.empty());
    m_save->setEnabled(!m_export.code.empty());
    proofChanged();
}

void CodePanel::proofChanged()
{
    const bool isPython = target() == exporters::Target::Python;
    const bool isWorking = m_proof->state() == PythonProof::State::Working;
    m_prove->setVisible(isPython);
    m_prove->setEnabled(!m_export.code.empty());
    m_prove->setText(isWorking ? tr("Cancel the proof") : tr("Prove it: run it now"));
    m_prove->setToolTip(tr("Runs the exported file with python3 on the same bars and compares "
                           "every trade with this result"));
    m_proofTitle->setText(tr("Proof"));
    QString mark;
    QColor color = theme()[Token::Text];
    switch (m_proof->state()) {
    case PythonProof::State::Proved:
        mark = QStringLiteral("✓ ");
        color = theme()[Token::Up];
        break;
    case PythonProof::State::Differs:
    case PythonProof::State::Failed:
        mark = QStringLiteral("✗ ");
        color = theme()[Token::Warn];
        break;
    default:
        break;
    }
    m_proofText->setText(m_proof->state() == PythonProof::State::Idle
                             ? tr("Not run yet. The button runs this file with python3 on the same "
                                  "bars and compares every trade with this result.")
                             : mark + m_proof->sentence());
    m_proofText->setStyleSheet(QStringLiteral("color: %1").arg(color.name()));
    const bool hasProof = isPython && !m_export.code.empty();
    m_proofTitle->setVisible(hasProof);
    m_proofText->setVisible(hasProof);
}

void CodePanel::prove()
{
    bringUpToDate();
    if (m_proof->state() == PythonProof::State::Working) {
        m_proof->cancel();
    } else if (document() != nullptr && document()->shown()) {
        m_proof->start(document()->shown(), document()->ports().market);
    }
}

void CodePanel::copy()
{
    bringUpToDate();
    QApplication::clipboard()->setText(code());
    Q_EMIT said(tr("Copied the code for %1.").arg(toQt(infoOf(target()).title)));
}

void CodePanel::save(const QString& path)
{
    bringUpToDate();
    const Status written = bridge::writeFile(fromQt(path), m_export.code);
    Q_EMIT said(written ? tr("Saved %1.").arg(path) : toQt(written.error().text()));
}

void CodePanel::askSave()
{
    bringUpToDate();
    const exporters::TargetInfo& info = infoOf(target());
    const QString ending = toQt(info.fileEnding);
    auto* dialog = new QFileDialog(this, tr("Save the code for %1").arg(toQt(info.title)));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("%1 (*%2)").arg(toQt(info.title), ending));
    dialog->setDefaultSuffix(ending.mid(1));
    dialog->selectFile(toQt(m_export.fileName));
    connect(dialog, &QFileDialog::fileSelected, this, &CodePanel::save);
    dialog->open();
}

} // namespace sw::gui
