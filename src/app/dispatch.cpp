// Finds the command, runs it, and turns its result into an exit code.
#include "app/command.h"
#include "app/version.h"
#include "base/text.h"
#include "bridge/text.h"

#include <QCoreApplication>

#include <fmt/format.h>

namespace sw::app {

namespace {

constexpr Command kCommands[] = {
    {"run", "\"TEXT\" [options]", "a sentence becomes a tested, explained, refined strategy",
     "  --symbol S            trade this symbol instead of the one in the sentence\n"
     "  --data [SYMBOL=]FILE  bars from a CSV file; may repeat\n"
     "  --from D, --to D      test window, dates as 2016-01-31\n"
     "  --capital N           starting money, 10000 when not given\n"
     "  --max-iterations N    1 (only as asked) to 10; 5 when not given\n"
     "  --keep-my-numbers     never change a number that the sentence states\n"
     "  --model M             built-in (the rules inside the program: no key, no network; so when\n"
     "                        not given), settings, a provider as anthropic, or PROVIDER:MODEL\n"
     "  --seed N              of every resampling; 1 when not given\n"
     "  --report FILE         also write a report with charts, .html or .pdf\n"
     "  --chart FILE          also draw the chart, .png or .svg\n"
     "  --events              print each step as one JSON line\n"
     "  --no-session          do not record this run\n"
     "  --json                print one JSON document\n",
     runRun},
    {"interpret", "\"TEXT\" [--symbol S] [--json]", "read a sentence, run nothing",
     "  Prints the program, what was assumed, what is not supported and what must be answered.\n",
     runInterpret},
    {"check", "FILE.strat [--json]", "diagnostics of a program, with places and repairs",
     "  FILE - reads standard input.\n", runCheck},
    {"format", "FILE.strat [--write] [--json]", "the canonical form of a program",
     "  --write  replaces the file, whole or not at all\n", runFormat},
    {"signals", "FILE.strat | --text \"TEXT\" --data SYMBOL=FILE …",
     "decisions bar by bar as CSV, before the position machine",
     "  Columns: time,symbol,enter_long,exit_long,enter_short,exit_short,add_long,add_short,\n"
     "  reduce_long,reduce_short; 1 on the bar of the decision.\n",
     runSignals},
    {"eval", "\"EXPR\" --data [SYMBOL=]FILE …", "values of an expression bar by bar as CSV",
     "  17 significant digits, empty where missing; conditions give 1 and 0.\n", runEval},
    {"backtest", "FILE.strat | --text \"TEXT\" [--data FILE]…",
     "one backtest: trades, figures, orders",
     "  --trades CSV, --equity CSV   write these files\n"
     "  --capital N                  starting money when the program names none\n"
     "  --json                       summary, figures, trades, equity, orders, assumptions\n",
     runBacktest},
    {"explain", "FILE.strat | --text \"TEXT\" [--data FILE]…",
     "why there were trades or none: clause by clause, with computed what-ifs", "", runExplain},
    {"export", "FILE.strat | --text \"TEXT\" --to TARGET [-o FILE]",
     "code for another platform, or the reason why not",
     "  Targets: python, backtrader, backtesting.py, pine.\n", runExport},
    {"data", "list | check FILE | import FILE [--symbol S]", "the bars at hand",
     "  check reads a CSV file of any usual dialect and reports its quality;\n"
     "  import keeps it for later runs under its symbol.\n",
     runData},
    {"models", "list [PROVIDER] | test PROVIDER[:MODEL] [--json]",
     "language models: providers and keys, what is offered, whether one answers",
     "  Keys come from the environment (ANTHROPIC_API_KEY …) or from the system's keychain.\n"
     "  --model of 'run' takes the same names.\n",
     runModels},
    {"serve", "[--port N] [--token-file FILE] [--data [SYMBOL=]FILE]… [--no-session] [--json]",
     "let a browser or other programs follow and start runs on this machine",
     "  --port N           listen on this port of 127.0.0.1; any free one when not given\n"
     "  --token-file FILE  write the token there, readable by you alone, instead of to stderr\n"
     "  --data …           bars for the runs, as for run\n"
     "  --no-session       do not record the runs\n"
     "  --json             print the address as one JSON line\n"
     "  Open the page it names and give it the token; Ctrl-C ends it, which is no failure. The\n"
     "  messages of the WebSocket stand in the README.\n",
     runServe},
    {"sessions",
     "list | show ID | replay ID | compare ID ID | resume ID | bundle ID -o FILE | import FILE | "
     "rename ID NAME | tag ID [TAG]… | delete ID",
     "recorded runs: open, replay, compare, continue, carry elsewhere",
     "  list     --search WORDS, --tag T, --sort newest|oldest|name|symbol|sharpe|trades|state,\n"
     "           --most N, --skip N\n"
     "  show     computes the run again from its recorded bars and says whether it is the same\n"
     "  replay   its events as they came; --events prints the very bytes, one JSON line each\n"
     "  resume   goes on with a run that was interrupted\n"
     "  bundle   one file for another machine, without keys; import takes it in there\n"
     "  tag      sets all tags; none takes them away\n"
     "  --data [SYMBOL=]FILE  for sets of bars too large to be kept inside a session\n"
     "  The first characters of an id are enough.\n",
     runSessions},
    {"completion", "bash", "a completion script for the shell",
     "  source <(stratwright-cli completion bash)\n", runCompletion},
};

std::string overview()
{
    std::string text = "Stratwright turns a sentence into a tested trading strategy.\n\n"
                       "  stratwright-cli run \"Buy AAPL when RSI < 30, sell when RSI > 70\"\n\n";
    for (const Command& command : kCommands) {
        text += fmt::format("  {:<11} {}\n", command.name, command.summary);
    }
    return text +
           "\n  stratwright-cli help COMMAND says more. Exit codes: 0 done, 1 failed, 2 usage, "
           "3 does not\n  compile, 4 needs an answer, 130 cancelled.\n";
}

Exit help(const QStringList& arguments, Console& console)
{
    if (arguments.isEmpty()) {
        console.out(overview());
        return Exit::Ok;
    }
    const Command* command = findCommand(arguments[0]);
    if (command == nullptr) {
        console.error("There is no command " + bridge::fromQt(arguments[0]) +
                      ". See: stratwright-cli help");
        return Exit::Usage;
    }
    console.out(fmt::format("stratwright-cli {} {}\n  {}\n{}", command->name, command->usage,
                            command->summary, command->details));
    return Exit::Ok;
}

} // namespace

std::span<const Command> commands()
{
    return kCommands;
}

const Command* findCommand(const QString& name)
{
    for (const Command& command : kCommands) {
        if (name == QLatin1String(command.name)) {
            return &command;
        }
    }
    return nullptr;
}

Exit runCompletion(const QStringList& arguments, Session& session)
{
    if (arguments != QStringList{QStringLiteral("bash")}) {
        session.console.error("Completion exists for bash: stratwright-cli completion bash");
        return Exit::Usage;
    }
    std::string names = "help";
    for (const Command& command : kCommands) {
        names += std::string(" ") + command.name;
    }
    session.console.out(fmt::format(
        "_stratwright_cli() {{\n"
        "    local word=\"${{COMP_WORDS[COMP_CWORD]}}\"\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "        COMPREPLY=($(compgen -W \"{}\" -- \"$word\"))\n"
        "    else\n"
        "        COMPREPLY=($(compgen -W \"--json --data --symbol --from --to --capital "
        "--max-iterations --keep-my-numbers --events --to --text\" -- \"$word\") "
        "$(compgen -f -- \"$word\"))\n"
        "    fi\n"
        "}}\n"
        "complete -o filenames -F _stratwright_cli stratwright-cli\n",
        names));
    return Exit::Ok;
}

namespace {

Exit dispatch(const QStringList& arguments, Session& session)
{
    if (arguments.isEmpty()) {
        session.console.error("What shall be done? See: stratwright-cli help");
        return Exit::Usage;
    }
    const QString& first = arguments[0];
    const QStringList rest = arguments.mid(1);
    if (first == QLatin1String("help") || first == QLatin1String("--help") ||
        first == QLatin1String("-h")) {
        return help(rest, session.console);
    }
    if (first == QLatin1String("--version")) {
        session.console.out(fmt::format("stratwright-cli {}\n", kVersion));
        return Exit::Ok;
    }
    const Command* command = findCommand(first);
    if (command == nullptr) {
        std::vector<std::string> names;
        for (const Command& known : kCommands) {
            names.emplace_back(known.name);
        }
        const std::string near = nearest(bridge::fromQt(first), names);
        session.console.error(fmt::format("There is no command '{}'{} See: stratwright-cli help",
                                          shortened(bridge::fromQt(first), 60),
                                          near.empty() ? "." : "; did you mean '" + near + "'?"));
        return Exit::Usage;
    }
    if (rest.contains(QStringLiteral("--help"))) {
        return help({first}, session.console);
    }
    return command->run(rest, session);
}

} // namespace

int runCommandLine(const QStringList& arguments, Session& session)
{
    Exit exit = dispatch(arguments, session);
    const Status written = session.console.finish();
    if (!written) {
        session.console.error(written.error().text());
        exit = exit == Exit::Ok ? Exit::Failed : exit;
    }
    return static_cast<int>(exit);
}

} // namespace sw::app
