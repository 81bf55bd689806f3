#include "gui/prompt_panel.h"

#include "gui/note_chips.h"
#include "gui/sentence_box.h"

#include "bridge/text.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

using bridge::toQt;

namespace {

/// Least room for notes before they scroll. Units: pixels.
constexpr int kMostNotesHeight = 168;
constexpr qsizetype kMostMenuHistory = 20;
constexpr int kMenuLetters = 60;

QLabel* plainLabel(QWidget* parent, const char* role)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setObjectName(QString::fromLatin1(role));
    label->hide();
    return label;
}

/// What a sentence still lacks, in a few words.
QString missingIn(const english::Reading& reading)
{
    QStringList open;
    for (const english::Note& question : reading.questions) {
        QString about = toQt(question.about);
        about = question.words.empty() ? about.replace(u'.', u' ')
                                       : QStringLiteral("\"%1\"").arg(toQt(question.words));
        if (!open.contains(about)) {
            open.append(about);
        }
    }
    return open.join(QStringLiteral(", "));
}

} // namespace

PromptPanel::PromptPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_reader(new SentenceReader(this))
{
    build();
    connect(m_reader, &SentenceReader::finished, this, &PromptPanel::onReading);
    connect(m_box, &QPlainTextEdit::textChanged, this, &PromptPanel::onSentenceChanged);
    connect(m_box, &SentenceBox::submitted, this, &PromptPanel::runSentence);
    connect(m_box, &SentenceBox::pointed, this, &PromptPanel::onPointed);
    connect(m_primary, &QPushButton::clicked, this, &PromptPanel::onPrimary);
    connect(m_chips, &NoteChips::answered, this, &PromptPanel::onAnswered);
    connect(m_chips, &NoteChips::arranged, this, &PromptPanel::fitNotes);
    onTheme();
    refresh();
}

PromptPanel::~PromptPanel() = default;

QStringList PromptPanel::examples()
{
    return {
        tr("Buy AAPL when RSI < 30, sell when RSI > 70"),
        tr("Buy AAPL when the 20 day SMA crosses above the 50 day SMA, sell when it crosses below"),
        tr("Buy AAPL when it closes above the 20 day high, trailing stop 8%"),
        tr("Buy ^GSPC when RSI(2) is below 10 and close is above the 200 day moving average, sell "
           "when close is above the 5 day moving average"),
        tr("Buy AAPL when MACD crosses above its signal line, sell when it crosses below, stop "
           "loss 5%"),
        tr("Buy AAPL after 3 down days in a row, sell after 5 days"),
    };
}

void PromptPanel::build()
{
    m_box = new SentenceBox(this);
    m_box->setPlaceholderText(tr("Say the strategy: buy what, when; sell when"));
    m_box->setAccessibleName(tr("Strategy in words"));
    m_box->setAccessibleDescription(
        tr("Ctrl+Enter runs the backtest; Up and Down at the edges walk through earlier ones."));
    m_primary = new QPushButton(tr("Run backtest"), this);
    m_primary->setObjectName(QStringLiteral("primary"));
    m_primary->setToolTip(tr("Run the sentence (Ctrl+Enter)"));
    m_examplesButton = new QToolButton(this);
    m_examplesButton->setText(tr("Examples"));
    m_examplesButton->setPopupMode(QToolButton::InstantPopup);
    m_examplesButton->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(m_examplesButton);
    for (const QString& example : examples()) {
        menu->addAction(example, this, [this, example] { setSentence(example); });
    }
    m_examplesButton->setMenu(menu);
    m_historyButton = new QToolButton(this);
    m_historyButton->setText(tr("History"));
    m_historyButton->setPopupMode(QToolButton::InstantPopup);
    m_historyButton->setFocusPolicy(Qt::TabFocus);
    m_historyMenu = new QMenu(m_historyButton);
    m_historyButton->setMenu(m_historyMenu);
    connect(m_historyMenu, &QMenu::aboutToShow, this, &PromptPanel::fillHistoryMenu);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_examplesButton);
    buttons->addWidget(m_historyButton);
    buttons->addStretch(1);
    buttons->addWidget(m_primary);

    m_failure = plainLabel(this, "warn");
    m_failure->setAccessibleName(tr("Why the last run failed"));
    m_readAs = plainLabel(this, "muted");
    m_readAs->setAccessibleName(tr("How the sentence is read"));
    m_chips = new NoteChips(this);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidget(m_chips);
    m_chips->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_examples = buildExamples();

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(10, 10, 10, 10);
    rows->setSpacing(7);
    rows->addWidget(m_box);
    rows->addLayout(buttons);
    rows->addWidget(m_failure);
    rows->addWidget(m_readAs);
    rows->addWidget(m_scroll, 1000); // before the stretch, up to its height
    rows->addWidget(m_examples);
    rows->addStretch(1);
    setFocusProxy(m_box);
}

