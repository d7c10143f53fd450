// SPDX-License-Identifier: GPL-3.0-or-later

// What lies before and behind the importers: telling formats apart, tables with any mapping, attribute blobs.

#include "fuzz/fuzz_target.h"
#include "fuzz/reading.h"
#include "importers/archive_stream.h"
#include "importers/cache_span_sink.h"
#include "importers/importer_registry.h"
#include "importers/table/table_guess.h"
#include "importers/table/table_importer.h"
#include "importers/table/table_mapping_text.h"
#include "importers/table/table_preview.h"
#include "importers/table/table_sample.h"
#include "model/base/attribute_blob.h"
#include "model/base/string_pool.h"
#include "model/base/utf8.h"

#include <optional>

namespace tailrace::fuzz {

namespace {

/// A mapping written as text and read again is the same one.
void checkTexts(const TableMapping& mapping)
{
    const std::string asPairs = shortText(mapping);
    const std::string asJson = jsonText(mapping);
    require(isValidUtf8(asPairs) && isValidUtf8(asJson), "texts of mappings are UTF-8");
    if (mapping.columns.empty())
        return;
    const Result<TableMapping> pairs = parseTableMapping(asPairs);
    require(pairs && shortText(*pairs) == asPairs, "the short text of a mapping can be read");
    const Result<TableMapping> json = parseTableMapping(asJson);
    require(json && jsonText(*json) == asJson, "the JSON text of a mapping can be read");
}

/// The required roles for columns that `choice` picks, and others for the next ones. A mapping can name a column
/// only if it has a name, and once.
TableMapping anyMapping(const TableSample& sample, std::uint64_t choice)
{
    constexpr TableRole kRoles[] = {
        TableRole::TraceId, TableRole::SpanId,  TableRole::Start,        TableRole::Duration, TableRole::ParentId,
        TableRole::Status,  TableRole::Service, TableRole::Resource,     TableRole::Name,     TableRole::Kind,
        TableRole::End,     TableRole::Error,   TableRole::StatusMessage};
    const TableFormat format = kTableFormats[(choice >> 16) % std::size(kTableFormats)];
    TableMapping mapping;
    for (std::size_t i = 0; i < sample.columns.size() && mapping.columns.size() < std::size(kRoles); ++i) {
        const std::string& column = sample.columns[(choice + i) % sample.columns.size()];
        const TableRole role = kRoles[mapping.columns.size()];
        if (!column.empty() && mapping.column(column) == nullptr)
            mapping.columns.push_back({column, role, takesFormat(role, format) ? format : TableFormat::Guess});
    }
    return mapping;
}

class PoolKeys : public KeyInterner
{
public:
    StringId intern(std::string_view text) override { return pool.intern(text); }
    StringPool pool;
};

/// As an import does, but into batches that go nowhere.
void readIntoCache(const Importer& importer, std::string_view input)
{
    BatchBuilder builder(IdBases{}, [](SpanBatch&&) { return true; });
    ImportReport report;
    Progress progress;
    CacheSpanSink sink(builder, report, progress);
    static_cast<void>(importer.read(*memoryStream(input), sink));
    require(progress.spans == sink.spans(), "progress counts the spans");
    require(builder.flush(), "batches are taken");
}

} // namespace

void readTable(std::string_view input)
{
    const std::uint64_t choice = choiceOf(input);
    const std::string_view start = input.substr(0, 4096);
    if (const Result<TableMapping> parsed = parseTableMapping(start); parsed && isValidUtf8(start))
        checkTexts(*parsed);
    const std::optional<TableSample> sample = sampleTable(input, choice % 4 != 0);
    if (sample) {
        const TableGuess guess = guessTable(*sample);
        checkTexts(guess.mapping);
        const TablePreview guessed = previewTable(*sample, guess.mapping);
        require(isValidUtf8(guessed.problem) && isValidUtf8(guessed.spanName), "previews are UTF-8");
        require(guessed.spans <= guessed.rows, "no more spans than rows");
        const TableMapping mapping = anyMapping(*sample, choice >> 8);
        checkTexts(mapping);
        require(previewTable(*sample, mapping).spans <= sample->rows.size(), "no more spans than rows");
        const Result<ChosenImporter> chosen = chooseImporter({mapping}, input, true);
        if (chosen)
            readBothWays(*chosen->importer, input);
        else
            require(isValidUtf8(chosen.error().text()), "messages are UTF-8");
    }
    static const std::unique_ptr<Importer> guessing = makeTableImporter();
    readBothWays(*guessing, input);
}

void readAttributes(std::string_view input)
{
    const KeyText anyKey = [](StringId id) -> std::string_view {
        static const std::string texts[] = {"", "a", "http.method", "a longer key with \"quotes\""};
        return texts[id % std::size(texts)];
    };
    AttributeReader reader(input);
    std::size_t entries = 0;
    while (reader.next()) {
        ++entries;
        require(!reader.entry().empty() && reader.content().size() <= input.size(), "entries lie within the blob");
        static_cast<void>(displayText(reader.value(anyKey)));
    }
    const AttributeList decoded = decodeAttributes(input, anyKey);
    require(decoded.size() == entries, "reading and decoding give the same entries");

    const auto encode = [](const AttributeList& list, PoolKeys& keys) {
        AttributeWriter writer(keys);
        for (const Attribute& attribute : list) {
            writer.key(attribute.key);
            writer.value(attribute.value);
        }
        return std::string(writer.blob());
    };
    PoolKeys keys;
    const KeyText poolKey = [&](StringId id) { return keys.pool.text(id); };
    const std::string once = encode(decoded, keys);
    require(encode(decodeAttributes(once, poolKey), keys) == once, "what was written comes back the same");
}

void sniff(std::string_view input)
{
    const bool isAll = choiceOf(input) % 4 != 0;
    static_cast<void>(archiveKind(input));
    static_cast<void>(questionAbout({}, input, isAll));
    const Importer* importer = recognise(input, isAll);
    if (importer == nullptr)
        return require(isValidUtf8(describeUnknown(input, isAll)), "descriptions are UTF-8");
    readBothWays(*importer, input);
    readIntoCache(*importer, input);
}

} // namespace tailrace::fuzz
