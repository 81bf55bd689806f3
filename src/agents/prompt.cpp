#include "agents/prompt.h"

#include "base/expects.h"
#include "bridge/text.h"
#include "indicators/catalog.h"
#include "lang/names.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <fmt/format.h>

namespace sw::agents {

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    const bool opened = file.open(QIODevice::ReadOnly);
    EXPECTS(opened);
    return file.readAll();
}

const QRegularExpression& placeholderPattern()
{
    static const QRegularExpression pattern(QStringLiteral("\\{\\{([a-z_]+)\\}\\}"));
    return pattern;
}

std::string_view unitName(indicators::Unit unit)
{
    switch (unit) {
    case indicators::Unit::Number:
        return "number";
    case indicators::Unit::Oscillator:
        return "oscillator";
    case indicators::Unit::Ratio:
        return "ratio, written 5%";
    case indicators::Unit::Price:
        return "price";
    case indicators::Unit::Volume:
        return "volume";
    case indicators::Unit::Bars:
        return "bars";
    case indicators::Unit::Bool:
        return "true or false";
    case indicators::Unit::Time:
        return "time of day";
    case indicators::Unit::SameAsSource:
        break;
    }
    return "as its source";
}

std::string outputOf(const indicators::Output& output)
{
    std::string text = fmt::format("{}", unitName(output.unit));
    if (output.low < output.high) {
        text += fmt::format(" {:g}..{:g}", output.low, output.high);
    }
    return text;
}

/// One line a built-in: `name(arguments) -> unit | meaning`.
std::string lineOf(const indicators::Entry& entry)
{
    std::string line(entry.name);
    std::string arguments;
    for (const indicators::Parameter& parameter : entry.parameters) {
        arguments += arguments.empty() ? "" : ", ";
        arguments += parameter.name;
        if (parameter.isCondition) {
            arguments += ": condition";
        }
        if (!parameter.defaultText.empty()) {
            arguments += fmt::format(" = {}", parameter.defaultText);
        }
    }
    if (!arguments.empty()) {
        line += "(" + arguments + ")";
    }
    line += " -> " + outputOf(entry.outputs.front());
    for (std::size_t at = 1; at < entry.outputs.size(); ++at) {
        const indicators::Output& output = entry.outputs[at];
        line += fmt::format(", .{}{}: {}", output.name, output.scaledFrom >= 0 ? "(k)" : "",
                            outputOf(output));
    }
    if (entry.needsIntraday) {
        line += " | intraday bars only";
    }
    return line + fmt::format(" | {}. {}", entry.title, entry.documentation);
}

QString functionTable()
{
    std::string text;
    for (const indicators::Entry& entry : indicators::catalog()) {
        text += lineOf(entry) + "\n";
    }
    return bridge::toQt(text);
}

QString wordTable()
{
    std::string text;
    for (const lang::FieldName& field : lang::fieldNames()) {
        text +=
            fmt::format("{} -> {} | {}\n", field.name, unitName(field.unit), field.documentation);
    }
    for (const lang::MathFunction& function : lang::mathFunctions()) {
        text += fmt::format("{}({}) | {}\n", function.name,
                            function.maximumArguments > 1 ? "a, b" : "x", function.documentation);
    }
    for (const lang::PositionWord& word : lang::positionWords()) {
        text +=
            fmt::format("{}{} -> {} | exits and protections only: {}\n", word.name,
                        word.takesArgument ? "(x)" : "", unitName(word.unit), word.documentation);
    }
    return bridge::toQt(text);
}

} // namespace

QStringList promptNames()
{
    QStringList names;
    for (const QString& file :
         QDir(QStringLiteral(":/prompts")).entryList(QDir::Files, QDir::Name)) {
        names.append(file.section(QLatin1Char('.'), 0, 0));
    }
    return names;
}

Prompt prompt(const QString& name)
{
    const QString text = QString::fromUtf8(contentOf(QStringLiteral(":/prompts/%1.md").arg(name)));
    const QStringList parts = text.split(QStringLiteral("---\n"));
    EXPECTS(parts.size() >= 3 && parts[0].isEmpty());
    Prompt made;
    made.name = name;
    for (const QString& line : parts[1].split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const QString key = line.section(QLatin1Char(':'), 0, 0).trimmed();
        const QString value = line.section(QLatin1Char(':'), 1).trimmed();
        if (key == QLatin1String("purpose")) {
            made.purpose = value;
        } else if (key == QLatin1String("version")) {
            made.version = value;
        } else if (key == QLatin1String("placeholders")) {
            for (const QString& word : value.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                made.placeholders.append(word.trimmed());
            }
        }
    }
    made.placeholders.sort();
    made.body = parts.mid(2).join(QStringLiteral("---\n")).trimmed() + QLatin1Char('\n');
    EXPECTS(!made.purpose.isEmpty() && !made.version.isEmpty());
    return made;
}

QString filled(const Prompt& prompt, const std::map<QString, QString>& texts)
{
    EXPECTS(texts.size() == static_cast<std::size_t>(prompt.placeholders.size()));
    QString out;
    qsizetype from = 0;
    // One pass: what is filled in is never searched for placeholders.
    auto matches = placeholderPattern().globalMatch(prompt.body);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const auto text = texts.find(match.captured(1));
        EXPECTS(text != texts.end());
        out += prompt.body.mid(from, match.capturedStart() - from) + text->second;
        from = match.capturedEnd();
    }
    return out + prompt.body.mid(from);
}

QString quotedData(const QJsonObject& material)
{
    QString json = QString::fromUtf8(QJsonDocument(material).toJson(QJsonDocument::Compact));
    json.replace(QLatin1Char('<'), QStringLiteral("\\u003c"));
    json.replace(QLatin1Char('>'), QStringLiteral("\\u003e"));
    return QStringLiteral("<data>\n%1\n</data>").arg(json);
}

QString languageReference()
{
    return filled(prompt(QStringLiteral("language")),
                  {{QStringLiteral("functions"), functionTable().trimmed()},
                   {QStringLiteral("words"), wordTable().trimmed()}});
}

QJsonObject answerSchema(const QString& name)
{
    const QJsonDocument schema =
        QJsonDocument::fromJson(contentOf(QStringLiteral(":/schemas/%1.json").arg(name)));
    EXPECTS(schema.isObject());
    return schema.object();
}

llm::ModelRequest roleRequest(const QString& role, const QString& task, const QJsonObject& material)
{
    const Prompt told = prompt(role);
    llm::ModelRequest request;
    request.system = {{languageReference(), true}, {told.body, true}};
    request.user = filled(prompt(task), {{QStringLiteral("data"), quotedData(material)}});
    request.schemaName = role;
    request.schema = answerSchema(role);
    request.promptVersion = QStringLiteral("%1 %2").arg(told.name, told.version);
    return request;
}

} // namespace sw::agents
