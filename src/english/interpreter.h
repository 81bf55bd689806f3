// Plain English to a program of the strategy language, without a language model and without
// guessing in silence: what is assumed carries a question mark, what is open is asked, what no
// price can express is named in the user's words.
#pragma once

#include "lang/span.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

/// An assumption, a question or an unsupported part.
struct Note {
    std::string words; ///< the user's words, empty when nothing was said
    lang::Span span;   ///< bytes of the sentence, empty when nothing was said
    std::string about; ///< field or clause, for example "timeframe", "rsi.length", "symbol"
    std::string text;  ///< one sentence
    std::string value; ///< the assumed value, empty for questions and unsupported parts
    std::string
        code; ///< stable: default, reading, spelling, name, missing, vague, ambiguous,
              ///< contradiction, no-data, no-indicator, not-understood, ignored, too-long, empty
};

/// Which words became which line of the program.
struct TraceItem {
    lang::Span words; ///< bytes of the sentence
    std::string text; ///< those words
    std::string rule; ///< canonical text of the statement
    int line = 0;     ///< line of `source`, from 1
};

/// What a sentence means.
struct Reading {
    std::string source; ///< the program, canonical, with "?" after assumed values
    std::vector<Note> assumptions;
    std::vector<Note> questions;   ///< answers would change the trades
    std::vector<Note> unsupported; ///< parts that the program does not express
    std::vector<TraceItem> trace;
    std::vector<std::string> ignored; ///< filler words that say nothing about trading
    std::string mode = "none";        ///< signals, buy_and_hold, dca, rebalance, pairs or none
    double confidence = 0; ///< 0…1: share of words understood, less for costly readings
};

/// What the caller already knows.
struct Options {
    std::string symbol; ///< traded when the sentence names none; empty = ask
};

inline constexpr std::size_t kMaxSentenceBytes = 20'000;

/// Reads a sentence. Never fails: what cannot be read becomes a question.
Reading interpret(std::string_view sentence, const Options& options = {});

} // namespace sw::english
