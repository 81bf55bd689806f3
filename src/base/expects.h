// Contract checks at a room's boundary: programmer errors only, never reachable from input.
#pragma once

#include "base/error.h"

/// Ends the program with file and line when a caller broke a documented requirement.
#define EXPECTS(condition)                                                                         \
    ((condition) ? static_cast<void>(0)                                                            \
                 : ::sw::contractViolated("requirement", #condition, __FILE__, __LINE__))

/// Ends the program with file and line when a function broke its own promise.
#define ENSURES(condition)                                                                         \
    ((condition) ? static_cast<void>(0)                                                            \
                 : ::sw::contractViolated("promise", #condition, __FILE__, __LINE__))
