// Where a strategy is said in words: the sentence, how it is read while it is typed, what was
// assumed, asked and not supported. It starts nothing itself: the window does, with its options.
#pragma once

#include "gui/panel.h"

#include <QHash>
#include <QStringList>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/prompt_notes.h"
#include "gui/sentence_reader.h"
#endif

class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace sw::gui {

class NoteChips;
class SentenceBox;

/// Thread: GUI; sentences are read in a thread of their own.
class PromptPanel : public Panel
{
    Q_OBJECT

public:
    explicit PromptPanel(ThemeSource& themes, QWidget* parent = nullptr);
    ~PromptPanel() override;

    /// Six sentences that run on the bundled samples.
    static QStringList examples();

    /// The sentence in the box, which need not be the document's yet.
    QString sentence() const;
    void setSentence(const QString& sentence);
    /// Sentences that were run, oldest first; kept by the window between starts.
    void setHistory(const QStringList& sentences);
    QStringList history() const;
    /// Symbols that have bars, for completion.
    void setSymbols(const QStringList& symbols);
    /// The latest reading of the sentence in the box; null until it was read.
    SentenceReadingPtr reading() const { return m_reading; }
    /// What the chips show, in their order.
    const std::vector<PromptNote>& notes() const { return m_notes; }

public slots:
    /// Asks for a run of the sentence, as Ctrl+Enter does; says why when it is empty.
    void runSentence();
    /// Puts the cursor into the sentence.
    void focusSentence();
    /// Shows the words that became a line of the document's program; 0 for none.
    void highlightLine(int line);

signals:
    void runRequested(const QString& sentence);
    void cancelRequested();
    /// The words under the mouse or the cursor became this line of the program; 0 for none.
    void ruleHovered(int line);
    /// history() has a new sentence.
    void historyChanged();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    QWidget* buildExamples();
    void refresh();
    void refreshButton();
    void refreshReading();
    void refreshNotes();
    void onReading(const SentenceReadingPtr& reading);
    void onSentenceChanged();
    void onPointed(int letter);
    void onAnswered(int note, const QString& answer);
    void onPrimary();
    void refreshExamples();
    void fitNotes();
    void adoptSentence();
    void fillHistoryMenu();
    std::vector<WordTrace> trace() const;
    /// The program that notes and trace speak of.
    QString program() const;
    bool showsDocument() const;
    void changeValue(const PromptNote& note, const QString& value);

    SentenceReader* m_reader = nullptr;
    SentenceReadingPtr m_reading;
    std::vector<PromptNote> m_notes;
    SentenceBox* m_box = nullptr;
    QPushButton* m_primary = nullptr;
    QToolButton* m_examplesButton = nullptr;
    QToolButton* m_historyButton = nullptr;
    QMenu* m_historyMenu = nullptr;
    QWidget* m_examples = nullptr;
    QLabel* m_readAs = nullptr;
    QLabel* m_failure = nullptr;
    QScrollArea* m_scroll = nullptr;
    NoteChips* m_chips = nullptr;
    QStringList m_symbols;
    QHash<const QObject*, QString> m_drafts; ///< what stood in the box, by document
    const QObject* m_draftOf = nullptr;      ///< only compared, never used
    QString m_documentSentence;
    int m_pointedLine = 0;
};

} // namespace sw::gui
