// Giving back the memory of large results away from the GUI thread.
#pragma once

#include <QThreadPool>

#include <memory>
#include <utility>

namespace sw::gui {

/// The same value; whoever lets go of it last does not wait while its memory is given back, which
/// takes the system longer than a frame where there are millions of bars. Null stays null.
template <class Value> std::shared_ptr<Value> freedElsewhere(std::shared_ptr<Value> value)
{
    if (!value) {
        return value;
    }
    Value* shown = value.get();
    return std::shared_ptr<Value>(shown, [kept = std::move(value)](Value*) mutable {
        QThreadPool::globalInstance()->start([gone = std::move(kept)]() mutable { gone.reset(); });
    });
}

} // namespace sw::gui
