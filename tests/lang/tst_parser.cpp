// Text to tree: shapes and exact places of expressions, statements, blocks, limits, hostile text.
#include "shared_words.h"
#include "test_main.h"

#include "lang/printer.h"

#include "random_program.h"
#include "strategy_files.h"

using namespace sw;
using namespace sw::lang;
using namespace sw::test;

namespace {

using sw::test::shown;

std::string at(std::string_view source, Span span)
{
    return std::string(source.substr(span.begin, span.length()));
}

const char* kindName(ExprKind kind)
{
    static constexpr const char* kNames[] = {
        "Invalid",  "Number",       "Percent",      "Money",   "RMultiple",    "Time",
        "Date",     "Text",         "Name",         "Call",    "Symbol",       "Frame",
        "Member",   "Index",        "Negate",       "Add",     "Subtract",     "Multiply",
        "Divide",   "Less",         "LessEqual",    "Greater", "GreaterEqual", "Equal",
        "NotEqual", "CrossesAbove", "CrossesBelow", "Between", "Rising",       "Falling",
        "Not",      "And",          "Or",           "Unless",  "ForBars",      "Within",
        "OnOf",     "Then",         "If",
    };
    return kNames[static_cast<std::size_t>(kind)];
}

/// "Greater{close > 30}(Name{close} Number{30})": each node with the text of its span.
std::string dumped(const Expr& expr, std::string_view source)
{
    std::string out = std::string(kindName(expr.kind)) + "{" + at(source, expr.span) + "}";
    if (expr.children.empty()) {
        return out;
    }
    out += '(';
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
        out += (i == 0 ? "" : " ") + dumped(expr.children[i], source);
    }
    return out + ')';
}

bool spansInside(const Expr& expr, std::size_t size)
{
    if (expr.span.begin > expr.span.end || expr.span.end > size) {
        return false;
    }
    for (const Expr& child : expr.children) {
        if (!spansInside(child, size)) {
            return false;
        }
    }
    return true;
}

int heightOf(const Expr& expr)
{
    int height = 0;
    for (const Expr& child : expr.children) {
        height = std::max(height, heightOf(child));
    }
    return height + 1;
}

/// What must hold for any bytes at all.
void verifyHarmless(const std::string& source)
{
    const Parsed parsed = parse(source);
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        QVERIFY(diagnostic.span.begin <= diagnostic.span.end);
        QVERIFY(diagnostic.span.end <= source.size());
        QVERIFY(!diagnostic.message.empty());
        QVERIFY(!diagnostic.fix || diagnostic.fix->span.end <= source.size());
        QVERIFY(!diagnostic.fix || diagnostic.fix->span.begin <= diagnostic.fix->span.end);
    }
    for (const Statement& statement : parsed.tree.statements) {
        QVERIFY(statement.span.begin <= statement.span.end);
        QVERIFY(statement.span.end <= source.size());
        if (const Entry* entry = std::get_if<Entry>(&statement.body)) {
            QVERIFY(spansInside(entry->condition, source.size()));
        }
    }
    const std::string text = print(parsed.tree);
    if (parsed.diagnostics.empty()) {
        QCOMPARE(shown(print(parse(text).tree)), shown(text));
    }
    const ParsedExpr expr = parseExpression(source);
    QVERIFY(spansInside(expr.expr, source.size()));
    QVERIFY(heightOf(expr.expr) <= kMaxNesting);
}

std::string repeated(std::string_view text, std::size_t bytes)
{
    std::string out;
    while (out.size() + text.size() <= bytes) {
        out += text;
    }
    return out;
}

} // namespace

class TestParser : public QObject
{
    Q_OBJECT

private slots:
    void buildsTreesWithExactSpans_data();
    void buildsTreesWithExactSpans();
    void readsEveryExampleWithoutDiagnostics();
    void readsEveryProgramOfTheSpecification();
    void ownCopiesAgreeWithTheSpecification();
    void keepsWhatAStatementSays();
    void keepsMarksOfAssumption();
    void makesOneNodeOfSymbolAndFrame();
    void leavesThenToTheConditional();
    void readsBlocks();
    void keepsTheNameOfABrokenDefinition();
    void reportsEveryBadLineAndGoesOn();
    void findsTheEndOfAnUnclosedBlock();
    void boundsNestingAndChains();
    void acceptsTheDeepestTreeItPrints();
    void survivesHostileText_data();
    void survivesHostileText();
    void survivesRandomBytes();
    void survivesDamagedPrograms();
    void readsAnExpressionOfOneLine();
    void describesLineAndColumn();
};

