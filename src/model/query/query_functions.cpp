// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_functions.h"

#include "model/base/attribute_blob.h"
#include "model/base/folded_text.h"
#include "model/base/ids.h"

#include <re2/re2.h>

#include <array>

namespace tailrace {

namespace {

/// First bytes of values that are blobs.
constexpr char kBoolTag = 'b';
constexpr char kStatusTag = 's';
constexpr char kKindTag = 'k';
constexpr char kArrayTag = 'a'; // then one entry of an attribute blob, with key 0
constexpr char kOtherTag = 'o';

class NoKeys : public KeyInterner
{
public:
    StringId intern(std::string_view) override { return 0; }
};

std::string_view noText(StringId)
{
    return {};
}

QueryValue fromValue(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value.data))
        return QueryValue::ofString(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value.data))
        return QueryValue::ofInt(*number);
    if (const auto* real = std::get_if<double>(&value.data))
        return QueryValue::ofFloat(*real);
    if (const auto* is = std::get_if<bool>(&value.data))
        return QueryValue::ofBool(*is);
    if (value.isNull())
        return {};
    if (const auto* array = std::get_if<ValueArray>(&value.data)) {
        QueryValue out = QueryValue::of(QueryType::Array, 0);
        for (const Value& item : *array)
            out.items.push_back(item.data.index() == 6 ? QueryValue::of(QueryType::Other, 0) : fromValue(item));
        return out;
    }
    return QueryValue::of(QueryType::Other, 0);
}

QueryValue fromBlob(std::string_view blob)
{
    const char tag = blob.empty() ? kOtherTag : blob.front();
    const auto number = [&] { return blob.size() < 2 ? 0 : static_cast<std::int64_t>(blob[1]); };
    switch (tag) {
    case kBoolTag:
        return QueryValue::ofBool(number() != 0);
    case kStatusTag:
        return QueryValue::of(QueryType::Status, number());
    case kKindTag:
        return QueryValue::of(QueryType::Kind, number());
    case kArrayTag: {
        AttributeReader reader(blob.substr(1));
        return reader.next() ? fromValue(reader.value(noText)) : QueryValue::of(QueryType::Array, 0);
    }
    default:
        return QueryValue::of(QueryType::Other, 0);
    }
}

std::string tagged(char tag, std::int64_t number)
{
    return {tag, static_cast<char>(number)};
}

std::string taggedArray(std::string_view content)
{
    std::string blob{kArrayTag, '\0', static_cast<char>(ValueType::Array)};
    const auto size = static_cast<std::uint32_t>(content.size());
    for (int shift = 0; shift < 32; shift += 8)
        blob.push_back(static_cast<char>(size >> shift));
    return blob.append(content);
}

QueryValue argument(const SqlCall& call, int i)
{
    switch (call.type(i)) {
    case Statement::Type::Integer:
        return QueryValue::ofInt(call.integer(i));
    case Statement::Type::Real:
        return QueryValue::ofFloat(call.real(i));
    case Statement::Type::Text:
        return QueryValue::ofString(call.bytes(i));
    case Statement::Type::Blob:
        return fromBlob(call.bytes(i));
    case Statement::Type::Null:
        break;
    }
    return {};
}

void appendItem(AttributeWriter& writer, const QueryValue& value);

std::string toBlob(const QueryValue& value)
{
    switch (value.type) {
    case QueryType::Bool:
        return tagged(kBoolTag, value.integer);
    case QueryType::Status:
        return tagged(kStatusTag, value.integer);
    case QueryType::Kind:
        return tagged(kKindTag, value.integer);
    case QueryType::Array: {
        NoKeys keys;
        AttributeWriter writer(keys);
        for (const QueryValue& item : value.items)
            appendItem(writer, item);
        return taggedArray(writer.blob());
    }
    default:
        return {kOtherTag};
    }
}

void appendItem(AttributeWriter& writer, const QueryValue& value)
{
    switch (value.type) {
    case QueryType::Int:
    case QueryType::Duration:
        return writer.integer(value.integer);
    case QueryType::Float:
        return writer.number(value.real);
    case QueryType::String:
        return writer.text(value.text);
    case QueryType::Bool:
        return writer.boolean(value.integer != 0);
    case QueryType::Nil:
        return writer.null();
    default:
        return writer.bytes({});
    }
}

void give(SqlCall& call, const QueryValue& value)
{
    switch (value.type) {
    case QueryType::Nil:
        return;
    case QueryType::Int:
    case QueryType::Duration:
        return call.giveInteger(value.integer);
    case QueryType::Float:
        return call.giveReal(value.real);
    case QueryType::String:
        return call.giveText(value.text);
    default:
        return call.giveBlob(toBlob(value));
    }
}