QWidget* PromptPanel::buildExamples()
{
    auto* list = new QWidget(this);
    auto* rows = new QVBoxLayout(list);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(1);
    auto* heading = new QLabel(tr("Six to begin with; a click fills the box:"), list);
    heading->setObjectName(QStringLiteral("muted"));
    rows->addWidget(heading);
    for (const QString& example : examples()) {
        auto* button = new QPushButton(list);
        button->setObjectName(QStringLiteral("link"));
        button->setAutoDefault(false);
        button->setText(example);
        button->setToolTip(example);
        button->setAccessibleName(tr("Example: %1").arg(example));
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        button->setProperty("whole", example);
        connect(button, &QPushButton::clicked, this, [this, example] {
            setSentence(example);
            focusSentence();
        });
        rows->addWidget(button);
    }
    return list;
}

// ---- the sentence

QString PromptPanel::sentence() const
{
    return m_box->sentence();
}

void PromptPanel::setSentence(const QString& sentence)
{
    m_box->setSentence(sentence);
}

void PromptPanel::setHistory(const QStringList& sentences)
{
    m_box->setHistory(sentences);
    m_historyButton->setEnabled(!m_box->history().isEmpty());
}

QStringList PromptPanel::history() const
{
    return m_box->history();
}

void PromptPanel::setSymbols(const QStringList& symbols)
{
    m_symbols = symbols;
    m_box->setSymbols(symbols);
    refreshNotes();
}

void PromptPanel::focusSentence()
{
    m_box->setFocus(Qt::ShortcutFocusReason);
}

void PromptPanel::fillHistoryMenu()
{
    m_historyMenu->clear();
    const QStringList& sentences = m_box->history();
    for (qsizetype i = sentences.size() - 1; i >= 0 && sentences.size() - i <= kMostMenuHistory;
         --i) {
        QString text = sentences[i].simplified();
        text = text.size() > kMenuLetters ? text.left(kMenuLetters - 1) + QChar(u'…') : text;
        m_historyMenu->addAction(text.replace(u'&', QStringLiteral("&&")), this,
                                 [this, whole = sentences[i]] { setSentence(whole); });
    }
}

void PromptPanel::runSentence()
{
    const QString text = m_box->sentence().trimmed();
    if (text.isEmpty()) {
        Q_EMIT said(tr("Write a strategy first, or choose one of the examples."));
        focusSentence();
        return;
    }
    if (m_box->remember(text)) {
        m_historyButton->setEnabled(true);
        Q_EMIT historyChanged();
    }
    Q_EMIT runRequested(text);
}

void PromptPanel::onPrimary()
{
    if (document() != nullptr && document()->isRunning()) {
        Q_EMIT cancelRequested();
    } else {
        runSentence();
    }
}

void PromptPanel::onSentenceChanged()
{
    m_box->highlight({}, {}, {});
    const QString text = m_box->sentence();
    if (text.trimmed().isEmpty()) {
        m_reading.reset();
    }
    m_reader->read(text);
    refreshExamples();
    refreshReading();
    refreshNotes();
}

void PromptPanel::onReading(const SentenceReadingPtr& reading)
{
    m_reading = reading->sentence.trimmed().isEmpty() ? nullptr : reading;
    refreshReading();
    refreshNotes();
}

// ---- words and rules

