// The writer behind pineOrders(): its parts follow the order of the script.
#pragma once

#include "exporters/exporter.h"
#include "exporters/pine_expression.h"
#include "exporters/program_parts.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace sw::exporters {

using lang::Side;

/// "stopLoss", or "stopLoss2" when there are several.
std::string numberedName(std::string_view name, std::size_t index, std::size_t count);
/// Pine text of a quantity rounded down to lots.
std::string wholeLots(const std::string& quantity, double lot);

/// Writes the script top-down; the members are the names that later lines refer to.
class OrderWriter
{
public:
    OrderWriter(const lang::Program& program, const ExportOptions& options,
                PineExpressions& expressions)
        : m_program(program), m_options(options), m_expressions(expressions)
    {}

    /// The whole text.
    std::string write();

private:
    struct EntryNames {
        std::string when;
        std::string price; ///< of a resting order
        std::string id;
    };
    struct LevelNames {
        std::string now;    ///< column of a price level or distance
        std::string frozen; ///< its value on the signal bar
    };

    void add(const std::string& line) { m_text += line + "\n"; }
    bool hasProtections() const
    {
        return !m_program.stops.empty() || !m_program.targets.empty() ||
               !m_program.trails.empty() || !m_program.breakevens.empty();
    }
    bool has(Side side) const
    {
        return std::ranges::any_of(m_program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    }
    bool anyResting() const
    {
        return std::ranges::any_of(m_program.entries,
                                   [](const auto& rule) { return isResting(rule.order.kind); });
    }

    std::string positionState(const std::string& rest) const;
    void rules();
    void captures();
    void protections();
    void stopLines(std::string& stop);
    void trailLines(std::string& stop);
    void exitOrders(const std::string& stop);
    void exits();
    void entries();
    void entryLines(std::size_t index);
    std::string guards(std::size_t index) const;
    std::string quantity(const lang::EntryRule& rule, const std::string& price) const;
    std::string distance(const lang::Level& level, const LevelNames& names, const std::string& from,
                         bool ahead, bool frozen) const;
    std::string firstStop(std::size_t index) const;
    std::string sideTest(lang::Sides sides) const;
    LevelNames levelNames(const lang::Level& level, const lang::LevelText& text,
                          const std::string& name);

    const lang::Program& m_program;
    const ExportOptions& m_options;
    PineExpressions& m_expressions;
    std::string m_text;
    std::vector<EntryNames> m_entries;
    std::vector<std::string> m_exits;
    std::vector<LevelNames> m_stops, m_targets, m_trails, m_onceUps, m_breakevens;
    std::vector<std::string> m_targetConditions;
};

} // namespace sw::exporters
