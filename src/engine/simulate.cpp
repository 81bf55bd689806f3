#include "engine/machine.h"
#include "engine/plain_machine.h"
#include "engine/short_machine.h"

namespace sw::engine {

Ledger simulate(const Plan& plan)
{
    return ShortMachine::canRun(plan) ? ShortMachine(plan).run() : Machine(plan).run();
}

Ledger simulatePlainly(const Plan& plan)
{
    return PlainMachine(plan).run();
}

} // namespace sw::engine
