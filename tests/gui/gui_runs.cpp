#include "shared_words.h"
#include "test_main.h"

#include "gui_runs.h"

#include "bridge/text.h"
#include "data/local_data.h"
#include "data/local_ports.h"

namespace sw::test {

namespace {

/// Long enough for the slowest machine under a sanitizer; nothing waits for it to pass. Units: ms.
using sw::test::kPatienceMs;

} // namespace

agents::Ports samplePorts()
{
    Result<data::LocalData> bars = data::LocalData::make({});
    return {std::make_shared<data::LocalData>(std::move(*bars)),
            std::make_shared<data::EngineBacktester>(), std::make_shared<data::SystemClock>(),
            "test"};
}

bool waitUntilIdle(gui::RunDocument& document)
{
    return QTest::qWaitFor([&] { return !document.isRunning() && !document.isMeasuring(); },
                           kPatienceMs);
}

std::unique_ptr<gui::RunDocument> finishedRun(const QString& sentence, int maxIterations)
{
    auto document = std::make_unique<gui::RunDocument>(samplePorts());
    agents::Brief brief;
    brief.text = bridge::fromQt(sentence);
    brief.maxIterations = maxIterations;
    document->run(brief);
    if (!waitUntilIdle(*document)) {
        qWarning("the run did not end");
    }
    return document;
}

} // namespace sw::test
