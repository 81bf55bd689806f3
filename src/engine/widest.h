// Running a loop by the widest code of this processor, for the rooms that stand on the engine.
#pragma once

#include "indicators/widest.h"

namespace sw::engine {

using indicators::onWidest;

} // namespace sw::engine
