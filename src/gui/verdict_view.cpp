#include "gui/verdict_view.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace sw::gui {

using metrics::VerdictKind;
using metrics::Weight;

namespace {

struct VerdictLook {
    Sign sign;
    Token token;
    QString words;
};

VerdictLook lookOf(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Supported:
        return {Sign::Check, Token::Up, VerdictView::tr("Supported by the evidence")};
    case VerdictKind::Weak:
        return {Sign::Triangle, Token::Warn, VerdictView::tr("Weak evidence")};
    case VerdictKind::NotDistinguishable:
        return {Sign::Dash, Token::Warn, VerdictView::tr("Not distinguishable from luck")};
    case VerdictKind::TooFewTrades:
        return {Sign::Triangle, Token::Warn, VerdictView::tr("Too few trades to judge")};
    case VerdictKind::BrokenAssumption:
        break;
    }
    return {Sign::Cross, Token::Down, VerdictView::tr("Broken assumption: not a result")};
}

VerdictLook lookOf(Weight weight)
{
    switch (weight) {
    case Weight::Decisive:
        return {Sign::Square, Token::Warn, VerdictView::tr("decisive")};
    case Weight::Doubt:
        return {Sign::Triangle, Token::Warn, VerdictView::tr("doubt")};
    case Weight::Support:
        return {Sign::Check, Token::Up, VerdictView::tr("support")};
    case Weight::Remark:
        break;
    }
    return {Sign::Dot, Token::Muted, VerdictView::tr("remark")};
}

} // namespace

VerdictView::VerdictView(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 12, 10);
    column->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(7);
    m_mark = new Mark(themes, Sign::Dash, Token::Muted, {}, this);
    row->addWidget(m_mark);
    m_kind = new QLabel(this);
    m_kind->setTextFormat(Qt::PlainText);
    m_kind->setObjectName(QStringLiteral("heading"));
    m_kind->setWordWrap(true); // the narrowest panel does not hold the longest verdict in a row
    row->addWidget(m_kind, 1);
    m_trials = new QLabel(this);
    m_trials->setObjectName(QStringLiteral("pill"));
    m_trials->setToolTip(tr("<p>How many different programs were measured in this run. The more "
                            "are tried, the better the best of them looks by luck alone; the "
                            "deflated Sharpe ratio takes that into account.</p>"));
    row->addWidget(m_trials);
    column->addLayout(row);
    m_about = new QLabel(this);
    m_about->setObjectName(QStringLiteral("muted"));
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    column->addWidget(m_about);
    m_list = new QVBoxLayout;
    m_list->setContentsMargins(0, 2, 0, 0);
    m_list->setSpacing(5);
    column->addLayout(m_list);
}

void VerdictView::setVerdict(const metrics::Verdict& verdict, const QString& about, qint64 trials)
{
    const VerdictLook look = lookOf(verdict.kind);
    m_mark->setSign(look.sign, look.token, tr("Verdict"));
    m_kind->setText(look.words);
    m_kind->setAccessibleName(tr("Verdict: %1").arg(look.words));
    m_trials->setText(trials == 1 ? tr("1 variant tried")
                                  : tr("%1 variants tried").arg(count(trials)));
    m_about->setText(about);
    m_about->setVisible(!about.isEmpty());
    while (QLayoutItem* item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_reasons.clear();
    for (const metrics::VerdictReason& reason : verdict.reasons) {
        addReason(reason);
    }
}

void VerdictView::addReason(const metrics::VerdictReason& reason)
{
    const VerdictLook look = lookOf(reason.weight);
    const QString text = bridge::toQt(reason.text);
    m_reasons.append(text);
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(7);
    auto* mark = new Mark(m_themes, look.sign, look.token, look.words, line);
    mark->setToolTip(look.words);
    row->addWidget(mark, 0, Qt::AlignTop);
    auto* words = new QLabel(text, line);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setAccessibleName(look.words + QStringLiteral(": ") + text);
    if (reason.weight == Weight::Remark) {
        words->setObjectName(QStringLiteral("muted"));
    }
    row->addWidget(words, 1);
    m_list->addWidget(line);
}

QString VerdictView::kindText() const
{
    return m_kind->text();
}

QString VerdictView::trialsText() const
{
    return m_trials->text();
}

} // namespace sw::gui
