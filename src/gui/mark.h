// Small drawn signs that carry meaning by their shape, so that colour is never the only bearer.
#pragma once

#include "gui/theme.h"

#include <QRectF>
#include <QWidget>

class QPainter;

namespace sw::gui {

enum class Sign : std::uint8_t { Check, Cross, Triangle, Square, Dash, Dot, Padlock };

/// Draws a sign in the middle of `box`.
void drawSign(QPainter& painter, Sign sign, const QRectF& box, const QColor& color);

/// A sign as a widget. Thread: GUI.
class Mark : public QWidget
{
    Q_OBJECT

public:
    /// `meaning` is what the sign says, for those who do not see it.
    Mark(const ThemeSource& themes, Sign sign, Token token, const QString& meaning,
         QWidget* parent = nullptr);
    void setSign(Sign sign, Token token, const QString& meaning);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeSource& m_themes;
    Sign m_sign;
    Token m_token;
};

} // namespace sw::gui
