#include "engine/machine.h"
#include "engine/plain_machine.h"
#include "engine/short_machine.h"

namespace sw::engine {

Ledger simulate(const Plan& plan, const std::stop_token& stop)
{
    return ShortMachine::canRun(plan) ? ShortMachine(plan).run(stop) : Machine(plan).run(stop);
}

Ledger simulatePlainly(const Plan& plan)
{
    return PlainMachine(plan).run();
}

} // namespace sw::engine