void TestParser::buildsTreesWithExactSpans_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("tree");
    const auto row = [](const char* source, const char* tree) {
        QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(tree);
    };
    row(" close  >  30? ", "Greater{close  >  30?}(Name{close} Number{30?})");
    row("rsi(close, n = 14)[2]",
        "Index{rsi(close, n = 14)[2]}(Call{rsi(close, n = 14)}(Name{close} Number{14}))");
    row("a + b * c", "Add{a + b * c}(Name{a} Multiply{b * c}(Name{b} Name{c}))");
    row("(a + b) * c", "Multiply{(a + b) * c}(Add{(a + b)}(Name{a} Name{b}) Name{c})");
    row("a - b - c", "Subtract{a - b - c}(Subtract{a - b}(Name{a} Name{b}) Name{c})");
    row("- a.b", "Negate{- a.b}(Member{a.b}(Name{a}))");
    row("- 5% * x", "Multiply{- 5% * x}(Percent{- 5%} Name{x})");
    row("a or b and not c", "Or{a or b and not c}(Name{a} And{b and not c}(Name{b} "
                            "Not{not c}(Name{c})))");
    row("not a > b within 3 bars",
        "Not{not a > b within 3 bars}(Within{a > b within 3 bars}(Greater{a > b}(Name{a} "
        "Name{b})))");
    row("a crosses below b + 1",
        "CrossesBelow{a crosses below b + 1}(Name{a} Add{b + 1}(Name{b} Number{1}))");
    row("x between 1 and 2 and y",
        "And{x between 1 and 2 and y}(Between{x between 1 and 2}(Name{x} Number{1} Number{2}) "
        "Name{y})");
    row("close falling 3? days and b",
        "And{close falling 3? days and b}(Falling{close falling 3? days}(Name{close}) Name{b})");
    row("a < b on 4 of last 5 bars or c",
        "Or{a < b on 4 of last 5 bars or c}(OnOf{a < b on 4 of last 5 bars}(Less{a < b}(Name{a} "
        "Name{b})) Name{c})");
    row("a then b > 1 within 2 weeks for 3 bars",
        "ForBars{a then b > 1 within 2 weeks for 3 bars}(Then{a then b > 1 within 2 "
        "weeks}(Name{a} Greater{b > 1}(Name{b} Number{1})))");
    row("a unless b or c", "Unless{a unless b or c}(Name{a} Or{b or c}(Name{b} Name{c}))");
    row("if a then b else c + 1",
        "If{if a then b else c + 1}(Name{a} Name{b} Add{c + 1}(Name{c} Number{1}))");
    row("SPY.weekly.rsi(close, 14)",
        "Member{SPY.weekly.rsi(close, 14)}(Frame{SPY.weekly} Name{close} Number{14})");
    row("\"^VIX\".close < 28",
        "Less{\"^VIX\".close < 28}(Member{\"^VIX\".close}(Symbol{\"^VIX\"}) Number{28})");
    row("tf( 4h? ).close", "Member{tf( 4h? ).close}(Frame{tf( 4h? )})");
    row("macd(close).hist[1]",
        "Index{macd(close).hist[1]}(Member{macd(close).hist}(Call{macd(close)}(Name{close})))");
    row("external(\"é news\")", "Call{external(\"é news\")}(Text{\"é news\"})");
    row("rising(close, 3) and x rising 3 bars",
        "And{rising(close, 3) and x rising 3 bars}(Call{rising(close, 3)}(Name{close} Number{3}) "
        "Rising{x rising 3 bars}(Name{x}))");
    row("time > 09:30 and d == 2024-01-31",
        "And{time > 09:30 and d == 2024-01-31}(Greater{time > 09:30}(Name{time} Time{09:30}) "
        "Equal{d == 2024-01-31}(Name{d} Date{2024-01-31}))");
    row("vwap()", "Name{vwap()}");
}