bool PromptPanel::showsDocument() const
{
    return document() != nullptr && document()->outcome() &&
           m_box->sentence().trimmed() == document()->sentence().trimmed();
}

QString PromptPanel::program() const
{
    if (showsDocument() && !document()->source().isEmpty()) {
        return document()->source();
    }
    return m_reading ? toQt(m_reading->reading.source) : QString();
}

std::vector<WordTrace> PromptPanel::trace() const
{
    const QString text = m_box->sentence();
    if (showsDocument() && text == document()->sentence()) {
        return traceOf(document()->outcome()->asked, text);
    }
    if (m_reading && m_reading->sentence == text) {
        return traceOf(m_reading->reading, text);
    }
    return {};
}

void PromptPanel::onPointed(int letter)
{
    const std::vector<WordTrace> all = trace();
    const WordTrace* found = nullptr;
    for (const WordTrace& item : all) {
        const bool inside = letter >= item.begin && letter < item.end;
        if (inside && (found == nullptr || item.end - item.begin < found->end - found->begin)) {
            found = &item;
        }
    }
    const QString source = document() != nullptr ? document()->source() : QString();
    const int line = found == nullptr ? 0 : lineOfRule(source, found->rule);
    std::vector<std::pair<int, int>> words;
    if (found != nullptr) {
        words.emplace_back(found->begin, found->end);
    }
    m_box->highlight(words, theme()[Token::Selection], theme()[Token::Accent]);
    if (line != m_pointedLine) {
        m_pointedLine = line;
        Q_EMIT ruleHovered(line);
    }
}

void PromptPanel::highlightLine(int line)
{
    std::vector<std::pair<int, int>> words;
    if (line > 0 && document() != nullptr) {
        const QString source = document()->source();
        for (const WordTrace& item : trace()) {
            if (isRule(source, line, item.rule) && lineOfRule(source, item.rule) == line) {
                words.emplace_back(item.begin, item.end);
            }
        }
    }
    m_box->highlight(words, theme()[Token::Selection], theme()[Token::Accent]);
}

// ---- answers

void PromptPanel::onAnswered(int note, const QString& answer)
{
    const auto index = static_cast<std::size_t>(note);
    if (note < 0 || index >= m_notes.size()) {
        return;
    }
    const PromptNote answered = m_notes[index];
    if (answered.kind == PromptNote::Kind::Assumption || !answered.value.isEmpty()) {
        changeValue(answered, answer);
        return;
    }
    m_box->setSentence(withAnswer(m_box->sentence(), answered, answer));
    runSentence();
}

void PromptPanel::changeValue(const PromptNote& note, const QString& value)
{
    if (document() == nullptr) {
        return;
    }
    PromptNote assumed = note;
    const Result<QString> changed = withValue(program(), assumed, value);
    if (!changed) {
        Q_EMIT said(toQt(changed.error().text()));
        return;
    }
    QString subject = note.about;
    subject.replace(u'.', u' ').replace(u'_', u' ');
    document()->replaceSource(*changed, tr("%1: %2 stated").arg(subject, value.trimmed()));
    Q_EMIT said(
        value.trimmed() == note.value
            ? tr("%1 %2 is stated now; it was assumed.").arg(subject, note.value)
            : tr("%1 is %2 now; %3 was assumed.").arg(subject, value.trimmed(), note.value));
}

// ---- what is shown

void PromptPanel::onDocument()
{
    if (m_draftOf != nullptr) {
        m_drafts[m_draftOf] = m_box->sentence();
    }
    m_draftOf = document();
    m_documentSentence.clear();
    if (document() != nullptr) {
        if (!m_drafts.contains(document())) {
            connect(document(), &QObject::destroyed, this, [this](const QObject* gone) {
                m_drafts.remove(gone);
                m_draftOf = m_draftOf == gone ? nullptr : m_draftOf;
            });
        }
        m_documentSentence = document()->sentence();
        m_box->setSentence(m_drafts.value(document(), m_documentSentence));
        m_drafts.insert(document(), m_box->sentence());
    }
    refresh();
}

