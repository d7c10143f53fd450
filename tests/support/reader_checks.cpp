// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/reader_checks.h"

#include "importers/json/json_outline.h"
#include "support/support.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace tailrace::test {

namespace {

struct Range {
    std::size_t begin;
    std::size_t end;
    bool operator==(const Range&) const = default;
};

/// Where the JSON value at `begin` ends; the text is well-formed there.
std::size_t endOfValue(const std::string& text, std::size_t begin)
{
    std::size_t depth = 0;
    bool inString = false;
    for (std::size_t i = begin; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            if (!inString && depth == 0)
                return i + 1;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return i; // behind a number or a word
            if (--depth == 0)
                return i + 1;
        } else if (depth == 0 && (c == ',' || c == '\n' || c == ' ')) {
            return i;
        }
    }
    return text.size();
}

/// All values that are members or elements.
std::vector<Range> valuesIn(const std::string& text)
{
    std::vector<Range> values;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            continue;
        }
        inString = c == '"';
        if (c != ':' && c != '[' && c != ',')
            continue;
        const std::size_t begin = text.find_first_not_of(" \n\t", i + 1);
        if (begin == std::string::npos || text[begin] == ']')
            continue;
        const std::size_t end = endOfValue(text, begin);
        const std::size_t next = text.find_first_not_of(" \n\t", end);
        const bool isKey = next != std::string::npos && text[next] == ':';
        if (!isKey)
            values.push_back({begin, end});
    }
    return values;
}

using Identity = std::tuple<TraceId, SpanId, std::string>;

Identity identityOf(const RecordedSpan& span)
{
    return {span.traceId, span.spanId, span.name};
}

Range rangeOf(const RecordedSpan& span, const std::string& text)
{
    const auto begin = static_cast<std::size_t>(span.offset);
    return {begin, endOfValue(text, begin)};
}

} // namespace

std::unique_ptr<RecordingSink> readText(const Importer& importer, std::string_view text, std::size_t chunk)
{
    auto sink = std::make_unique<RecordingSink>();
    ChunkStream stream(text, chunk);
    if (const Result<void> read = importer.read(stream, *sink); !read)
        sink->problem(ProblemCode::Note, {}, "read() failed: " + read.error().text(), 1);
    return sink;
}

std::unique_ptr<RecordingSink> readData(const Importer& importer, std::string_view name)
{
    return readText(importer, readFile(dataPath(name)));
}

bool claims(const Importer& importer, std::string_view text, bool isAll)
{
    const std::optional<JsonOutline> outline = JsonOutline::scan(text);
    return importer.sniff({text, isAll, outline ? &*outline : nullptr});
}

QString checkPieces(const Importer& importer, const std::string& text)
{
    const auto whole = readText(importer, text);
    for (const std::size_t chunk : {1, 2, 7, 64, 1000}) {
        const auto pieces = readText(importer, text, chunk);
        if (pieces->spans != whole->spans)
            return QStringLiteral("other spans in pieces of %1 bytes").arg(chunk);
        if (pieces->problemCount() != whole->problemCount())
            return QStringLiteral("other problems in pieces of %1 bytes").arg(chunk);
    }
    return {};
}

QString checkTruncation(const Importer& importer, const std::string& text)
{
    const auto whole = readText(importer, text);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto part = readText(importer, std::string_view(text).substr(0, size));
        std::multiset<Identity> found;
        for (const RecordedSpan& span : part->spans)
            found.insert(identityOf(span));
        for (const RecordedSpan& span : whole->spans) {
            const Range range = rangeOf(span, text);
            if (range.end <= size && !found.contains(identityOf(span)))
                return QStringLiteral("cut at %1: the span at %2 is lost").arg(size).arg(range.begin);
            if (range.begin < size && size < range.end && part->count(ProblemCode::Truncated) == 0)
                return QStringLiteral("cut at %1: not reported").arg(size);
        }
        if (part->spans.size() > whole->spans.size() + 1)
            return QStringLiteral("cut at %1: %2 spans").arg(size).arg(part->spans.size());
    }
    return {};
}

QString checkReplacedValues(const Importer& importer, const std::string& text)
{
    struct Replacement {
        const char* text;
        bool isBroken;
    };
    static constexpr Replacement kReplacements[] = {
        {"null", false},
        {"true", false},
        {"false", false},
        {"0", false},
        {"-1.5e300", false},
        {"\"\"", false},
        {"\"x\"", false},
        {"[]", false},
        {"[null]", false},
        {"[[1]]", false},
        {"{}", false},
        {"[{}]", false},
        {"{\"a\":{\"b\":[1,null]}}", false},
        {"{\"key\":1,\"value\":[]}", false},
        {"\"\\ud800\"", false},
        {"\"\xff\"", false},
        {"nul", true},
        {"1x", true},
        {"{\"a\"}", true},
        {"[1 2]", true},
    };
    const auto whole = readText(importer, text);
    for (const Range& value : valuesIn(text)) {
        const auto isInside = [&](const RecordedSpan& span) {
            const Range range = rangeOf(span, text);
            return range.begin < value.begin && value.end < range.end;
        };
        const bool inSpan = std::any_of(whole->spans.begin(), whole->spans.end(), isInside);
        for (const Replacement& replacement : kReplacements) {
            std::string changed = text;
            changed.replace(value.begin, value.end - value.begin, replacement.text);
            const auto read = readText(importer, changed);
            const std::size_t lost = whole->spans.size() - std::min(read->spans.size(), whole->spans.size());
            if (inSpan && lost > (replacement.isBroken ? 1 : 0))
                return QStringLiteral("%1 for %2 at %3: %4 spans lost")
                    .arg(QString::fromUtf8(replacement.text),
                         QString::fromStdString(text.substr(value.begin, value.end - value.begin)))
                    .arg(value.begin)
                    .arg(lost);
        }
    }
    return {};
}

} // namespace tailrace::test