QueryOperator operatorOf(std::string_view sign)
{
    constexpr std::array kAll{QueryOperator::Equal,       QueryOperator::NotEqual,   QueryOperator::Less,
                              QueryOperator::LessOrEqual, QueryOperator::Greater,    QueryOperator::GreaterOrEqual,
                              QueryOperator::Matches,     QueryOperator::MatchesNot, QueryOperator::Add,
                              QueryOperator::Subtract,    QueryOperator::Multiply,   QueryOperator::Divide,
                              QueryOperator::Remainder,   QueryOperator::Power};
    for (const QueryOperator op : kAll)
        if (signOf(op) == sign)
            return op;
    return QueryOperator::Equal;
}

/// Steps to the first entry of one of the keys that has a value.
bool findEntry(AttributeReader& reader, const std::vector<std::int64_t>& keys)
{
    while (!keys.empty() && reader.next())
        for (const std::int64_t key : keys)
            if (static_cast<std::int64_t>(reader.key()) == key)
                return reader.type() != ValueType::Null;
    return false;
}

QueryValue entryValue(const AttributeReader& reader)
{
    return reader.type() == ValueType::List ? QueryValue::of(QueryType::Other, 0)
                                            : fromValue(reader.value(noText));
}

std::string_view textOf(std::string& storage, const AttributeReader& entry)
{
    if (entry.type() == ValueType::Text)
        return entry.content();
    if (entry.type() == ValueType::Bytes || entry.type() == ValueType::List)
        return {};
    return storage = shownText(entryValue(entry));
}

/// A byte says that there was a value, even if it is an empty array; the items follow.
void collectValue(std::string& collected, SqlCall& call)
{
    const QueryValue value = argument(call, 0);
    if (value.isNil())
        return;
    if (collected.empty())
        collected.push_back(kArrayTag);
    NoKeys keys;
    AttributeWriter writer(keys);
    if (value.type != QueryType::Array)
        appendItem(writer, value);
    for (const QueryValue& item : value.items)
        appendItem(writer, item);
    collected += writer.blob();
}

void giveCollected(const std::string& collected, SqlCall& call)
{
    if (!collected.empty())
        call.giveBlob(taggedArray(std::string_view(collected).substr(1)));
}

} // namespace

void bindValue(Statement& statement, int parameter, const QueryValue& value, std::string& storage)
{
    switch (value.type) {
    case QueryType::Nil:
        statement.bindNull(parameter);
        return;
    case QueryType::Int:
    case QueryType::Duration:
        statement.bind(parameter, value.integer);
        return;
    case QueryType::Float:
        statement.bindReal(parameter, value.real);
        return;
    case QueryType::String:
        storage = value.text;
        statement.bindText(parameter, storage);
        return;
    default:
        storage = toBlob(value);
        statement.bindBlob(parameter, storage);
    }
}

QueryValue readValue(const Statement& row, int column)
{
    switch (row.type(column)) {
    case Statement::Type::Integer:
        return QueryValue::ofInt(row.integer(column));
    case Statement::Type::Real:
        return QueryValue::ofFloat(row.real(column));
    case Statement::Type::Text:
        return QueryValue::ofString(row.text(column));
    case Statement::Type::Blob:
        return fromBlob(row.blob(column));
    case Statement::Type::Null:
        break;
    }
    return {};
}

Result<std::unique_ptr<QueryFunctions>> QueryFunctions::attach(Database& database)
{
    std::unique_ptr<QueryFunctions> functions(new QueryFunctions(database));
    Result<void> added = functions->addAll();
    if (added)
        added = database.execute("CREATE TEMP VIEW texts AS SELECT id, text FROM string UNION ALL SELECT 0, ''");
    if (!added)
        return failure(std::move(added));
    return functions;
}