// A run that somebody else started brings its sentence, unless another one is being written.
void PromptPanel::adoptSentence()
{
    const QString said = document()->sentence();
    const QString text = m_box->sentence();
    if (said != m_documentSentence && !said.isEmpty() &&
        (text.trimmed().isEmpty() || text == m_documentSentence)) {
        m_box->setSentence(said);
    }
    m_documentSentence = said;
}

void PromptPanel::onChange(Change what)
{
    switch (what) {
    case Change::Outcome:
        adoptSentence();
        refresh();
        break;
    case Change::Diagnostics:
    case Change::Source:
    case Change::Shown:
        refreshNotes();
        break;
    case Change::Busy:
        refreshButton();
        refreshReading();
        break;
    case Change::Failure:
        refreshReading();
        break;
    default:
        break;
    }
}

void PromptPanel::onTheme()
{
    m_box->setFont(theme().text);
    m_box->highlight({}, {}, {});
    refreshExamples();
    fitNotes();
}

void PromptPanel::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
    refreshExamples();
    refreshReading();
    fitNotes();
}

void PromptPanel::refresh()
{
    m_historyButton->setEnabled(!m_box->history().isEmpty());
    refreshButton();
    refreshExamples();
    refreshReading();
    refreshNotes();
}

void PromptPanel::refreshButton()
{
    const bool running = document() != nullptr && document()->isRunning();
    m_primary->setText(running ? tr("Cancel") : tr("Run backtest"));
    m_primary->setToolTip(running ? tr("Stop the run and keep what it found")
                                  : tr("Run the sentence (Ctrl+Enter)"));
}

void PromptPanel::refreshExamples()
{
    const bool empty = m_box->sentence().trimmed().isEmpty();
    m_examples->setVisible(empty);
    for (QPushButton* button : m_examples->findChildren<QPushButton*>()) {
        const int room = std::max(80, width() - 48);
        button->setText(button->fontMetrics().elidedText(button->property("whole").toString(),
                                                         Qt::ElideRight, room));
    }
}

void PromptPanel::refreshReading()
{
    const QString failure = document() != nullptr ? document()->failure() : QString();
    const bool running = document() != nullptr && document()->isRunning();
    m_failure->setVisible(!failure.isEmpty() && !running);
    m_failure->setText(QStringLiteral("✕ ") + failure);

    const bool current = m_reading && m_reading->sentence == m_box->sentence();
    // The program itself stands below once the sentence was run.
    const bool shown = current && !showsDocument();
    m_readAs->setVisible(shown);
    if (!shown) {
        return;
    }
    const QString missing = missingIn(m_reading->reading);
    QString text = m_reading->inWords.isEmpty() ? tr("No rule is read in this yet.")
                                                : tr("Reads: %1").arg(m_reading->inWords);
    m_readAs->setToolTip(text.toHtmlEscaped());
    const QString lack = missing.isEmpty() ? QString() : tr(" Missing: %1.").arg(missing);
    const QFontMetrics metrics = m_readAs->fontMetrics();
    const int room = std::max(120, 2 * (width() - 28) - metrics.horizontalAdvance(lack) - 24);
    m_readAs->setText(metrics.elidedText(text, Qt::ElideRight, room) + lack);
}

void PromptPanel::refreshNotes()
{
    if (showsDocument()) {
        m_notes = notesOf(document()->outcome()->asked, document()->source(), m_symbols);
    } else if (m_reading && m_reading->sentence == m_box->sentence()) {
        m_notes = notesOf(m_reading->reading, m_symbols);
    } else if (m_box->sentence().trimmed().isEmpty()) {
        m_notes.clear();
    } else {
        return; // the notes of the words before stay until the new ones are read
    }
    m_chips->setNotes(m_notes);
    fitNotes();
}

void PromptPanel::fitNotes()
{
    m_scroll->setVisible(!m_notes.empty());
    const int room = std::max(80, width() - 20);
    const int wanted = m_chips->fitTo(room - 12) + 2; // beside a scroll bar
    m_scroll->setMinimumHeight(std::min(wanted, kMostNotesHeight));
    m_scroll->setMaximumHeight(wanted);
}

} // namespace sw::gui
