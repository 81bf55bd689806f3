#include "engine/attribution_counts.h"

#include "engine/attribution_text.h"

#include <cmath>

namespace sw::engine {

namespace {

/// Number of bits of a word-wise combination of masks.
template <class F> std::int64_t countWords(const Mask& shape, F wordAt)
{
    std::int64_t total = 0;
    for (std::size_t word = 0; word < shape.words().size(); ++word) {
        total += std::popcount(wordAt(word));
    }
    return total;
}

} // namespace

Mask othersTrue(const RuleBits& bits, std::size_t clause)
{
    Mask all = bits.examined;
    for (std::size_t i = 0; i < bits.clauses.size(); ++i) {
        if (i == clause) {
            continue;
        }
        for (std::size_t word = 0; word < all.words().size(); ++word) {
            all.words()[word] &= bits.clauses[i].truth.words()[word];
        }
    }
    return all;
}

void countClauses(const lang::Condition& condition, const RuleBits& bits, RuleAttribution& out)
{
    const Mask& examined = bits.examined;
    out.bars = static_cast<std::int64_t>(examined.count());
    const Mask all = othersTrue(bits, bits.clauses.size());
    out.allTrue = static_cast<std::int64_t>(all.count());
    for (std::size_t i = 0; i < bits.clauses.size(); ++i) {
        const auto& truth = bits.clauses[i].truth.words();
        const auto& falsity = bits.clauses[i].falsity.words();
        const Mask others = othersTrue(bits, i);
        ClauseCount count;
        count.text = withoutMarks(condition.clauses[i].text);
        count.span = condition.clauses[i].span;
        count.isTrue = static_cast<std::int64_t>(bits.clauses[i].truth.count());
        count.missing = countWords(examined, [&](std::size_t word) {
            return examined.words()[word] & ~(truth[word] | falsity[word]);
        });
        count.othersTrue = static_cast<std::int64_t>(others.count());
        count.trueWhenOthersTrue = out.allTrue;
        count.trueAlone = countWords(examined, [&](std::size_t word) {
            std::uint64_t alone = truth[word];
            for (std::size_t other = 0; other < bits.clauses.size(); ++other) {
                alone &= other == i ? alone : ~bits.clauses[other].truth.words()[word];
            }
            return alone;
        });
        out.clauses.push_back(std::move(count));
    }
    for (std::size_t a = 0; a < bits.clauses.size(); ++a) {
        for (std::size_t b = a + 1; b < bits.clauses.size(); ++b) {
            const std::int64_t both = countWords(examined, [&](std::size_t word) {
                return bits.clauses[a].truth.words()[word] & bits.clauses[b].truth.words()[word];
            });
            out.pairs.push_back({static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), both});
        }
    }
}

NearMiss nearMiss(const lang::Condition& condition, const RuleBits& bits, std::size_t clause,
                  const market::Bars& bars)
{
    const bool wantsBelow = condition.clauses[clause].threshold->wantsBelow;
    const std::span<const double> value = bits.clauses[clause].value;
    NearMiss miss;
    miss.clause = static_cast<std::int32_t>(clause);
    const Mask others = othersTrue(bits, clause);
    for (std::size_t bar = others.next(0); bar < others.size(); bar = others.next(bar + 1)) {
        if (std::isnan(value[bar]) || bits.clauses[clause].truth[bar]) {
            continue;
        }
        const bool nearer = wantsBelow ? value[bar] < miss.value : value[bar] > miss.value;
        if (miss.bar < 0 || nearer) {
            miss.value = value[bar];
            miss.bar = static_cast<std::int32_t>(bar);
            miss.time = bars.time()[bar];
        }
    }
    return miss;
}

} // namespace sw::engine
