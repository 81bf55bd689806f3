// What kernels may know about the bars they run on; one place, so that every way of evaluating an
// expression gives its kernels the same knowledge.
#pragma once

#include "indicators/kernel.h"
#include "market/bars.h"

namespace sw::engine {

/// Calendar, bar length and annualisation of these bars. ticksPerUnit is left unknown.
indicators::KernelContext kernelContext(const market::Bars& bars);

} // namespace sw::engine
