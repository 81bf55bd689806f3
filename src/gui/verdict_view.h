// The final word on a strategy, with every reason in plain words and what kind of reason it is.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/mark.h"
#include "metrics/verdict.h"
#endif

class QLabel;
class QVBoxLayout;

namespace sw::gui {

/// Thread: GUI.
class VerdictView : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictView(const ThemeSource& themes, QWidget* parent = nullptr);

    /// `about` names the strategy that was judged; `trials` counts the variants tried.
    void setVerdict(const metrics::Verdict& verdict, const QString& about, qint64 trials);
    QString kindText() const;
    /// The reasons as shown, in order.
    QStringList reasons() const { return m_reasons; }
    QString trialsText() const;

private:
    void addReason(const metrics::VerdictReason& reason);

    const ThemeSource& m_themes;
    Mark* m_mark = nullptr;
    QLabel *m_kind = nullptr, *m_trials = nullptr, *m_about = nullptr;
    QVBoxLayout* m_list = nullptr;
    QStringList m_reasons;
};

} // namespace sw::gui