void TestParser::buildsTreesWithExactSpans()
{
    QFETCH(QString, source);
    QFETCH(QString, tree);
    const std::string text = source.toStdString();
    const ParsedExpr parsed = parseExpression(text);
    QVERIFY2(parsed.diagnostics.empty(),
             parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], text).c_str());
    QCOMPARE(shown(dumped(parsed.expr, text)), tree);
}

void TestParser::readsEveryExampleWithoutDiagnostics()
{
    const std::vector<StrategyFile> files = strategyFiles();
    QVERIFY(files.size() >= 14);
    for (const StrategyFile& file : files) {
        const Parsed parsed = parse(file.text);
        QVERIFY2(parsed.diagnostics.empty(),
                 (file.name + ": " +
                  (parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], file.text)))
                     .c_str());
        QVERIFY(parsed.tree.statements.size() >= 3);
    }
}

void TestParser::readsEveryProgramOfTheSpecification()
{
    const std::vector<StrategyFile> programs = specifiedStrategies();
    if (programs.empty()) {
        QSKIP("the specification is not here");
    }
    QCOMPARE(programs.size(), std::size_t{13});
    for (const StrategyFile& program : programs) {
        const Parsed parsed = parse(program.text);
        QVERIFY2(parsed.diagnostics.empty(), program.text.c_str());
        const std::string once = print(parsed.tree);
        QCOMPARE(shown(print(parse(once).tree)), shown(once));
    }
}

void TestParser::ownCopiesAgreeWithTheSpecification()
{
    const std::vector<StrategyFile> programs = specifiedStrategies();
    if (programs.empty()) {
        QSKIP("the specification is not here");
    }
    const std::vector<StrategyFile> files = strategyFiles();
    for (const StrategyFile& program : programs) {
        const bool found = std::ranges::any_of(
            files, [&](const StrategyFile& file) { return file.text == program.text; });
        QVERIFY2(found, program.text.c_str());
    }
}

void TestParser::keepsWhatAStatementSays()
{
    const std::string source = "trade AAPL, \"BRK-B\" on 4h\n"
                               "stop loss short 2 * atr(14) from last fill # tight\n"
                               "long when a using limit b valid 2 bars size risk 1% of equity\n";
    const Parsed parsed = parse(source);
    QVERIFY(parsed.diagnostics.empty());
    QCOMPARE(parsed.tree.statements.size(), std::size_t{3});

    const Trade& trade = std::get<Trade>(parsed.tree.statements[0].body);
    QCOMPARE(trade.symbols, (std::vector<std::string>{"AAPL", "BRK-B"}));
    QCOMPARE(shown(at(source, trade.symbolSpans[1])), QStringLiteral("\"BRK-B\""));
    QVERIFY(trade.frame == (Timeframe{4, FrameUnit::Hour}));

    const Statement& second = parsed.tree.statements[1];
    QCOMPARE(shown(at(source, second.span)),
             QStringLiteral("stop loss short 2 * atr(14) from last fill"));
    QCOMPARE(shown(second.comment), QStringLiteral("tight"));
    const StopLoss& stop = std::get<StopLoss>(second.body);
    QVERIFY(stop.side == Side::Short && stop.basis == StopLoss::Basis::LastFill);
    QVERIFY(stop.level.kind == DistanceKind::Price && !stop.level.isLevel);
    QCOMPARE(shown(at(source, stop.level.span)), QStringLiteral("2 * atr(14)"));

    const Entry& entry = std::get<Entry>(parsed.tree.statements[2].body);
    QVERIFY(entry.order.kind == OrderKind::Limit);
    QCOMPARE(shown(at(source, entry.order.span)), QStringLiteral("using limit b valid 2 bars"));
    QCOMPARE(shown(at(source, entry.order.valid->span)), QStringLiteral("2 bars"));
    QVERIFY(entry.size->kind == SizingKind::RiskPercent);
    QCOMPARE(shown(at(source, entry.size->span)), QStringLiteral("risk 1% of equity"));
}

