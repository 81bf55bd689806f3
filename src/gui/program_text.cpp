#include "gui/program_text.h"

#include "gui/program_marks.h"

#include "bridge/text.h"
#include "lang/syntax.h"

#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QToolTip>

#include <algorithm>

namespace sw::gui {

namespace {

/// The pause after which marks and names follow the text. Units: ms.
constexpr int kSettleMs = 40;
constexpr int kRewrapMs = 60;
constexpr int kDwellMs = 350;
constexpr std::size_t kMostMatches = 2'000;
constexpr std::size_t kMostMarkedLines = 10'000;
/// Letters of a line that can be pasted: laying out longer ones would stop the window.
constexpr qsizetype kLongestPastedLine = 20'000;
/// Bytes shown of a text that is too long to be a program.
constexpr qsizetype kMostShownBytes = 50'000;
/// Longer texts are scrolled sideways: finding where all their lines break would stop the window.
constexpr qsizetype kMostWrappedBytes = 20'000;

QByteArray cleaned(QByteArray text)
{
    text.replace("\r\n", "\n");
    text.replace('\r', '\n');
    text.replace('\0', "\xEF\xBF\xBD"); // the sign for what is no letter
    return text;
}

qsizetype longestLine(const QByteArray& text)
{
    qsizetype longest = 0;
    qsizetype begin = 0;
    while (begin <= text.size()) {
        const qsizetype end = text.indexOf('\n', begin);
        const qsizetype length = (end < 0 ? text.size() : end) - begin;
        longest = std::max(longest, length);
        begin = end < 0 ? text.size() + 1 : end + 1;
    }
    return longest;
}

/// What of a text is shown: texts that no program can be would stop the window.
QByteArray shownPart(const QByteArray& text)
{
    if (text.size() <= kMostPastedBytes && longestLine(text) <= kLongestPastedLine) {
        return text;
    }
    QByteArray part;
    for (const QByteArray& line : text.left(kMostShownBytes).split('\n')) {
        part += QByteArray(part.isEmpty() ? "" : "\n") + line.left(kLongestPastedLine);
    }
    return QString::fromUtf8(part).toUtf8(); // a letter cut in two becomes a sign of its own
}

bool isInsideLetter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

ProgramText::ProgramText(const Theme& theme, QWidget* parent)
    : QsciScintilla(parent),
      m_theme(theme),
      m_lexer(new StrategyLexer(this)),
      m_hint(new QLabel(this))
{
    setUp();
    setUpMargins();
    applyTheme(theme);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    m_hint->setObjectName(QStringLiteral("muted"));
    m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_hint->setText(tr("The program appears here. Say the strategy above, or write it: "
                       "\"trade AAPL on daily\", then \"long when …\" and \"exit when …\"."));
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    m_rewrap.setSingleShot(true);
    m_rewrap.setInterval(kRewrapMs);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        refreshNames();
        refreshMarks();
    });
    connect(&m_rewrap, &QTimer::timeout, this, &ProgramText::showNotes);
    connect(this, &QsciScintilla::textChanged, this, &ProgramText::onTextChanged);
    connect(this, &QsciScintilla::cursorPositionChanged, this, &ProgramText::onCursorMoved);
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, &ProgramText::onCharAdded);
    connect(this, &QsciScintillaBase::SCN_DWELLSTART, this, &ProgramText::onDwell);
    connect(this, &QsciScintillaBase::SCN_DWELLEND, this, [] { QToolTip::hideText(); });
    connect(this, &QsciScintilla::marginClicked, this,
            [this](int, int line, Qt::KeyboardModifiers) { onMarginClicked(line); });
    placeHint();
}

