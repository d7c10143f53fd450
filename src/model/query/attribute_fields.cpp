// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/attribute_fields.h"

#include "model/base/attribute_blob.h"
#include "model/query/query_scope.h"

#include <algorithm>
#include <set>

namespace tailrace {

namespace {

constexpr std::int64_t kSample = 50'000;

/// The keys of one table's attributes.
Result<void> readKeys(QueryScope& scope, FieldScope of, const std::string& table, const std::string& row,
                      std::vector<FieldRef>& fields)
{
    const Result<std::int64_t> last = scope.database.integer("SELECT coalesce(max(" + row + "), 0) FROM " + table);
    if (!last)
        return tl::unexpected<Error>(last.error());
    Result<Statement> blobs = scope.database.prepare("SELECT attributes FROM " + table + " WHERE attributes IS NOT NULL AND " +
                                                     row + " % ?1 = 0");
    Result<Statement> text = scope.database.prepare("SELECT text FROM string WHERE id = ?1");
    if (!blobs || !text)
        return !blobs ? failure(std::move(blobs)) : failure(std::move(text));
    blobs->bind(1, std::max<std::int64_t>(*last / kSample, 1));
    std::set<StringId> numbers;
    for (;;) {
        const Result<bool> next = blobs->step();
        if (!next)
            return tl::unexpected<Error>(next.error());
        if (!*next)
            break;
        AttributeReader reader(blobs->blob(0));
        while (reader.next())
            numbers.insert(reader.key());
    }
    std::set<std::string> keys;
    for (const StringId number : numbers) {
        const Result<bool> found = text->bind(1, static_cast<std::int64_t>(number)).step();
        if (!found)
            return tl::unexpected<Error>(found.error());
        if (*found)
            keys.emplace(text->text(0));
        text->reset();
    }
    for (const std::string& key : keys) {
        FieldRef field;
        field.scope = of;
        field.key = key;
        fields.push_back(std::move(field));
    }
    return {};
}

} // namespace

Result<std::vector<FieldRef>> attributeFields(QueryEngine& engine, const std::stop_token& stop)
{
    std::vector<FieldRef> fields;
    Result<void> done = engine.within(
        {},
        [&fields](QueryScope& scope) -> Result<void> {
            Result<void> read = readKeys(scope, FieldScope::Span, "span", "id", fields);
            if (read)
                read = readKeys(scope, FieldScope::Resource, "resource", "id", fields);
            if (read)
                read = readKeys(scope, FieldScope::Event, "event", "span", fields);
            return read;
        },
        stop);
    if (!done)
        return failure(std::move(done));
    return fields;
}

} // namespace tailrace
