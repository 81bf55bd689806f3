#include "test_main.h"

#include "llm/schema.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace sw::llm;

namespace {

QJsonObject json(const char* text)
{
    QJsonParseError error;
    const QJsonObject object = QJsonDocument::fromJson(QByteArray(text), &error).object();
    if (error.error != QJsonParseError::NoError) {
        qFatal("test JSON: %s", qPrintable(error.errorString()));
    }
    return object;
}

/// Violations as lines "pointer: reason".
QString complaints(const QJsonObject& document, const QJsonObject& schema)
{
    QStringList lines;
    for (const SchemaViolation& each : checkDocument(document, schema).violations) {
        lines << each.pointer + QStringLiteral(": ") + each.reason;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private slots:
    void violationsPointAndExplain_data();
    void violationsPointAndExplain();
    void letterCaseOfEnumsIsMended();
    void exactSpellingComesBeforeLetterCase();
    void deepAndLargeDocumentsEnd();
    void alternativesThatBranchAtEveryLevelEnd();
    void boundsMoveIntoDescriptionsWhereTheyAreRefused();
    void propertiesNamedLikeKeywordsStay();
    void propertiesAreWrittenInTheOrderOfRequired();
    void valuesKeepTheirMeaningInOrderedJson();
};

#ifndef Q_MOC_RUN // moc takes raw strings for ordinary ones

void TestSchema::violationsPointAndExplain_data()
{
    QTest::addColumn<QByteArray>("property"); // schema of the member "x"
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("expected");
    const auto add = [](const char* title, const char* property, const char* value,
                        const char* expected = "") {
        QTest::newRow(title) << QByteArray(property) << QByteArray(value)
                             << QString::fromUtf8(expected);
    };
    add("string", R"({"type":"string"})", R"("a")");
    add("no string", R"({"type":"string"})", "1", "/x: must be of type string, not number");
    add("null is not a string", R"({"type":"string"})", "null",
        "/x: must be of type string, not null");
    add("one of two types", R"({"type":["string","null"]})", "null");
    add("none of two types", R"({"type":["string","null"]})", "true",
        "/x: must be of type string or null, not boolean");
    add("integer", R"({"type":"integer"})", "7");
    add("integer with a point", R"({"type":"integer"})", "7.0");
    add("no integer", R"({"type":"integer"})", "7.5", "/x: must be of type integer, not 7.5");
    add("too large for an exact integer", R"({"type":"integer"})", "1e20",
        "/x: must be of type integer, not 1e+20");
    add("enum", R"({"enum":["low","high"]})", R"("low")");
    add("no enum", R"({"enum":["low","high"]})", R"("maybe")",
        R"(/x: must be one of "low", "high", not "maybe")");
    add("enum of numbers", R"({"enum":[1,2]})", "2");
    add("const", R"({"const":"a"})", R"("b")", R"(/x: must be "a", not "b")");
    add("minimum", R"({"type":"number","minimum":0})", "-1", "/x: must be at least 0, is -1");
    add("minimum itself", R"({"type":"number","minimum":0,"maximum":1})", "0");
    add("maximum", R"({"type":"number","maximum":0.5})", "0.75",
        "/x: must be at most 0.5, is 0.75");
    add("minLength", R"({"type":"string","minLength":2})", R"("a")",
        "/x: must be at least 2 characters, is 1");
    add("lengths count characters, not units", R"({"type":"string","maxLength":1})",
        "\"\xF0\x9F\x93\x88\"");
    add("maxLength", R"({"type":"string","maxLength":1})", R"("ab")",
        "/x: must be at most 1 characters, is 2");
    add("minItems", R"({"type":"array","minItems":1})", "[]", "/x: must be at least 1 items, is 0");
    add("maxItems", R"({"type":"array","maxItems":1})", "[1,2]",
        "/x: must be at most 1 items, is 2");
    add("items", R"({"type":"array","items":{"type":"string"}})", R"(["a",1,"b",null])",
        "/x/1: must be of type string, not number\n/x/3: must be of type string, not null");
    add("required", R"({"type":"object","required":["a","b/c"]})", R"({"a":1})",
        "/x/b~1c: is required and missing");
    add("unknown field", R"({"properties":{"a":{}},"additionalProperties":false})",
        R"({"a":1,"b":2})", "/x/b: is not a field of this schema");
    add("other fields allowed", R"({"properties":{"a":{}}})", R"({"a":1,"b":2})");
    add("anyOf", R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "null");
    add("none of anyOf", R"({"anyOf":[{"type":"string"},{"type":"object","required":["a","b"]}]})",
        R"({})",
        "/x: fits none of 2 alternatives; the closest fails below\n"
        "/x: must be of type string, not object");
    add("reference", R"({"$ref":"#/$defs/name"})", "3", "/x: must be of type string, not number");
    add("reference to nothing", R"({"$ref":"#/$defs/nobody"})", "3",
        "/x: cannot be checked: the schema has no #/$defs/nobody");
    add("reference to elsewhere", R"({"$ref":"https://example.com/x"})", "3",
        "/x: cannot be checked: the schema has no https://example.com/x");
    add("reference to itself", R"({"$ref":"#/$defs/loop"})", "3",
        "/x: is nested too deeply or too large to be checked");
}

void TestSchema::violationsPointAndExplain()
{
    QFETCH(QByteArray, property);
    QFETCH(QByteArray, value);
    QFETCH(QString, expected);
    const QJsonObject schema = json(R"({"type":"object","properties":{"x":)" + property +
                                    R"(},"$defs":{"name":{"type":"string"},)"
                                    R"("loop":{"$ref":"#/$defs/loop"}}})");
    QCOMPARE(complaints(json("{\"x\":" + value + "}"), schema), expected);
}

void TestSchema::letterCaseOfEnumsIsMended()
{
    const QJsonObject schema =
        json(R"({"properties":{"a":{"enum":["low","High"]},"l":{"items":{"const":"Yes"}}}})");
    const CheckedDocument checked =
        checkDocument(json(R"({"a":"HIGH","l":["yes"," YES "],"o":"Keep"})"), schema);
    QVERIFY(checked.valid());
    QCOMPARE(checked.document, json(R"({"a":"High","l":["Yes","Yes"],"o":"Keep"})"));
}

void TestSchema::exactSpellingComesBeforeLetterCase()
{
    const QJsonObject schema = json(R"({"properties":{"a":{"enum":["x","X"]}}})");
    QCOMPARE(checkDocument(json(R"({"a":"X"})"), schema).document, json(R"({"a":"X"})"));
}

void TestSchema::deepAndLargeDocumentsEnd()
{
    const QJsonObject tree = json(R"({"$defs":{"t":{"properties":{"c":{"$ref":"#/$defs/t"},)"
                                  R"("l":{"items":{"type":"string"}}}}},)"
                                  R"("$ref":"#/$defs/t"})");
    QJsonObject deep;
    for (int i = 0; i < 500; ++i) {
        deep = QJsonObject{{QStringLiteral("c"), deep}};
    }
    QVERIFY(!checkDocument(deep, tree).valid());
    QJsonArray numbers;
    for (int i = 0; i < 300'000; ++i) {
        numbers.append(i);
    }
    const CheckedDocument large = checkDocument(QJsonObject{{QStringLiteral("l"), numbers}}, tree);
    QCOMPARE(large.violations.size(), std::size_t(kMostViolations));
}

void TestSchema::alternativesThatBranchAtEveryLevelEnd()
{
    const QJsonObject bomb =
        json(R"({"$defs":{"b":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"},)"
             R"({"$ref":"#/$defs/b"}]}},"properties":{"x":{"$ref":"#/$defs/b"}}})");
    QVERIFY(!checkDocument(json(R"({"x":1})"), bomb).valid());
}

void TestSchema::boundsMoveIntoDescriptionsWhereTheyAreRefused()
{
    const QJsonObject schema = json(R"({"$schema":"x","type":"object","required":["a"],
            "properties":{"a":{"type":"integer","minimum":1,"maximum":5,"description":"How many"},
            "b":{"type":"array","minItems":2,"items":{"type":"string","maxLength":9}},
            "c":{"anyOf":[{"type":"null"},{"type":"number","minimum":0}]},
            "d":{"type":"array","minItems":1},"e":{"$ref":"#/$defs/k"}},
            "$defs":{"k":{"const":"v","title":"no"}}})");
    const QJsonObject expected =
        json(R"j({"type":"object","required":["a"],"additionalProperties":false,
            "properties":{"a":{"type":"integer","description":"How many (minimum 1, maximum 5)"},
            "b":{"type":"array","description":"(at least 2 items)",
                 "items":{"type":"string","description":"(at most 9 characters)"}},
            "c":{"anyOf":[{"type":"null"},{"type":"number","description":"(minimum 0)"}]},
            "d":{"type":"array","minItems":1},"e":{"$ref":"#/$defs/k"}},
            "$defs":{"k":{"const":"v"}}})j");
    QCOMPARE(forProvider(schema, ProviderKind::Anthropic), expected);
    const QJsonObject gemini = forProvider(schema, ProviderKind::Gemini);
    const QJsonObject members = gemini.value(QStringLiteral("properties")).toObject();
    QCOMPARE(members.value(QStringLiteral("a")).toObject().value(QStringLiteral("maximum")),
             QJsonValue(5));
    QCOMPARE(gemini.value(QStringLiteral("$defs")).toObject(), json(R"({"k":{"enum":["v"]}})"));
}

void TestSchema::propertiesNamedLikeKeywordsStay()
{
    const QJsonObject schema = json(
        R"({"type":"object","properties":{"minimum":{"type":"number"},"title":{"type":"string"}},
                "required":["title","minimum"],"additionalProperties":false})");
    QCOMPARE(forProvider(schema, ProviderKind::Anthropic), schema);
}

void TestSchema::propertiesAreWrittenInTheOrderOfRequired()
{
    const QJsonObject schema =
        json(R"({"type":"object","required":["z","gone","a"],"properties":{"a":{"required":
                 ["c","b"],"properties":{"b":{},"c":{}}},"m":{},"z":{}}})");
    QCOMPARE(orderedJson(schema),
             QByteArray(R"({"properties":{"z":{},"a":{"properties":{"c":{},"b":{}},)"
                        R"("required":["c","b"]},"m":{}},"required":["z","gone","a"],)"
                        R"("type":"object"})"));
    QCOMPARE(QJsonDocument::fromJson(orderedJson(schema)).object(), schema);
}

void TestSchema::valuesKeepTheirMeaningInOrderedJson()
{
    const QJsonObject value =
        json(R"({"a":[1,-2.5,1e300,true,false,null,"\"\\\n\u0001 é",{}],"":[]})");
    QCOMPARE(QJsonDocument::fromJson(orderedJson(value)).object(), value);
}

#endif

SW_TEST(TestSchema)
#include "tst_schema.moc"
