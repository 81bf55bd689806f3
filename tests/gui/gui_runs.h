// Real documents for the tests of the window: the engine in this process and the samples that ship.
#pragma once

#include "gui/run_document.h"

#include <memory>

namespace sw::test {

/// Ports with the bundled samples and the real engine.
agents::Ports samplePorts();
/// A document whose run of `sentence` has ended and whose result is shown, or failed.
std::unique_ptr<gui::RunDocument> finishedRun(const QString& sentence, int maxIterations = 3);
/// Waits in the event loop until the document neither runs nor measures.
bool waitUntilIdle(gui::RunDocument& document);

} // namespace sw::test
