// One trade explained: why it was entered and left, how it was filled, what it cost and how it
// went. The words come from the program and the engine; nothing is guessed.
#pragma once

#include "gui/theme.h"

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/shown_result.h"

#include <vector>
#endif

class QGridLayout;
class QLabel;
class QScrollArea;

namespace sw::gui {

/// "Long" or "Short".
QString sideText(engine::Side side);
/// The canonical line of the program by which a trade was entered.
QString entryRuleText(const lang::Program& program, int entryRule);
/// Why a trade was left: the program's line, or the event that has none; "still open" when it was
/// not.
QString exitRuleText(const lang::Program& program, engine::ExitReason reason, int exitRule);

/// One line of the details.
struct DetailLine {
    enum class Kind : std::uint8_t { Section, Pair, Sentence };
    Kind kind = Kind::Pair;
    QString label; ///< of a pair
    QString value;
    double sign = 0; ///< of a gain or a loss; 0 for anything else
};
/// Everything there is to say about a trade, in reading order. Requires: the trade exists.
std::vector<DetailLine> detailsOf(const ShownResult& result, int symbol, int trade);

/// Thread: GUI.
class TradeDetails : public QWidget
{
    Q_OBJECT

public:
    explicit TradeDetails(ThemeSource& themes, QWidget* parent = nullptr);

    /// Explains a trade; a null result or trade -1 shows how to choose one.
    void showTrade(const ShownResultPtr& result, int symbol, int trade);
    /// All that is shown, a line per line.
    QString text() const;
    void applyTheme();

private:
    QLabel* label(std::size_t index);
    void fill();

    ThemeSource& m_themes;
    QScrollArea* m_area = nullptr;
    QWidget* m_content = nullptr;
    QGridLayout* m_grid = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    std::vector<QLabel*> m_labels; ///< reused from trade to trade
    std::vector<DetailLine> m_lines;
};

} // namespace sw::gui
