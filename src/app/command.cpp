#include "app/command.h"

#include "base/text.h"
#include "bridge/files.h"
#include "bridge/text.h"

#include <QFile>

#include <fmt/format.h>

#include <cstdio>

namespace sw::app {

using bridge::fromQt;

Options::Options(const char* command, const QStringList& arguments, const QStringList& values,
                 const QStringList& flags, std::pair<int, int> positional, Console& console)
    : m_command(command), m_console(console)
{
    m_parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    for (const QString& name : values) {
        m_parser.addOption({name, {}, name});
    }
    for (const QString& name : flags) {
        m_parser.addOption({name, {}});
    }
    if (!m_parser.parse(QStringList{QString()} + arguments)) {
        usage(fromQt(m_parser.errorText()));
        return;
    }
    for (const QString& argument : m_parser.positionalArguments()) {
        m_positional.push_back(fromQt(argument));
    }
    const int given = static_cast<int>(m_positional.size());
    if (given < positional.first) {
        usage("Something is missing after the command.");
    } else if (given > positional.second) {
        usage("There is one argument too many: '" + m_positional.back() +
              "'; put text with spaces in quotes.");
    }
}

void Options::usage(const std::string& sentence)
{
    if (m_ok) {
        m_console.error(fmt::format("{} See: stratwright-cli help {}", sentence, m_command));
    }
    m_ok = false;
}

bool Options::has(const char* flag) const
{
    return m_parser.isSet(QString::fromLatin1(flag));
}

std::optional<std::string> Options::value(const char* option) const
{
    const QString name = QString::fromLatin1(option);
    return m_parser.isSet(name) ? std::optional(fromQt(m_parser.value(name))) : std::nullopt;
}

std::vector<std::string> Options::all(const char* option) const
{
    std::vector<std::string> values;
    for (const QString& value : m_parser.values(QString::fromLatin1(option))) {
        values.push_back(fromQt(value));
    }
    return values;
}

std::optional<CivilDate> Options::date(const char* option)
{
    const std::optional<std::string> text = value(option);
    if (!text) {
        return std::nullopt;
    }
    const std::optional<CivilDate> date = parseDate(*text);
    if (!date) {
        usage(fmt::format("--{} {} is not a date; write it as 2016-01-31.", option, *text));
    }
    return date;
}

std::optional<double> Options::number(const char* option, double low, double high)
{
    const std::optional<std::string> text = value(option);
    if (!text) {
        return std::nullopt;
    }
    const std::optional<double> number = parseNumber(*text);
    if (!number || *number < low || *number > high) {
        usage(fmt::format("--{} {} must be a number between {} and {}.", option, *text,
                          formatNumber(low), formatNumber(high)));
        return std::nullopt;
    }
    return number;
}

Result<std::string> readProgram(const std::string& path)
{
    if (path == "-") {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly)) {
            return fail(ErrorKind::Io, "Standard input cannot be read.");
        }
        return input.readAll().toStdString();
    }
    return bridge::readFile(path);
}

void reportDiagnostics(const std::vector<lang::Diagnostic>& diagnostics, const std::string& source,
                       Console& console)
{
    for (const lang::Diagnostic& diagnostic : diagnostics) {
        const bool isError = diagnostic.severity == lang::Severity::Error;
        console.error(fmt::format("{} ({}) {}", isError ? "error" : "warning", diagnostic.code,
                                  lang::describe(diagnostic, source)));
    }
}

Exit failWith(const Error& error, Console& console)
{
    console.error(error.text());
    return exitFor(error);
}

} // namespace sw::app