void ProgramText::setUp()
{
    setUtf8(true);
    setEolMode(EolUnix);
    setAutoIndent(true);
    setIndentationsUseTabs(false);
    setIndentationWidth(2);
    setTabWidth(2);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapWord);
    setWrapIndentMode(WrapIndentFixed);
    SendScintilla(SCI_SETWRAPSTARTINDENT, 4UL);
    SendScintilla(SCI_SETSCROLLWIDTHTRACKING, 1UL);
    SendScintilla(SCI_SETSCROLLWIDTH, 1UL);
    SendScintilla(SCI_SETMOUSEDWELLTIME, static_cast<unsigned long>(kDwellMs));
    SendScintilla(SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>('\n'));
    SendScintilla(SCI_AUTOCSETIGNORECASE, 1UL);
    SendScintilla(SCI_AUTOCSETORDER, static_cast<unsigned long>(SC_ORDER_PERFORMSORT));
    SendScintilla(SCI_AUTOCSETMAXHEIGHT, 10UL);
    SendScintilla(SCI_SETFOLDFLAGS, 0UL);
    SendScintilla(SCI_SETEXTRAASCENT, 2UL);
    SendScintilla(SCI_SETEXTRADESCENT, 2UL);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setCaretWidth(2);
    setAnnotationDisplay(AnnotationStandard);
    setAccessibleName(tr("Strategy program"));
    setAccessibleDescription(tr("Ctrl+Space completes, Alt+Enter repairs, Tab leaves the text."));
    SendScintilla(SCI_INDICSETSTYLE, static_cast<unsigned long>(kErrorSquiggle),
                  static_cast<long>(INDIC_SQUIGGLE));
    SendScintilla(SCI_INDICSETSTYLE, static_cast<unsigned long>(kWarningSquiggle),
                  static_cast<long>(INDIC_DASH));
    SendScintilla(SCI_INDICSETSTYLE, static_cast<unsigned long>(kMatchBox),
                  static_cast<long>(INDIC_STRAIGHTBOX));
    SendScintilla(SCI_INDICSETUNDER, static_cast<unsigned long>(kMatchBox), 1L);
}

void ProgramText::setUpMargins()
{
    setMarginType(kNumberMargin, NumberMargin);
    setMarginType(kMarkMargin, SymbolMargin);
    setMarginMarkerMask(kNumberMargin, 0);
    setMarginMarkerMask(kMarkMargin, (1 << (kWarningMarker + 1)) - 1);
    setMarginSensitivity(kMarkMargin, true);
    setFolding(PlainFoldStyle, kFoldMargin);
    markerDefine(Background, kLineMarker);
}

std::string ProgramText::bytes() const
{
    const auto length = static_cast<std::size_t>(SendScintilla(SCI_GETLENGTH));
    if (length == 0) {
        return {};
    }
    std::string text(length + 1, '\0');
    SendScintilla(SCI_GETTEXTRANGE, 0L, static_cast<long>(length), text.data());
    text.resize(length);
    return text;
}

QString ProgramText::program() const
{
    return bridge::toQt(bytes());
}

void ProgramText::replaceProgram(const QString& text)
{
    const QByteArray whole = cleaned(text.toUtf8());
    const QByteArray now = shownPart(whole);
    m_isCut = now.size() != whole.size();
    if (m_isCut) {
        Q_EMIT refused(tr("This text is longer than any program may be; only a part is shown."));
    }
    const std::string before = bytes();
    const auto size = static_cast<std::size_t>(now.size());
    std::size_t head = 0;
    while (head < before.size() && head < size &&
           before[head] == now[static_cast<qsizetype>(head)]) {
        ++head;
    }
    if (head == before.size() && head == size) {
        return;
    }
    while (head > 0 && ((head < before.size() && isInsideLetter(before[head])) ||
                        (head < size && isInsideLetter(now[static_cast<qsizetype>(head)])))) {
        --head;
    }
    std::size_t tail = 0;
    while (tail < before.size() - head && tail < size - head &&
           before[before.size() - 1 - tail] == now[static_cast<qsizetype>(size - 1 - tail)]) {
        ++tail;
    }
    while (tail > 0 && isInsideLetter(before[before.size() - tail])) {
        --tail;
    }
    setWrapMode(now.size() > kMostWrappedBytes ? WrapNone : WrapWord);
    const bool first = before.empty() && !isUndoAvailable();
    replaceRange(
        {static_cast<std::uint32_t>(head), static_cast<std::uint32_t>(before.size() - tail)},
        std::string_view(now.constData() + head, size - tail - head));
    if (first) {
        SendScintilla(SCI_EMPTYUNDOBUFFER);
    }
}

