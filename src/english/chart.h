// All readings of a stretch of words under the phrase grammar, the cheapest few of each kind.
#pragma once

#include "english/grammar.h"

#include <vector>

namespace sw::english {

/// One reading of the words begin … end.
struct Item {
    int symbol = 0;
    int begin = 0;
    int end = 0;
    double cost = 0;
    NodePtr node;
    std::uint64_t meaning = 0; ///< fingerprint of `node`
};

/// The chart of one stretch. Cost: its length times the square of the widest phrase, in words.
class Chart
{
public:
    Chart(const Grammar& grammar, int length, int widest);

    /// Adds a word or number before parse().
    void seed(Item item);
    void parse();
    /// Readings of one kind over exactly these words.
    std::vector<Item> items(int symbol, int begin, int end) const;

private:
    struct Partial {
        int rule = 0;
        std::size_t dot = 0;
        double cost = 0;
        std::vector<NodePtr> kids;
    };
    struct Cell {
        std::vector<Item> items;
        std::vector<Partial> partials;
    };

    Cell& cell(int begin, int end);
    const Cell& cell(int begin, int end) const;
    bool add(Cell& into, Item item) const;
    void advance(const Partial& partial, const Item& item, int begin, int end,
                 std::vector<Item>& fresh);
    void close(int begin, int end, std::vector<Item> fresh);

    const Grammar& m_grammar;
    int m_length;
    int m_widest;
    std::vector<Cell> m_cells;
};

} // namespace sw::english
