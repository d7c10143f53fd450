// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks OTLP JSON from document to span and log record; what is said of spans here holds for logs as well, whose
// messages have the same outer form. The members of an object may come in any order, and in most files the
// schemaUrl of a resource or a scope stands behind its spans. So spans wait, as text, until their resource and
// scope are complete; only when many megabytes wait are they handed on with what is known by then (and a note if
// more comes later). A file that ends in the middle keeps every span that is complete. One thread.

#include "importers/json/held_records.h"
#include "importers/json/json_cursor.h"
#include "importers/otlp/otlp_json_log.h"
#include "importers/otlp/otlp_json_span.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class OtlpJsonReader
{
public:
    OtlpJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    /// A resource or a scope on its way to the sink.
    template <class Draft>
    struct Owner {
        explicit Owner(KeyInterner& keys)
            : draft(keys)
        {
        }
        Draft draft;
        std::int64_t ref = 0;
        bool isNamed = false;   ///< its own member was there, not only its schemaUrl
        bool isSettled = false; ///< its number is known
    };

    void document();
    void envelope(int depth);
    void envelopeMember(int depth);
    void otherSignal();
    void tempoStatus();
    void rememberUnknown();
    /// Calls f() for each element, or for the value itself if it is an object.
    template <class F>
    void forEachObject(const char* what, F&& f);
    [[nodiscard]] bool loneMember();
    void finishLone();
    void resourceLogs();
    void beginEntry();
    [[nodiscard]] bool entryMember();
    void reportUntraced(Location where, bool isEmpty);
    void resourceSpans();
    [[nodiscard]] bool isScopeList(std::string_view key) const;
    [[nodiscard]] bool isOldScopeList(std::string_view key) const;
    [[nodiscard]] bool isRecordList(std::string_view key) const;
    void scopeList(bool isOldName);
    void scopeSpans();
    void span();

    template <class Draft>
    void begin(Owner<Draft>& owner);
    template <class Draft>
    void reopen(Owner<Draft>& owner, const char* what);
    void readResource();
    void readScope();
    template <class Draft>
    void readSchemaUrl(Owner<Draft>& owner, const char* what);
    void settleResource();
    void settleScope();
    [[nodiscard]] bool hasWaitedLong() const;
    void handOnHeld();
    void handOn(std::string_view raw, Location where, ScopeRef scope);
    void handOnLog(std::string_view raw, Location where, ScopeRef scope);
    void skipUnknown(const char* place);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    OtlpJsonRecords m_records;
    OtlpJsonLogs m_logs;
    SpanDraft m_span;
    LogDraft m_log;
    bool m_isLone = false;    // the document is itself an entry of resourceSpans or resourceLogs
    Location m_loneWhere;
    bool m_readsLogs = false; // resourceLogs, not resourceSpans
    std::uint64_t m_tracedLogs = 0;   // of this list
    std::uint64_t m_untracedLogs = 0; // likewise
    Owner<ResourceDraft> m_resource;
    Owner<ScopeDraft> m_scope;
    HeldRecords m_held;                // spans; the group is an index into m_scopeRefs
    std::vector<ScopeRef> m_scopeRefs; // of the scopes of this resource, so far
    bool m_hasNewList = false;         // scopeSpans had elements
    bool m_hasOldList = false;         // instrumentationLibrarySpans had
    bool m_isKnown = false;            // the document has a member that we know
    std::string m_unknown;             // its first member that we do not know
    Location m_unknownWhere;
};

} // namespace tailrace