void ProgramText::replaceRange(lang::Span range, std::string_view text)
{
    SendScintilla(SCI_BEGINUNDOACTION);
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(range.begin),
                  static_cast<long>(range.end));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(text.size()),
                  text.empty() ? "" : text.data());
    SendScintilla(SCI_ENDUNDOACTION);
}

void ProgramText::setSymbols(const QStringList& symbols)
{
    m_symbols.clear();
    for (const QString& symbol : symbols) {
        m_symbols.push_back(bridge::fromQt(symbol));
    }
}

void ProgramText::showDocument(const QsciDocument& document)
{
    m_diagnostics.clear();
    setDocument(document);
    setLexer(m_lexer);
    // Both belong to the text, not to the view.
    setUtf8(true);
    setEolMode(EolUnix);
    m_markedLine = 0;
    applyTheme(m_theme);
    refreshNames();
    refreshMarks();
    placeHint();
}

int ProgramText::lineOfByte(std::size_t place) const
{
    return static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(place)));
}

int ProgramText::cursorLine() const
{
    return lineOfByte(static_cast<std::size_t>(SendScintilla(SCI_GETCURRENTPOS))) + 1;
}

// ---- problems

void ProgramText::setDiagnostics(const std::vector<lang::Diagnostic>& diagnostics)
{
    m_diagnostics = diagnostics;
    showSquiggles();
    showNotes();
    refreshMarks();
}

const lang::Diagnostic* ProgramText::problemAt(int line) const
{
    const lang::Diagnostic* found = nullptr;
    for (const lang::Diagnostic& diagnostic : m_diagnostics) {
        const bool worse = found == nullptr || (diagnostic.severity == lang::Severity::Error &&
                                                found->severity == lang::Severity::Warning);
        if (worse && lineOfByte(diagnostic.span.begin) + 1 == line) {
            found = &diagnostic;
        }
    }
    return found;
}

// A problem without letters of its own is shown on its whole line.
lang::Span ProgramText::shownSpan(const lang::Diagnostic& diagnostic) const
{
    const auto length = static_cast<std::uint32_t>(SendScintilla(SCI_GETLENGTH));
    lang::Span span{std::min(diagnostic.span.begin, length), std::min(diagnostic.span.end, length)};
    if (span.length() == 0) {
        const auto line = static_cast<unsigned long>(lineOfByte(span.begin));
        span.begin = static_cast<std::uint32_t>(SendScintilla(SCI_GETLINEINDENTPOSITION, line));
        span.end = static_cast<std::uint32_t>(SendScintilla(SCI_GETLINEENDPOSITION, line));
    }
    return span;
}

void ProgramText::showSquiggles()
{
    const long length = SendScintilla(SCI_GETLENGTH);
    for (const int indicator : {kErrorSquiggle, kWarningSquiggle}) {
        SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(indicator));
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, length);
    }
    for (const lang::Diagnostic& diagnostic : m_diagnostics) {
        const lang::Span span = shownSpan(diagnostic);
        const bool isError = diagnostic.severity == lang::Severity::Error;
        SendScintilla(SCI_SETINDICATORCURRENT,
                      static_cast<unsigned long>(isError ? kErrorSquiggle : kWarningSquiggle));
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(span.begin),
                      static_cast<long>(span.length()));
    }
}

