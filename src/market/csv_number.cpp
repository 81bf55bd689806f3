#include "market/csv_number.h"

#include "base/text.h"

#include <string>

namespace sw::market {

namespace {

bool isNonFiniteWord(std::string_view text)
{
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        text.remove_prefix(1);
    }
    const std::string word = toLower(text);
    return word == "nan" || word == "inf" || word == "infinity" || word == "1.#inf" ||
           word == "1.#qnan" || word == "1.#ind";
}

/// The text without separators of thousands; empty when they do not cut it into groups of three.
std::string withoutThousands(std::string_view text, char separator, char decimalPoint)
{
    const std::size_t point = std::min(text.find(decimalPoint), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string out;
    std::size_t group = 0;
    bool first = true;
    for (const char c : whole) {
        if (c == separator) {
            if (first ? group < 1 || group > 3 : group != 3) {
                return {};
            }
            first = false;
            group = 0;
        } else {
            group += isDigit(c) ? 1 : 0;
            out += c;
        }
    }
    if ((!first && group != 3) || text.find(separator, point) != std::string_view::npos) {
        return {};
    }
    return out.append(text.substr(point));
}

std::string_view withoutCurrency(std::string_view text)
{
    for (const std::string_view sign : {"$", "€", "£", "¥"}) {
        if (text.starts_with(sign)) {
            return trimmed(text.substr(sign.size()));
        }
        if (text.ends_with(sign)) {
            return trimmed(text.substr(0, text.size() - sign.size()));
        }
    }
    return text;
}

} // namespace

NumberFault readNumber(std::string_view cell, char decimalPoint, double& out)
{
    std::string_view text = withoutCurrency(trimmed(cell));
    if (text.empty()) {
        return NumberFault::Empty;
    }
    if (isNonFiniteWord(text)) {
        return NumberFault::NotFinite;
    }
    if (text.front() == '+' && text.size() > 1 && text[1] != '-') {
        text.remove_prefix(1);
    }
    std::string plain(text);
    for (const char separator : {decimalPoint == ',' ? '.' : ',', '\''}) {
        if (plain.find(separator) != std::string::npos) {
            plain = withoutThousands(plain, separator, decimalPoint);
        }
    }
    const std::size_t point = decimalPoint == '.' ? std::string::npos : plain.find(decimalPoint);
    if (point != std::string::npos) {
        plain[point] = '.';
    }
    const char* const end = plain.data() + plain.size();
    if (const char* const read = readPlainDecimal<true>(plain.data(), end, out); read != nullptr) {
        return read == end ? NumberFault::None : NumberFault::NotANumber;
    }
    double value = 0;
    const auto read = fast_float::from_chars(plain.data(), end, value);
    return read.ptr == end && !plain.empty() && std::isinf(value) ? NumberFault::NotFinite
                                                                  : NumberFault::NotANumber;
}

NumberFault readVolume(std::string_view cell, char decimalPoint, double& out)
{
    std::string_view text = trimmed(cell);
    double factor = 1;
    if (!text.empty()) {
        switch (text.back()) {
        case 'k':
        case 'K':
            factor = 1e3;
            break;
        case 'm':
        case 'M':
            factor = 1e6;
            break;
        case 'b':
        case 'B':
            factor = 1e9;
            break;
        default:
            break;
        }
    }
    if (factor != 1) {
        text.remove_suffix(1);
    }
    const NumberFault fault = readNumber(text, decimalPoint, out);
    // 79.24M is meant as the whole number 79240000.
    out = factor == 1 || fault != NumberFault::None ? out : std::round(out * factor);
    return fault == NumberFault::Empty && factor != 1 ? NumberFault::NotANumber : fault;
}

} // namespace sw::market
