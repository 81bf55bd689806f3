// The box in which the sentence is typed: history at its edges, completion of symbols, and words
// that can be pointed at and highlighted.
#pragma once

#include <QPlainTextEdit>
#include <QStringList>

#include <utility>
#include <vector>

class QCompleter;
class QStringListModel;

namespace sw::gui {

/// Sentences kept; the oldest go first.
inline constexpr qsizetype kMostSentences = 200;

/// Thread: GUI.
class SentenceBox : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit SentenceBox(QWidget* parent = nullptr);

    QString sentence() const { return toPlainText(); }
    /// Replaces the text as one step that can be undone; the cursor goes to its end.
    void setSentence(const QString& sentence);
    void setHistory(const QStringList& sentences);
    const QStringList& history() const { return m_history; }
    /// Adds a sentence that was run; false when it was the latest already.
    bool remember(const QString& sentence);
    void setSymbols(const QStringList& symbols);
    QCompleter* completer() const { return m_completer; }
    /// Paints these ranges of letters with a background and an underline.
    void highlight(const std::vector<std::pair<int, int>>& ranges, const QColor& background,
                   const QColor& line);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// Ctrl+Enter.
    void submitted();
    /// The letter under the mouse or the cursor; -1 when the mouse left.
    void pointed(int letter);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    bool walkHistory(int key);
    bool atEdge(int key) const;
    void offerSymbols();
    void complete(const QString& symbol);
    QString wordBeforeCursor() const;
    void fitHeight();

    QStringList m_history;
    qsizetype m_place = 0; ///< in m_history; its size while a new sentence is typed
    QString m_draft;       ///< the new sentence while the history is walked
    QCompleter* m_completer = nullptr;
    QStringListModel* m_symbols = nullptr;
};

} // namespace sw::gui