QString ProgramText::wrapped(const QString& text) const
{
    // Ten letters are measured: the width of one is rounded.
    const long ten =
        std::max(10L, SendScintilla(SCI_TEXTWIDTH, static_cast<unsigned long>(TextStyle::ErrorNote),
                                    "0000000000"));
    int margins = 0;
    for (const int margin : {kNumberMargin, kMarkMargin, kFoldMargin}) {
        margins += marginWidth(margin);
    }
    const auto columns = std::max<qsizetype>(24, 10 * (viewport()->width() - margins - 20) / ten);
    QStringList lines;
    QString line;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && line.size() + 1 + word.size() > columns) {
            lines.append(line);
            line = QStringLiteral("  ");
        }
        line += (line.trimmed().isEmpty() ? QString() : QStringLiteral(" ")) + word;
    }
    lines.append(line);
    return lines.join(u'\n');
}

void ProgramText::showNotes()
{
    clearAnnotations();
    QMap<int, std::pair<QString, TextStyle>> notes;
    for (const lang::Diagnostic& diagnostic : m_diagnostics) {
        const int line = lineOfByte(diagnostic.span.begin);
        QString text = bridge::toQt(diagnostic.message);
        if (!diagnostic.hint.empty()) {
            text += QStringLiteral("; ") + bridge::toQt(diagnostic.hint);
        }
        if (diagnostic.fix) {
            text += tr(" (Alt+Enter repairs)");
        }
        const bool isError = diagnostic.severity == lang::Severity::Error;
        const QString sign = isError ? QStringLiteral("✕ ") : QStringLiteral("▲ ");
        auto& note = notes[line];
        note.first +=
            (note.first.isEmpty() ? QString() : QStringLiteral("\n")) + wrapped(sign + text);
        if (isError || note.second == TextStyle::Plain) {
            note.second = isError ? TextStyle::ErrorNote : TextStyle::WarningNote;
        }
    }
    for (auto it = notes.cbegin(); it != notes.cend(); ++it) {
        annotate(it.key(), it->first, static_cast<int>(it->second));
    }
}

// ---- marks beside the lines

void ProgramText::refreshNames()
{
    m_names = definedNames(bytes());
    if (m_lexer->setNames(m_names)) {
        recolor();
    }
}

void ProgramText::refreshMarks()
{
    for (int marker = kStatedMarker; marker <= kWarningMarker; ++marker) {
        markerDeleteAll(marker);
    }
    std::vector<LineMark> marks = marksOf(bytes(), kMostMarkedLines);
    for (const lang::Diagnostic& diagnostic : m_diagnostics) {
        const int line = lineOfByte(diagnostic.span.begin);
        const bool isError = problemAt(line + 1)->severity == lang::Severity::Error;
        markerAdd(line, isError ? kErrorMarker : kWarningMarker);
        if (static_cast<std::size_t>(line) < marks.size()) {
            marks[static_cast<std::size_t>(line)] = LineMark::None;
        }
    }
    for (std::size_t line = 0; line < marks.size(); ++line) {
        if (marks[line] != LineMark::None) {
            markerAdd(static_cast<int>(line), marks[line] == LineMark::Stated  ? kStatedMarker
                                              : marks[line] == LineMark::Mixed ? kMixedMarker
                                                                               : kAssumedMarker);
        }
    }
}

