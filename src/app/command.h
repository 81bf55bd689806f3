// The commands of the command line and what they share: options, common steps, usage errors.
#pragma once

#include "agents/supervisor.h"
#include "app/console.h"
#include "app/interrupt.h"
#include "base/timestamp.h"
#include "data/local_data.h"
#include "lang/program.h"

#include <QCommandLineParser>
#include <QStringList>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sw::app {

/// What a command works with.
struct Session {
    Console& console;
    Interrupt& interrupt;
    /// Draws a finished run into a file. Empty in the program that cannot draw: that one hands the
    /// command over to the one that can.
    using Drawing = std::function<Status(
        const std::string& path, const agents::RunOutcomePtr& outcome, const agents::Ports& ports)>;
    Drawing report = {}; ///< .html or .pdf
    Drawing chart = {};  ///< .png or .svg
};

/// Runs a command to its end; the process's exit code.
int runCommandLine(const QStringList& arguments, Session& session);

/// One command of the contract.
struct Command {
    const char* name;
    const char* usage;   ///< after the name
    const char* summary; ///< one line
    const char* details; ///< for `help NAME`: options, output, exit codes
    Exit (*run)(const QStringList& arguments, Session& session);
};
std::span<const Command> commands();
const Command* findCommand(const QString& name);

/// Options of one command, read with clear errors. Unknown options and wrong counts are reported
/// on stderr; `ok` is false then and the command returns Exit::Usage.
class Options
{
public:
    /// `values`: options with a value; `flags`: options without. `positional`: how many arguments
    /// must follow (at least, at most).
    Options(const char* command, const QStringList& arguments, const QStringList& values,
            const QStringList& flags, std::pair<int, int> positional, Console& console);

    bool ok() const { return m_ok; }
    bool has(const char* flag) const;
    std::optional<std::string> value(const char* option) const;
    std::vector<std::string> all(const char* option) const;
    const std::vector<std::string>& positional() const { return m_positional; }
    /// A date option. Sets ok to false and reports when it is not one.
    std::optional<CivilDate> date(const char* option);
    /// A number option within a range.
    std::optional<double> number(const char* option, double low, double high);

private:
    void usage(const std::string& sentence);

    const char* m_command;
    Console& m_console;
    QCommandLineParser m_parser;
    std::vector<std::string> m_positional;
    bool m_ok = true;
};

/// The content of a program file, "-" = standard input.
Result<std::string> readProgram(const std::string& path);
/// Prints the diagnostics of a program that does not compile.
void reportDiagnostics(const std::vector<lang::Diagnostic>& diagnostics, const std::string& source,
                       Console& console);
/// Reports a failure and gives its exit code.
Exit failWith(const Error& error, Console& console);

Exit runRun(const QStringList& arguments, Session& session);
Exit runInterpret(const QStringList& arguments, Session& session);
Exit runCheck(const QStringList& arguments, Session& session);
Exit runFormat(const QStringList& arguments, Session& session);
Exit runSignals(const QStringList& arguments, Session& session);
Exit runEval(const QStringList& arguments, Session& session);
Exit runBacktest(const QStringList& arguments, Session& session);
Exit runExplain(const QStringList& arguments, Session& session);
Exit runExport(const QStringList& arguments, Session& session);
Exit runData(const QStringList& arguments, Session& session);
Exit runSessions(const QStringList& arguments, Session& session);
Exit runModels(const QStringList& arguments, Session& session);
Exit runServe(const QStringList& arguments, Session& session);
Exit runCompletion(const QStringList& arguments, Session& session);

} // namespace sw::app
