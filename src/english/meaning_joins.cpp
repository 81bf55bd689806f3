#include "english/meaning.h"

#include <algorithm>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

/// "the 9 sectors (XLB, …)": as many as are named.
NodePtr soMany(const Arguments& a)
{
    return a[0]->number == static_cast<double>(a[1]->kids.size()) ? a[1] : nullptr;
}

bool endsInNumber(const NodePtr& condition)
{
    if (is(condition, "and")) {
        return endsInNumber(condition->kids[1]);
    }
    return is(condition, "cmp") && (is(condition->kids[1], "num") || is(condition->kids[1], "pct"));
}

/// True when the words of `whole` begin with a number or a length.
bool beginsWithNumber(const NodePtr& node, const NodePtr& whole)
{
    if (!node || node->words.begin != whole->words.begin) {
        return false;
    }
    return is(node, "num") || is(node, "len") ||
           std::any_of(node->kids.begin(), node->kids.end(),
                       [&](const NodePtr& kid) { return beginsWithNumber(kid, whole); });
}

/// Conditions side by side without a word between them: after a number it is not certain where the
/// first one ends.
NodePtr sideBySide(const Arguments& a)
{
    const bool whole = is(a[1], "cmp") && !is(a[1]->kids[0], "subj");
    if (endsInNumber(a[0]) && (!whole || beginsWithNumber(a[1], a[1]))) {
        return nullptr;
    }
    return both(a[0], a[1]);
}

/// The same where the second one has no subject of its own.
NodePtr sideBySidePart(const Arguments& a)
{
    return endsInNumber(a[0]) ? nullptr : both(a[0], a[1]);
}

} // namespace

MeaningTable joinMeanings()
{
    return {
        {"somany", soMany},
        {"beside", sideBySide},
        {"besidepart", sideBySidePart},
    };
}

} // namespace sw::english