void TestParser::keepsMarksOfAssumption()
{
    const Parsed parsed = parse("trade A on daily?\n"
                                "capital $1?\n"
                                "size volatility 10%? over 20? bars max 50%?\n"
                                "exit after 3? days\n"
                                "at most 2? units\n"
                                "only between 09:30 and 16:00?\n"
                                "wait 3 bars after 2? losses\n");
    QVERIFY(parsed.diagnostics.empty());
    const std::vector<Statement>& lines = parsed.tree.statements;
    QVERIFY(std::get<Trade>(lines[0].body).frameAssumed);
    QVERIFY(std::get<Capital>(lines[1].body).assumed);
    const SizingText& sizing = std::get<Size>(lines[2].body).sizing;
    QVERIFY(sizing.assumed && sizing.over.assumed && sizing.maximumAssumed);
    QVERIFY(std::get<ExitAfter>(lines[3].body).bars.assumed);
    QVERIFY(std::get<AtMost>(lines[4].body).assumed);
    QVERIFY(!std::get<OnlyBetween>(lines[5].body).assumed);
    QVERIFY(std::get<OnlyBetween>(lines[5].body).toAssumed);
    QVERIFY(std::get<Wait>(lines[6].body).lossesAssumed);
}

void TestParser::makesOneNodeOfSymbolAndFrame()
{
    const Expr expr = parseExpression("SPY.tf(4h).rsi(close, length=14)").expr;
    QVERIFY(expr.kind == ExprKind::Member && expr.hasArguments);
    QCOMPARE(expr.text, std::string("rsi"));
    QCOMPARE(expr.children.size(), std::size_t{3});
    QCOMPARE(expr.argumentNames, (std::vector<std::string>{"", "length"}));
    QVERIFY(expr.children[0].kind == ExprKind::Frame);
    QCOMPARE(expr.children[0].text, std::string("SPY"));
    QVERIFY(expr.children[0].frame == (Timeframe{4, FrameUnit::Hour}));
    QVERIFY(parseExpression("weekly.close").expr.children[0].text.empty());
}

void TestParser::leavesThenToTheConditional()
{
    const Expr plain = parseExpression("if a then b within 3 bars else c").expr;
    QVERIFY(plain.kind == ExprKind::If && plain.children[1].kind == ExprKind::Within);
    const Expr nested = parseExpression("if if a then b else c then d else e").expr;
    QVERIFY(nested.kind == ExprKind::If && nested.children[0].kind == ExprKind::If);
    const Expr inside = parseExpression("if f(a then b within 2 bars) then c else d").expr;
    QVERIFY(inside.children[0].children[0].kind == ExprKind::Then);
    const Expr branch = parseExpression("if a then b then c within 2 bars else d").expr;
    QVERIFY(branch.children[1].kind == ExprKind::Then);
}

void TestParser::readsBlocks()
{
    const std::string source = "switch weekly? on first day: # head\n"
                               "  # why\n"
                               "  when a and\n     b hold 60% SPY, 40%? \"BRK-B\" # trailing\n"
                               "  otherwise hold same\n"
                               "end # tail\n"
                               "benchmark SPY\n";
    const Parsed parsed = parse(source);
    QVERIFY(parsed.diagnostics.empty());
    QCOMPARE(parsed.tree.statements.size(), std::size_t{2});
    const Statement& statement = parsed.tree.statements[0];
    QCOMPARE(static_cast<std::size_t>(statement.span.begin), source.find("switch"));
    QCOMPARE(static_cast<std::size_t>(statement.span.end), source.find(" # tail"));
    QCOMPARE(shown(statement.comment), QStringLiteral("head tail"));
    const Portfolio& block = std::get<Portfolio>(statement.body);
    QVERIFY(block.isSwitch && block.closed && block.frequencyAssumed);
    QCOMPARE(shown(block.frequency), QStringLiteral("weekly"));
    QCOMPARE(shown(block.day), QStringLiteral("first day"));
    QCOMPARE(block.lines.size(), std::size_t{3});
    QVERIFY(block.lines[0].kind == PortfolioLine::Kind::Comment);
    QCOMPARE(shown(block.lines[0].comment), QStringLiteral("why"));
    const PortfolioLine& line = block.lines[1];
    QVERIFY(line.kind == PortfolioLine::Kind::SwitchWhen && line.when->kind == ExprKind::And);
    QCOMPARE(line.symbols, (std::vector<std::string>{"SPY", "BRK-B"}));
    QCOMPARE(line.exprs[1].number, 40.0);
    QVERIFY(line.exprs[1].assumed);
    QCOMPARE(shown(line.comment), QStringLiteral("trailing"));
    QCOMPARE(shown(block.lines[2].holding), QStringLiteral("same"));
}