Result<void> QueryFunctions::addAll()
{
    struct Named {
        const char* name;
        int arguments;
        SqlFunction function;
    };
    const auto truth = [](SqlCall& c, bool is) { c.giveInteger(is ? 1 : 0); };
    const Named all[] = {
        {"attribute", 2, [this](SqlCall& c) { attribute(c); }},
        {"has_attribute", 2, [this](SqlCall& c) { hasAttribute(c); }},
        {"attribute_is", 4, [this](SqlCall& c) { attributeIs(c); }},
        {"value_contains", 2, [this](SqlCall& c) { valueContains(c); }},
        {"compares", 3,
         [this, truth](SqlCall& c) {
             truth(c, compareValues(operatorOf(c.bytes(0)), argument(c, 1), argument(c, 2), m_regexes));
         }},
        {"calculates", 3,
         [](SqlCall& c) { give(c, calculate(operatorOf(c.bytes(0)), argument(c, 1), argument(c, 2))); }},
        {"negative", 1, [](SqlCall& c) { give(c, negated(argument(c, 0))); }},
        {"opposite", 1, [](SqlCall& c) { give(c, opposite(argument(c, 0))); }},
        {"is_true", 1, [truth](SqlCall& c) { truth(c, argument(c, 0).isTrue()); }},
        {"bool_value", 1, [](SqlCall& c) { c.giveBlob(tagged(kBoolTag, c.integer(0) != 0 ? 1 : 0)); }},
        {"status_value", 1, [](SqlCall& c) { c.giveBlob(tagged(kStatusTag, c.integer(0))); }},
        {"kind_value", 1, [](SqlCall& c) { c.giveBlob(tagged(kKindTag, c.integer(0))); }},
        {"text_matches", 2, [this, truth](SqlCall& c) { truth(c, textMatches(c.bytes(0), c.bytes(1))); }},
        {"text_contains", 2, [truth](SqlCall& c) { truth(c, containsFolded(c.bytes(0), c.bytes(1))); }},
        {"trace_text", 2,
         [](SqlCall& c) {
             const TraceId id{static_cast<std::uint64_t>(c.integer(0)), static_cast<std::uint64_t>(c.integer(1))};
             c.giveText(id.isZero() ? "" : toHex(id));
         }},
        {"span_text", 1,
         [](SqlCall& c) {
             const SpanId id{static_cast<std::uint64_t>(c.integer(0))};
             c.giveText(id.isZero() ? "" : toHex(id));
         }},
    };
    for (const Named& one : all)
        if (Result<void> added = addFunction(m_database, one.name, one.arguments, one.function); !added)
            return added;
    return addAggregate(m_database, "all_values", {collectValue, giveCollected});
}

const std::vector<std::int64_t>& QueryFunctions::keyNumbers(std::string_view key)
{
    if (m_lastNumbers != nullptr && m_lastKey == key)
        return *m_lastNumbers;
    m_lastKey = key;
    auto known = m_keys.find(m_lastKey);
    if (known == m_keys.end()) {
        std::vector<std::int64_t> numbers;
        if (key.empty())
            numbers.push_back(0);
        if (Result<Statement> find = m_database.prepare("SELECT id FROM string WHERE text = ?")) {
            find->bindText(1, m_lastKey);
            for (Result<bool> row = find->step(); row && *row; row = find->step())
                numbers.push_back(find->integer(0));
        }
        known = m_keys.emplace(m_lastKey, std::move(numbers)).first;
    }
    m_lastNumbers = &known->second;
    return *m_lastNumbers;
}

bool QueryFunctions::textMatches(std::string_view text, std::string_view pattern)
{
    if (m_lastRegex == nullptr || m_lastPattern != pattern) {
        m_lastPattern = pattern;
        m_lastRegex = m_regexes.find(m_lastPattern);
    }
    return m_lastRegex != nullptr && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *m_lastRegex);
}

void QueryFunctions::attribute(SqlCall& call)
{
    AttributeReader reader(call.bytes(0));
    if (!findEntry(reader, keyNumbers(call.bytes(1))))
        return;
    if (reader.type() == ValueType::Text)
        call.giveText(reader.content());
    else
        give(call, entryValue(reader));
}

void QueryFunctions::hasAttribute(SqlCall& call)
{
    AttributeReader reader(call.bytes(0));
    call.giveInteger(findEntry(reader, keyNumbers(call.bytes(1))) ? 1 : 0);
}

void QueryFunctions::attributeIs(SqlCall& call)
{
    AttributeReader reader(call.bytes(0));
    if (!findEntry(reader, keyNumbers(call.bytes(1))))
        return;
    const QueryOperator op = operatorOf(call.bytes(2));
    bool holds = false;
    // Texts need not be copied.
    const bool isText = reader.type() == ValueType::Text && call.type(3) == Statement::Type::Text;
    if (isText && op == QueryOperator::Equal)
        holds = reader.content() == call.bytes(3);
    else if (isText && op == QueryOperator::NotEqual)
        holds = reader.content() != call.bytes(3);
    else if (isText && op == QueryOperator::Matches)
        holds = textMatches(reader.content(), call.bytes(3));
    else if (isText && op == QueryOperator::MatchesNot)
        holds = !textMatches(reader.content(), call.bytes(3));
    else
        holds = compareValues(op, entryValue(reader), argument(call, 3), m_regexes);
    call.giveInteger(holds ? 1 : 0);
}

void QueryFunctions::valueContains(SqlCall& call)
{
    AttributeReader reader(call.bytes(0));
    const std::string_view word = call.bytes(1);
    std::string storage;
    bool found = false;
    while (!found && reader.next())
        found = containsFolded(textOf(storage, reader), word);
    call.giveInteger(found ? 1 : 0);
}

} // namespace tailrace