void ProgramText::toggleLineMark(int line)
{
    const auto number = static_cast<unsigned long>(line - 1);
    const long begin = SendScintilla(SCI_POSITIONFROMLINE, number);
    const long end = SendScintilla(SCI_GETLINEENDPOSITION, number);
    if (begin < 0 || end <= begin) {
        return;
    }
    const std::string source = bytes();
    const std::string_view old = std::string_view(source).substr(
        static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const LineMark mark = markOf(old);
    if (mark == LineMark::None) {
        return;
    }
    replaceRange({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                 mark == LineMark::Stated ? assumedLine(old) : statedLine(old));
}

void ProgramText::onMarginClicked(int line)
{
    const lang::Diagnostic* problem = problemAt(line + 1);
    if (problem == nullptr) {
        toggleLineMark(line + 1);
    } else {
        Q_EMIT fixWanted(line + 1);
    }
}

void ProgramText::markLine(int line)
{
    if (line == m_markedLine) {
        return;
    }
    markerDeleteAll(kLineMarker);
    m_markedLine = line;
    if (line > 0 && line <= lines()) {
        markerAdd(line - 1, kLineMarker);
    }
}

// ---- find

std::vector<lang::Span> ProgramText::matches(const QString& wanted, bool matchCase) const
{
    std::vector<lang::Span> found;
    const QByteArray word = wanted.toUtf8();
    if (word.isEmpty()) {
        return found;
    }
    SendScintilla(SCI_SETSEARCHFLAGS, static_cast<unsigned long>(matchCase ? SCFIND_MATCHCASE : 0));
    const long length = SendScintilla(SCI_GETLENGTH);
    long place = 0;
    while (place < length && found.size() < kMostMatches) {
        SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(place), length);
        const long at = SendScintilla(SCI_SEARCHINTARGET, static_cast<unsigned long>(word.size()),
                                      word.constData());
        if (at < 0) {
            break;
        }
        const long end = SendScintilla(SCI_GETTARGETEND);
        found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
        place = std::max(end, at + 1);
    }
    return found;
}

int ProgramText::highlightMatches(const QString& wanted, bool matchCase)
{
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(kMatchBox));
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
    const std::vector<lang::Span> found = matches(wanted, matchCase);
    for (const lang::Span span : found) {
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(span.begin),
                      static_cast<long>(span.length()));
    }
    return static_cast<int>(found.size());
}

// ---- changes, keys and mouse

void ProgramText::onTextChanged()
{
    m_settle.start();
    placeHint();
    Q_EMIT edited();
}

void ProgramText::onCursorMoved()
{
    if (SendScintilla(SCI_CALLTIPACTIVE) != 0) {
        updateCallTip();
    }
    if (hasFocus()) {
        pointAt(cursorLine());
    }
}

void ProgramText::pointAt(int line)
{
    if (line != m_pointedLine) {
        m_pointedLine = line;
        Q_EMIT lineHovered(line);
    }
}

void ProgramText::mouseMoveEvent(QMouseEvent* event)
{
    QsciScintilla::mouseMoveEvent(event);
    pointAt(lineAt(event->position().toPoint()) + 1);
}

void ProgramText::leaveEvent(QEvent* event)
{
    QsciScintilla::leaveEvent(event);
    pointAt(0);
}

void ProgramText::resizeEvent(QResizeEvent* event)
{
    QsciScintilla::resizeEvent(event);
    placeHint();
    if (!m_diagnostics.empty()) {
        m_rewrap.start();
    }
}

void ProgramText::placeHint()
{
    const bool empty = SendScintilla(SCI_GETLENGTH) == 0;
    m_hint->setVisible(empty);
    if (empty) {
        const int left = marginWidth(kNumberMargin) + marginWidth(kMarkMargin) + 16;
        const int width = std::max(60, this->width() - left - 12);
        m_hint->setGeometry(left, 28, width, m_hint->heightForWidth(width) + 4);
    }
}

void ProgramText::keyPressEvent(QKeyEvent* event)
{
    const bool listOpen = SendScintilla(SCI_AUTOCACTIVE) != 0;
    const bool tab = event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab;
    if (tab && !listOpen) {
        // The text is no trap for the keyboard; blocks are indented by Return and by the formatter.
        // Past the editor's own, which keeps the focus.
        // NOLINTNEXTLINE(bugprone-parent-virtual-call)
        QWidget::focusNextPrevChild(event->key() == Qt::Key_Tab);
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offerWords(true);
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

QByteArray ProgramText::fromMimeData(const QMimeData* source, bool& rectangular) const
{
    const QByteArray text = cleaned(QsciScintilla::fromMimeData(source, rectangular));
    if (text.size() > kMostPastedBytes) {
        Q_EMIT refused(tr("The pasted text has more than 1 MB, which no program may have; nothing "
                          "was inserted."));
        return {};
    }
    if (longestLine(text) > kLongestPastedLine) {
        Q_EMIT refused(tr("The pasted text has a line of more than 20,000 letters; nothing was "
                          "inserted. Is it a program?"));
        return {};
    }
    return text;
}

} // namespace sw::gui
