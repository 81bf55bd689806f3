// Reads the sentence while it is typed, in a thread of its own, so that long texts never stop the
// window.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "english/interpreter.h"

#include <memory>
#endif

class QThreadPool;

namespace sw::gui {

/// A sentence and what it means; immutable.
struct SentenceReading {
    QString sentence;
    english::Reading reading;
    QString inWords; ///< the rules read back, without what was assumed; empty when there are none
};
using SentenceReadingPtr = std::shared_ptr<const SentenceReading>;

/// Thread: GUI.
class SentenceReader : public QObject
{
    Q_OBJECT

public:
    explicit SentenceReader(QObject* parent = nullptr);
    /// Waits for a reading at work.
    ~SentenceReader() override;

    /// Reads the sentence once typing pauses; answers to older sentences are dropped.
    void read(const QString& sentence);

signals:
    /// The latest sentence was read.
    void finished(const sw::gui::SentenceReadingPtr& reading);

private:
    void start();

    std::unique_ptr<QThreadPool> m_pool;
    QTimer m_pause;
    QString m_sentence;
    quint64 m_number = 0; ///< of the latest sentence
};

} // namespace sw::gui
