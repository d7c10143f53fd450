// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers what an import brings and packs it into batches: strings, resources, scopes and traces are interned, spans
// get their row ids. Memory is bounded whatever the source holds: a table that grows past its budget is forgotten
// and started again, which at worst stores a text or a resource twice (traces are joined again by the indexer). One
// thread, the reader's.

#include "model/base/attribute_blob.h"
#include "model/base/ids.h"
#include "model/cache/span_batch.h"

#include <functional>
#include <string>
#include <string_view>
#include <span>
#include <unordered_map>
#include <vector>

namespace tailrace {

class Database;

class BatchBuilder : public KeyInterner
{
public:
    /// `flush` takes full batches; false = stop, nothing is taken any more.
    using Flush = std::function<bool(SpanBatch&&)>;

    BatchBuilder(const IdBases& bases, Flush flush);

    /// Learns what a cache already holds, so that the same text or resource keeps its number.
    [[nodiscard]] bool learn(Database& cache);

    StringId intern(std::string_view text) override;
    [[nodiscard]] std::int64_t internResource(std::string_view service, std::string_view schemaUrl,
                                              std::string_view attributes, std::uint32_t dropped);
    [[nodiscard]] std::int64_t internScope(std::string_view name, std::string_view version,
                                           std::string_view schemaUrl, std::string_view attributes,
                                           std::uint32_t dropped);
    [[nodiscard]] std::int64_t internTrace(TraceId id);

    /// The next source: its traces are numbered anew, since the cache joins sources trace by trace.
    void beginSource();

    /// The batch being filled: store blobs here, then append rows.
    [[nodiscard]] SpanBatch& batch() { return m_batch; }
    [[nodiscard]] std::int64_t nextSpan() { return m_next.span++; }
    [[nodiscard]] std::int64_t nextLog() { return m_next.log++; }
    [[nodiscard]] const IdBases& next() const { return m_next; }
    /// Hands the batch over if it is full. False when the receiver has stopped.
    bool flushIfFull();
    bool flush();
    /// Whether traces were forgotten, so that one trace may have several numbers.
    [[nodiscard]] bool forgotTraces() const { return m_forgotTraces; }
    /// Attribute keys that say something about what a span stands for, as numbered so far: those that end in
    /// ".is_summary", and "SampleRate".
    [[nodiscard]] std::span<const StringId> summaryKeys() const { return m_summaryKeys; }
    [[nodiscard]] std::span<const StringId> sampleRateKeys() const { return m_sampleRateKeys; }
    /// Service of a resource, for the tree; 0 if unknown.
    [[nodiscard]] StringId serviceOf(std::int64_t resource) const;

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const;
    };
    using NumberByContent = std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>>;

    void noteKey(std::string_view text, StringId number);
    void rememberService(std::int64_t resource, StringId service);
    std::string_view contentKey(std::initializer_list<std::string_view> parts, std::uint32_t a, std::uint32_t b);

    IdBases m_next;
    Flush m_flush;
    SpanBatch m_batch;
    // Strings: the pool's own numbers are mapped to the cache's.
    StringPool m_pool;
    std::vector<StringId> m_cacheNumber;
    NumberByContent m_resources;
    NumberByContent m_scopes;
    std::size_t m_contentBytes = 0;
    std::vector<StringId> m_serviceOf; // by number of the resource
    std::unordered_map<TraceId, std::int64_t> m_traces;
    TraceId m_lastTrace;
    std::int64_t m_lastTraceNumber = 0;
    bool m_forgotTraces = false;
    std::string m_key;
    std::vector<StringId> m_summaryKeys;
    std::vector<StringId> m_sampleRateKeys;
};

} // namespace tailrace
