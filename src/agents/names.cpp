#include "agents/brief.h"

namespace sw::agents {

std::string_view name(Window window)
{
    switch (window) {
    case Window::Train:
        return "train";
    case Window::Validation:
        return "validation";
    case Window::Holdout:
        return "holdout";
    case Window::Whole:
        break;
    }
    return "whole";
}

std::string_view name(Decision decision)
{
    switch (decision) {
    case Decision::AsAsked:
        return "as asked";
    case Decision::Accepted:
        return "accepted";
    case Decision::Rejected:
        break;
    }
    return "rejected";
}

std::string_view name(RunState state)
{
    switch (state) {
    case RunState::Completed:
        return "completed";
    case RunState::NeedsAnswer:
        return "needs answer";
    case RunState::DoesNotCompile:
        return "does not compile";
    case RunState::Cancelled:
        return "cancelled";
    case RunState::Failed:
        break;
    }
    return "failed";
}

} // namespace sw::agents
