#include "gui/sentence_reader.h"

#include "bridge/text.h"
#include "english/describe.h"

#include <QStringList>
#include <QThreadPool>

namespace sw::gui {

namespace {

/// Typing settles this long before the sentence is read. Units: ms.
constexpr int kPauseMs = 120;

/// The rules of a program in English. Settings are left out: the sentence is about the rules.
QString inWords(const std::string& source)
{
    lang::SyntaxTree tree = lang::parse(source).tree;
    std::erase_if(tree.statements, [](const lang::Statement& statement) {
        return std::holds_alternative<lang::Trade>(statement.body) ||
               std::holds_alternative<lang::StrategyName>(statement.body) ||
               std::holds_alternative<lang::Comment>(statement.body) ||
               std::holds_alternative<lang::InvalidLine>(statement.body);
    });
    QStringList sentences;
    for (const std::string& sentence : english::describe(tree)) {
        QString text = bridge::toQt(sentence);
        const qsizetype assumed = text.indexOf(QLatin1String("; assumed:"));
        if (assumed >= 0) {
            text = text.left(assumed) + u'.';
        }
        text.remove(QLatin1String(", at the next open"));
        sentences.append(text);
    }
    return sentences.join(u' ');
}

} // namespace

SentenceReader::SentenceReader(QObject* parent)
    : QObject(parent), m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &SentenceReader::start);
}

SentenceReader::~SentenceReader()
{
    m_pool->clear();
    m_pool->waitForDone();
}

void SentenceReader::read(const QString& sentence)
{
    m_sentence = sentence;
    ++m_number;
    m_pause.start();
}

void SentenceReader::start()
{
    m_pool->clear(); // older sentences that were not begun
    m_pool->start([this, sentence = m_sentence, mine = m_number] {
        auto reading = std::make_shared<SentenceReading>();
        reading->sentence = sentence;
        reading->reading = english::interpret(bridge::fromQt(sentence));
        reading->inWords = inWords(reading->reading.source);
        // The reader waits for its pool before it goes, and drops queued calls with itself.
        QMetaObject::invokeMethod(
            this,
            [this, mine, reading] {
                if (mine == m_number) {
                    Q_EMIT finished(reading);
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace sw::gui