void TestParser::keepsTheNameOfABrokenDefinition()
{
    const Parsed parsed = parse("let fast = ema(close, \nparam n = sma(3)\nlet stop = 3\n");
    QCOMPARE(parsed.diagnostics.size(), std::size_t{3});
    const Let& let = std::get<Let>(parsed.tree.statements[0].body);
    QCOMPARE(let.name, std::string("fast"));
    QVERIFY(let.value.kind == ExprKind::Invalid);
    QCOMPARE(std::get<Param>(parsed.tree.statements[1].body).name, std::string("n"));
    QVERIFY(std::holds_alternative<InvalidLine>(parsed.tree.statements[2].body));
}

void TestParser::reportsEveryBadLineAndGoesOn()
{
    const std::string source = "trade aapl\n"
                               "long when close > \n"
                               "exit when close < 3 @ 4 && 5\n"
                               "benchmark SPY\n"
                               "stop loss 5% and\n"
                               "take profit 3%\n";
    const Parsed parsed = parse(source);
    QCOMPARE(parsed.tree.statements.size(), std::size_t{6});
    QStringList lines;
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        lines << QString::number(positionOf(source, diagnostic.span.begin).line);
    }
    QCOMPARE(lines.join(QLatin1Char(' ')), QStringLiteral("1 2 3 3 5"));
    for (const std::size_t bad : {0, 1, 2, 4}) {
        QVERIFY(std::holds_alternative<InvalidLine>(parsed.tree.statements[bad].body));
    }
    QVERIFY(std::holds_alternative<Benchmark>(parsed.tree.statements[3].body));
    QVERIFY(std::holds_alternative<TakeProfit>(parsed.tree.statements[5].body));
}

void TestParser::findsTheEndOfAnUnclosedBlock()
{
    const Parsed parsed = parse("rebalance monthly:\n"
                                "  among A, B\n"
                                "  only if a > b\n"
                                "  holt all\n"
                                "long when a\n"
                                "end\n");
    QCOMPARE(parsed.diagnostics.size(), std::size_t{3});
    QCOMPARE(shown(parsed.diagnostics[0].message), QStringLiteral("this block is never closed"));
    QCOMPARE(shown(parsed.diagnostics[1].hint), QStringLiteral("did you mean 'hold'?"));
    QCOMPARE(shown(parsed.diagnostics[2].message), QStringLiteral("this 'end' closes no block"));
    const Portfolio& block = std::get<Portfolio>(parsed.tree.statements[0].body);
    QVERIFY(!block.closed);
    QCOMPARE(block.lines.size(), std::size_t{2});
    QVERIFY(std::holds_alternative<Entry>(parsed.tree.statements[1].body));
}

void TestParser::boundsNestingAndChains()
{
    const QString deep = QStringLiteral("this expression is nested too deeply: at most 100 levels");
    const auto nested = [](int count) {
        return std::string(static_cast<std::size_t>(count), '(') + "a" +
               std::string(static_cast<std::size_t>(count), ')');
    };
    QVERIFY(parseExpression(nested(100)).diagnostics.empty());
    QCOMPARE(shown(parseExpression(nested(300)).diagnostics.at(0).message), deep);
    std::string chain = "a";
    for (int i = 1; i < kMaxNesting; ++i) {
        chain += " + a";
    }
    QVERIFY(parseExpression(chain).diagnostics.empty());
    const ParsedExpr longer = parseExpression(chain + " + a");
    QCOMPARE(longer.diagnostics.size(), std::size_t{1});
    QCOMPARE(shown(longer.diagnostics[0].message), deep);
}

void TestParser::acceptsTheDeepestTreeItPrints()
{
    // Alternating signs and sums need the most parentheses for each level of the tree.
    Expr expr;
    expr.kind = ExprKind::Name;
    expr.text = "a";
    for (int height = 1; height < kMaxNesting; ++height) {
        Expr outer;
        outer.kind = height % 2 == 0 ? ExprKind::Not : ExprKind::Negate;
        outer.children.push_back(std::move(expr));
        expr = std::move(outer);
    }
    const ParsedExpr parsed = parseExpression(print(expr));
    QVERIFY(parsed.diagnostics.empty());
    QVERIFY(sameMeaning(parsed.expr, expr));
}

