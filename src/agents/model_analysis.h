// A language model's words about a result. Its prose holds no figure of its own: references are
// filled in from the reports, sentences with other numbers are taken out, and both are reported.
#pragma once

#include "agents/strategy_analyst_agent.h"

#include <QJsonObject>

#include <map>

namespace sw::agents {

/// What a reference in prose stands for: "sharpe.train" → "0.84".
using FigureTexts = std::map<std::string, std::string>;

/// The figures that a model may refer to: train and validation of the program under analysis, or
/// the whole window where the data were not divided. The sealed part is never among them.
FigureTexts figureTexts(const AnalysisRequest& in);

/// What a model is shown: program, figures, numbers that may be changed, what was tried.
QJsonObject analysisMaterial(const AnalysisRequest& in);

/// The numbers of a text as they are written there: what prose about it may repeat.
std::vector<std::string> numbersIn(const std::string& text);

/// Prose with its references filled in.
struct Prose {
    std::string text;                 ///< empty when nothing was left
    std::vector<std::string> removed; ///< what was taken out, and why: one sentence each
};
/// `allowed`: numbers that may stand in the prose, as those of the program.
Prose checkedProse(const QString& text, const FigureTexts& figures,
                   const std::vector<std::string>& allowed, int mostLetters);

/// Adds the model's words and suggestions to a computed analysis; what was computed stays. Whether
/// it would refine the strategy is said as its opinion: the loop decides by measurement.
/// Suggestions that name an unknown number, leave its range or change nothing are taken out.
/// Returns what was taken out and why, one sentence each.
std::vector<std::string> addModelAnalysis(const AnalysisRequest& in, const QJsonObject& document,
                                          Analysis& analysis);

} // namespace sw::agents
