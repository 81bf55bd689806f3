#include "english/chart.h"

#include <algorithm>

namespace sw::english {

namespace {

constexpr std::size_t kReadings = 4; // kept per kind and place
constexpr std::size_t kPartials = 4; // kept per pattern, position and place

} // namespace

Chart::Chart(const Grammar& grammar, int length, int widest)
    : m_grammar(grammar),
      m_length(length),
      m_widest(widest),
      m_cells(static_cast<std::size_t>(length) * static_cast<std::size_t>(length + 1))
{}

Chart::Cell& Chart::cell(int begin, int end)
{
    return m_cells[static_cast<std::size_t>(begin) * static_cast<std::size_t>(m_length + 1) +
                   static_cast<std::size_t>(end)];
}

const Chart::Cell& Chart::cell(int begin, int end) const
{
    return m_cells[static_cast<std::size_t>(begin) * static_cast<std::size_t>(m_length + 1) +
                   static_cast<std::size_t>(end)];
}

void Chart::seed(Item item)
{
    cell(item.begin, item.end).items.push_back(std::move(item));
}

bool Chart::add(Cell& into, Item item) const
{
    std::size_t count = 0;
    std::size_t worst = into.items.size();
    item.meaning = fingerprint(item.node);
    for (std::size_t i = 0; i < into.items.size(); ++i) {
        Item& old = into.items[i];
        if (old.symbol != item.symbol) {
            continue;
        }
        ++count;
        if (old.meaning == item.meaning) {
            if (old.cost <= item.cost) {
                return false;
            }
            old = std::move(item);
            return true;
        }
        if (worst == into.items.size() || old.cost > into.items[worst].cost) {
            worst = i;
        }
    }
    if (count >= kReadings) {
        if (into.items[worst].cost <= item.cost) {
            return false;
        }
        into.items[worst] = std::move(item);
        return true;
    }
    into.items.push_back(std::move(item));
    return true;
}

void Chart::advance(const Partial& partial, const Item& item, int begin, int end,
                    std::vector<Item>& fresh)
{
    const Rule& rule = m_grammar.rules()[static_cast<std::size_t>(partial.rule)];
    std::vector<NodePtr> kids = partial.kids;
    kids.push_back(item.node);
    const double cost = partial.cost + item.cost;
    if (partial.dot + 1 == rule.right.size()) {
        NodePtr node = m_grammar.apply(
            rule, kids, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        if (node) {
            fresh.push_back({rule.left, begin, end, cost + rule.cost, std::move(node), 0});
        }
        return;
    }
    Cell& into = cell(begin, end);
    std::size_t count = 0;
    Partial* worst = nullptr;
    for (Partial& old : into.partials) {
        if (old.rule == partial.rule && old.dot == partial.dot + 1) {
            ++count;
            if (!worst || old.cost > worst->cost) {
                worst = &old;
            }
        }
    }
    Partial next{partial.rule, partial.dot + 1, cost, std::move(kids)};
    if (count < kPartials) {
        into.partials.push_back(std::move(next));
    } else if (worst->cost > cost) {
        *worst = std::move(next);
    }
}

void Chart::close(int begin, int end, std::vector<Item> fresh)
{
    Cell& here = cell(begin, end);
    for (std::size_t guard = 0; guard < 2000 && !fresh.empty(); ++guard) {
        // the cheapest first, so that the beam keeps what is best
        const auto best =
            std::min_element(fresh.begin(), fresh.end(),
                             [](const Item& a, const Item& b) { return a.cost < b.cost; });
        Item item = std::move(*best);
        fresh.erase(best);
        if (!add(here, item)) {
            continue;
        }
        for (const int rule : m_grammar.startingWith(item.symbol)) {
            advance(Partial{rule, 0, 0, {}}, item, begin, end, fresh);
        }
    }
}

void Chart::parse()
{
    for (int end = 1; end <= m_length; ++end) {
        for (int begin = end - 1; begin >= std::max(0, end - m_widest); --begin) {
            std::vector<Item> fresh = std::move(cell(begin, end).items);
            cell(begin, end).items.clear();
            for (int middle = begin + 1; middle < end; ++middle) {
                const Cell& left = cell(begin, middle);
                const Cell& right = cell(middle, end);
                if (left.partials.empty() || right.items.empty()) {
                    continue;
                }
                for (const Partial& partial : left.partials) {
                    const Rule& rule = m_grammar.rules()[static_cast<std::size_t>(partial.rule)];
                    for (const Item& item : right.items) {
                        if (rule.right[partial.dot] == item.symbol) {
                            advance(partial, item, begin, end, fresh);
                        }
                    }
                }
            }
            close(begin, end, std::move(fresh));
        }
    }
}

std::vector<Item> Chart::items(int symbol, int begin, int end) const
{
    std::vector<Item> out;
    for (const Item& item : cell(begin, end).items) {
        if (item.symbol == symbol) {
            out.push_back(item);
        }
    }
    return out;
}

} // namespace sw::english
