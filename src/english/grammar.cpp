#include "english/grammar.h"

#include "base/text.h"

namespace sw::english {

namespace {

/// Reads one template; `at` moves on. Unbalanced text gives an empty leaf.
Template readTemplate(std::string_view text, std::size_t& at)
{
    while (at < text.size() && isSpace(text[at])) {
        ++at;
    }
    Template out;
    if (at < text.size() && text[at] == '(') {
        ++at;
        Template first = readTemplate(text, at);
        out.head = first.atom;
        while (at < text.size() && text[at] != ')') {
            out.arguments.push_back(readTemplate(text, at));
            while (at < text.size() && isSpace(text[at])) {
                ++at;
            }
        }
        ++at;
        return out;
    }
    const std::size_t begin = at;
    while (at < text.size() && !isSpace(text[at]) && text[at] != '(' && text[at] != ')') {
        ++at;
    }
    out.atom = std::string(text.substr(begin, at - begin));
    return out;
}

std::vector<std::string> slotsOf(std::string_view text)
{
    std::vector<std::string> out;
    for (const std::string_view word : split(text, ' ')) {
        if (!trimmed(word).empty()) {
            out.emplace_back(trimmed(word));
        }
    }
    return out;
}

} // namespace

Grammar::Grammar()
{
    load(seriesGrammar());
    load(conditionGrammar());
    load(statementGrammar());
    load(planGrammar());
    load(readbackGrammar());
    m_starting.resize(m_names.size());
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        m_starting[static_cast<std::size_t>(m_rules[i].right[0])].push_back(static_cast<int>(i));
    }
}

void Grammar::load(std::string_view table)
{
    for (const std::string_view line : split(table, '\n')) {
        if (!trimmed(line).empty() && line[0] != '#') {
            addLine(line);
        }
    }
}

int Grammar::intern(std::string_view name)
{
    const auto found = m_ids.find(name);
    if (found != m_ids.end()) {
        return found->second;
    }
    const int id = static_cast<int>(m_names.size());
    m_names.emplace_back(name);
    m_ids.emplace(std::string(name), id);
    return id;
}

int Grammar::symbol(std::string_view name) const
{
    const auto found = m_ids.find(name);
    return found == m_ids.end() ? -1 : found->second;
}

const std::vector<int>& Grammar::startingWith(int symbol) const
{
    return symbol < 0 ? m_none : m_starting[static_cast<std::size_t>(symbol)];
}

void Grammar::addLine(std::string_view line)
{
    const std::size_t colon = line.find(" : ");
    const std::size_t equals = line.find(" = ");
    if (colon == std::string_view::npos || equals == std::string_view::npos || equals < colon) {
        m_faults.emplace_back(line);
        return;
    }
    std::string_view meaning = line.substr(equals + 3);
    double cost = 0.1;
    if (const std::size_t tilde = meaning.rfind('~'); tilde != std::string_view::npos) {
        cost = parseNumber(trimmed(meaning.substr(tilde + 1))).value_or(0.1);
        meaning = meaning.substr(0, tilde);
    }
    std::size_t at = 0;
    m_templates.push_back(readTemplate(meaning, at));
    const int left = intern(trimmed(line.substr(0, colon)));
    const std::vector<std::string> slots = slotsOf(line.substr(colon + 3, equals - colon - 3));
    std::vector<Rule> open(1);
    open[0].left = left;
    open[0].meaning = static_cast<int>(m_templates.size()) - 1;
    open[0].cost = cost;
    open[0].slotCount = static_cast<int>(slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        std::string slot = slots[i];
        const bool optional = slot.size() > 1 && slot.back() == '?';
        if (optional) {
            slot.pop_back();
        }
        std::vector<Rule> next;
        for (const Rule& rule : open) {
            if (optional) {
                next.push_back(rule);
            }
            for (const std::string_view choice : split(slot, '|')) {
                Rule longer = rule;
                longer.right.push_back(intern(choice));
                longer.places.push_back(static_cast<int>(i) + 1);
                next.push_back(std::move(longer));
            }
        }
        open = std::move(next);
    }
    for (Rule& rule : open) {
        if (!rule.right.empty()) {
            m_rules.push_back(std::move(rule));
        }
    }
}

NodePtr Grammar::apply(const Rule& rule, const std::vector<NodePtr>& kids, lang::Span words) const
{
    std::vector<NodePtr> slots(static_cast<std::size_t>(rule.slotCount));
    for (std::size_t i = 0; i < kids.size(); ++i) {
        slots[static_cast<std::size_t>(rule.places[i] - 1)] = kids[i];
    }
    return evaluate(m_templates[static_cast<std::size_t>(rule.meaning)], slots, words);
}

NodePtr Grammar::evaluate(const Template& meaning, const std::vector<NodePtr>& slots,
                          lang::Span words) const
{
    if (meaning.head.empty()) {
        if (meaning.atom.size() > 1 && meaning.atom[0] == '$' && isDigit(meaning.atom[1])) {
            const std::size_t index = static_cast<std::size_t>(meaning.atom[1] - '1');
            NodePtr node = index < slots.size() ? slots[index] : nullptr;
            return node ? node : makeNode("nil");
        }
        if (meaning.atom == "nil") {
            return makeNode("nil");
        }
        if (const auto number = parseNumber(meaning.atom)) {
            return makeNumber(*number);
        }
        return makeText("atom", meaning.atom);
    }
    std::vector<NodePtr> arguments;
    for (const Template& argument : meaning.arguments) {
        NodePtr value = evaluate(argument, slots, words);
        if (!value) {
            return nullptr;
        }
        arguments.push_back(std::move(value));
    }
    NodePtr result;
    if (meaning.head[0] == '!') {
        const auto& functions = meaningFunctions();
        const auto found = functions.find(std::string_view(meaning.head).substr(1));
        result = found == functions.end() ? nullptr : found->second(arguments);
    } else {
        std::string text;
        if (!arguments.empty() && arguments[0]->op == "atom") {
            text = arguments[0]->text;
            arguments.erase(arguments.begin());
        }
        result = makeText(meaning.head, std::move(text), std::move(arguments));
    }
    return result ? withWords(*result, words) : nullptr;
}

} // namespace sw::english