void TestParser::survivesHostileText_data()
{
    QTest::addColumn<QString>("unit");
    for (const char* unit : {"(",
                             ")",
                             "a",
                             "\n",
                             "#\n",
                             "a\n",
                             "@ ",
                             "and\n",
                             "not ",
                             "- ",
                             "a+",
                             "a,",
                             "x[1]",
                             "\"",
                             "1",
                             "1e9",
                             "a.b",
                             "long when (",
                             "long when a and\n",
                             "f(a,a),",
                             "if ",
                             "let x = f(",
                             "$1,000 ",
                             "rebalance daily:\n",
                             "a then ",
                             "not(",
                             "-(",
                             "f(",
                             "if a then ",
                             "[",
                             "A.",
                             "\xC2\xA0",
                             "end\n",
                             "?",
                             "\\",
                             "\"\\",
                             "trade A,\n",
                             "a unless ",
                             "1 < "}) {
        QTest::newRow(unit) << QString::fromUtf8(unit);
    }
}

void TestParser::survivesHostileText()
{
    QFETCH(QString, unit);
    const std::string text = repeated(unit.toStdString(), 990'000);
    for (const char* before : {"", "long when "}) {
        verifyHarmless(before + text);
    }
}

void TestParser::survivesRandomBytes()
{
    Dice dice(31337);
    static constexpr std::string_view kPieces[] = {
        "long ", "when ",      "close",   ">",    "(",   ")",     "\n",    "and ",
        "3",     "%",          "$",       "\"",   "?",   ".",     "[",     "]",
        ",",     "SPY",        "#",       "not ", "if ", "then ", "else ", "within ",
        "bars",  "rebalance ", "monthly", ":",    "end", "-",     "=",     "\xE2\x89\xA5",
        "\xFF",  "stop loss ", "at ",     "2R",   "é"};
    for (int i = 0; i < 4000; ++i) {
        std::string bytes;
        std::string pieces;
        for (int k = dice.below(60); k > 0; --k) {
            bytes += static_cast<char>(dice.below(256));
            pieces += kPieces[static_cast<std::size_t>(dice.below(std::size(kPieces)))];
        }
        verifyHarmless(bytes);
        verifyHarmless(pieces);
    }
}

void TestParser::survivesDamagedPrograms()
{
    Dice dice(4711);
    for (const StrategyFile& file : strategyFiles()) {
        for (std::size_t cut = 0; cut < file.text.size(); ++cut) {
            verifyHarmless(file.text.substr(0, cut));
        }
        for (int i = 0; i < 100; ++i) {
            std::string damaged = file.text;
            const auto size = static_cast<int>(damaged.size());
            const auto place = static_cast<std::size_t>(dice.below(size));
            damaged.erase(place, static_cast<std::size_t>(1 + dice.below(12)));
            verifyHarmless(damaged);
            damaged.insert(place, file.text, static_cast<std::size_t>(dice.below(size)), 9);
            verifyHarmless(damaged);
        }
    }
}

void TestParser::readsAnExpressionOfOneLine()
{
    QVERIFY(parseExpression("a and\n b # note\n").diagnostics.empty());
    QCOMPARE(shown(parseExpression("a\nb").diagnostics.at(0).message),
             QStringLiteral("an expression has one line; this one belongs to another"));
    QCOMPARE(shown(parseExpression("").diagnostics.at(0).message),
             QStringLiteral("expected a value, found the end of the line"));
    QCOMPARE(shown(parseExpression("a b").diagnostics.at(0).message),
             QStringLiteral("'b' does not belong here"));
    QVERIFY(parseExpression("a >").expr.kind == ExprKind::Invalid);
}

void TestParser::describesLineAndColumn()
{
    const std::string source = "trade A\n# é\nlong when \"é\".close = 3\n";
    const Parsed parsed = parse(source);
    QCOMPARE(parsed.diagnostics.size(), std::size_t{1});
    QCOMPARE(shown(describe(parsed.diagnostics[0], source)),
             QStringLiteral("line 3, column 21: '=' does not compare; write '=='"));
    QVERIFY(hasErrors(parsed.diagnostics));
    QVERIFY(!hasErrors({}));
}

SW_TEST(TestParser)
#include "tst_parser.moc"
