#include "gui/program_marks.h"

#include "gui/strategy_lexer.h"

#include "lang/scanner.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sw::gui {

namespace {

using lang::TokenKind;

bool isValue(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Number:
    case TokenKind::Percent:
    case TokenKind::Money:
    case TokenKind::RMultiple:
    case TokenKind::Time:
    case TokenKind::Date:
    case TokenKind::Timeframe:
        return true;
    default:
        return false;
    }
}

std::vector<lang::Token> tokensOf(std::string_view line)
{
    if (line.size() > kMostStyledLineBytes) {
        return {};
    }
    lang::Problems problems;
    return lang::scan(line, problems).tokens;
}

/// Values that a mark can follow: not those in x[1], which is part of the rule's shape.
bool carriesMark(const std::vector<lang::Token>& tokens, std::size_t i)
{
    return isValue(tokens[i].kind) && (i == 0 || tokens[i - 1].kind != TokenKind::LeftBracket);
}

bool isMarked(const std::vector<lang::Token>& tokens, std::size_t i)
{
    return i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::Question;
}

QPainterPath padlock(double side)
{
    QPainterPath path;
    path.addRoundedRect(QRectF(0.2 * side, 0.46 * side, 0.6 * side, 0.42 * side), 0.08 * side,
                        0.08 * side);
    return path;
}

QImage blank(int side)
{
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

} // namespace

LineMark markOf(std::string_view line)
{
    const std::vector<lang::Token> tokens = tokensOf(line);
    bool stated = false;
    bool assumed = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        assumed = assumed || tokens[i].kind == TokenKind::Question;
        stated = stated || (carriesMark(tokens, i) && !isMarked(tokens, i));
    }
    return stated ? (assumed ? LineMark::Mixed : LineMark::Stated)
                  : (assumed ? LineMark::Assumed : LineMark::None);
}

std::vector<LineMark> marksOf(std::string_view source, std::size_t mostLines)
{
    std::vector<LineMark> marks;
    while (marks.size() < mostLines) {
        const std::size_t end = source.find('\n');
        marks.push_back(markOf(source.substr(0, end)));
        if (end == std::string_view::npos) {
            break;
        }
        source.remove_prefix(end + 1);
    }
    return marks;
}

std::string statedLine(std::string_view line)
{
    std::string out;
    std::size_t place = 0;
    for (const lang::Token& token : tokensOf(line)) {
        if (token.kind == TokenKind::Question) {
            out += line.substr(place, token.span.begin - place);
            place = token.span.end;
        }
    }
    return out + std::string(line.substr(place));
}

std::string assumedLine(std::string_view line)
{
    const std::vector<lang::Token> tokens = tokensOf(line);
    std::string out;
    std::size_t place = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (carriesMark(tokens, i) && !isMarked(tokens, i)) {
            out += line.substr(place, tokens[i].span.end - place);
            out += '?';
            place = tokens[i].span.end;
        }
    }
    return out + std::string(line.substr(place));
}

QImage markImage(LineMark mark, const Theme& theme, int side)
{
    QImage image = blank(side);
    if (mark == LineMark::None) {
        return image;
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double size = side;
    if (mark == LineMark::Assumed) {
        QFont font = theme.code;
        font.setPixelSize(static_cast<int>(0.86 * size));
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(theme[Token::Warn]);
        painter.drawText(image.rect(), Qt::AlignCenter, QStringLiteral("?"));
        return image;
    }
    const QColor ink = theme[Token::Muted];
    painter.fillPath(padlock(size), ink);
    painter.setPen(QPen(ink, 0.11 * size));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(0.32 * size, 0.14 * size, 0.36 * size, 0.56 * size), 0, 180 * 16);
    if (mark == LineMark::Mixed) {
        painter.setPen(QPen(theme[Token::Panel], 0.08 * size));
        painter.setBrush(theme[Token::Warn]);
        painter.drawEllipse(QRectF(0.6 * size, 0.62 * size, 0.36 * size, 0.36 * size));
    }
    return image;
}

QImage problemImage(bool isError, const Theme& theme, int side)
{
    QImage image = blank(side);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double size = side;
    const QColor ink = theme[isError ? Token::Down : Token::Warn];
    if (isError) {
        painter.setPen(QPen(ink, 0.16 * size, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(0.24 * size, 0.24 * size), QPointF(0.76 * size, 0.76 * size));
        painter.drawLine(QPointF(0.76 * size, 0.24 * size), QPointF(0.24 * size, 0.76 * size));
        return image;
    }
    QPainterPath path;
    path.moveTo(0.5 * size, 0.14 * size);
    path.lineTo(0.92 * size, 0.86 * size);
    path.lineTo(0.08 * size, 0.86 * size);
    path.closeSubpath();
    painter.fillPath(path, ink);
    return image;
}

} // namespace sw::gui
