// Colours for exported code: enough of Python and Pine to be read at ease.
#pragma once

#include "gui/theme.h"

#include <QSyntaxHighlighter>
#include <QTextCharFormat>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include <array>
#include <cstdint>
#endif

namespace sw::gui {

enum class CodeLanguage : std::uint8_t { Python, Pine };

/// Thread: GUI.
class CodeHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit CodeHighlighter(QTextDocument* document);

    void setTheme(const Theme& theme);
    void setLanguage(CodeLanguage language);

protected:
    void highlightBlock(const QString& text) override;

private:
    qsizetype string(const QString& text, qsizetype at);
    qsizetype word(const QString& text, qsizetype at);
    bool isKeyword(QStringView word) const;

    CodeLanguage m_language = CodeLanguage::Python;
    QTextCharFormat m_keyword, m_function, m_number, m_string, m_comment;
};

} // namespace sw::gui
