// The proof that exported Python repeats every trade: the file is run by python3 on the very bars
// of the shown result, and what it prints is compared with the ledger, trade by trade.
#pragma once

#include <QObject>
#include <QProcess>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "exporters/exporter.h"
#include "gui/shown_result.h"

#include <memory>
#include <stop_token>
#endif

class QTemporaryDir;
class QThreadPool;

namespace sw::gui {

/// How far printed trades agree with a result.
struct ProofComparison {
    int trades = 0;     ///< compared and equal
    QString difference; ///< the first one in a sentence; empty when all agree
};
/// Compares what the exported Python printed with the trades of a result: side, bars, prices, size,
/// net profit and reason. Prices and sizes may differ by a billionth.
ProofComparison compareWithPrinted(const engine::BacktestResult& result, const QString& printed);

/// How the shown result is exported: the conventions of its symbols and its capital.
exporters::ExportOptions exportOptionsOf(const ShownResult& result);

/// One proof at a time. Thread: GUI; files are written in a thread of its own, Python runs in a
/// process.
class PythonProof : public QObject
{
    Q_OBJECT

public:
    enum class State : std::uint8_t { Idle, Working, Proved, Differs, Failed, Cancelled };

    explicit PythonProof(QObject* parent = nullptr);
    ~PythonProof() override;

    /// Begins, giving up a proof at work. `market`: for bars that the program reads of symbols it
    /// does not trade.
    void start(const ShownResultPtr& result, std::shared_ptr<agents::MarketData> market);
    void cancel();
    /// Forgets the last answer.
    void clear();

    State state() const { return m_state; }
    /// What is known now, in a sentence or two; empty when idle.
    QString sentence() const { return m_sentence; }

    /// The interpreter; found in the path unless set.
    void setPython(const QString& program) { m_python = program; }
    /// Units: ms.
    void setTimeLimit(int milliseconds) { m_limit.setInterval(milliseconds); }

signals:
    /// State or sentence are others now.
    void changed();

private:
    struct Files {
        std::unique_ptr<QTemporaryDir> folder;
        QStringList arguments;
        QString error; ///< why there are none
    };
    static Files writeFiles(const ShownResultPtr& result, agents::MarketData* market,
                            const std::stop_token& stop);
    void run(const std::shared_ptr<Files>& files);
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onError(QProcess::ProcessError error);
    void onLimit();
    void stop();
    void setState(State state, const QString& sentence);

    std::unique_ptr<QThreadPool> m_pool;
    std::unique_ptr<QProcess> m_process;
    std::shared_ptr<Files> m_files;
    std::stop_source m_stop;
    ShownResultPtr m_result;
    QTimer m_limit;
    QString m_python;
    State m_state = State::Idle;
    QString m_sentence;
    quint64 m_number = 0; ///< of the latest proof: answers of older ones are dropped
    qint64 m_startedMs = 0;
};

} // namespace sw::gui
