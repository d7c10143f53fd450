// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_reader.h"

#include "importers/json/json_fields.h"
#include "model/base/utf8.h"

#include <array>
#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
/// How much text may wait for a schemaUrl, for the scope itself, for the resource itself: the more it would miss.
constexpr std::size_t kPatience = 8 * kMebibyte;
constexpr std::size_t kScopePatience = 64 * kMebibyte;
constexpr std::size_t kResourcePatience = 256 * kMebibyte;

/// {"trace":{"resourceSpans":…}} is the deepest envelope there is.
constexpr int kMaxEnvelopes = 3;

template <std::size_t N>
bool isOneOf(std::string_view key, const std::array<std::string_view, N>& names)
{
    for (const std::string_view name : names)
        if (key == name)
            return true;
    return false;
}

bool isSpanList(std::string_view key)
{
    return key == "resourceSpans" || key == "resource_spans" || key == "batches";
}

bool isLogList(std::string_view key)
{
    return key == "resourceLogs" || key == "resource_logs";
}

bool isInnerEnvelope(std::string_view key)
{
    return key == "trace" || key == "result" || key == "traces";
}

/// The other signals of OTLP, and what Grafana Faro sends beside its traces.
bool isOtherSignal(std::string_view key)
{
    static constexpr std::array<std::string_view, 10> kNames = {
        "scopeMetrics",    "resourceMetrics", "resource_metrics", "resourceProfiles", "resource_profiles", "logs",
        "exceptions",      "measurements",     "events",           "meta"};
    return isOneOf(key, kNames);
}

bool isSchemaUrl(std::string_view key)
{
    return key == "schemaUrl" || key == "schema_url";
}

bool isScope(std::string_view key)
{
    return key == "scope" || key == "instrumentationLibrary" || key == "instrumentation_library";
}

bool saysNothing(const ResourceDraft& draft)
{
    return draft.service.empty() && draft.schemaUrl.empty() && draft.attributes.count() == 0 &&
           draft.droppedAttributes == 0;
}

bool saysNothing(const ScopeDraft& draft)
{
    return draft.name.empty() && draft.version.empty() && draft.schemaUrl.empty() &&
           draft.attributes.count() == 0 && draft.droppedAttributes == 0;
}

} // namespace

OtlpJsonReader::OtlpJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
    , m_logs(sink)
    , m_span(sink.keys())
    , m_log(sink.keys())
    , m_resource(sink.keys())
    , m_scope(sink.keys())
{
}

Result<void> OtlpJsonReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    return m_cursor.streamState();
}

void OtlpJsonReader::document()
{
    m_isKnown = false;
    m_unknown.clear();
    const Location where = m_cursor.location();
    const JsonKind kind = m_cursor.kind();
    if (kind != JsonKind::Object && kind != JsonKind::Array) {
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no object");
        return;
    }
    forEachObject("the document", [this] { envelope(1); });
    if (!m_isKnown && !m_unknown.empty())
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON object without resourceSpans");
    else if (!m_unknown.empty())
        m_sink.problem(ProblemCode::UnknownRecord, m_unknownWhere, "the member " + m_unknown);
}

template <class F>
void OtlpJsonReader::forEachObject(const char* what, F&& f)
{
    if (m_cursor.kind() == JsonKind::Object) {
        f();
    } else if (m_cursor.kind() == JsonKind::Array) {
        for (m_cursor.enterArray(); m_cursor.nextElement();) {
            if (m_cursor.kind() == JsonKind::Object)
                f();
            else if (m_cursor.kind() != JsonKind::Null)
                m_sink.problem(ProblemCode::WrongType, m_cursor.location(), std::string("an element of ") + what);
        }
    } else if (m_cursor.kind() != JsonKind::Null) {
        m_sink.problem(ProblemCode::WrongType, m_cursor.location(), what);
    }
}

void OtlpJsonReader::envelope(int depth)
{
    if (depth == 1) {
        m_isLone = false;
        m_loneWhere = m_cursor.location();
        beginEntry();
    }
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        if (depth > 1 || !loneMember())
            envelopeMember(depth);
    if (depth == 1)
        finishLone();
}

/// OpenTelemetry's Java SDK logs each entry of resourceSpans as a document of its own.
bool OtlpJsonReader::loneMember()
{
    const std::string_view key = m_cursor.key();
    const bool isOwner = (key == "resource" && m_cursor.kind() == JsonKind::Object) || isSchemaUrl(key);
    const bool isLogs = key == "scopeLogs" || key == "scope_logs";
    if (isOwner) {
        if (!m_isLone)
            rememberUnknown();
    } else if (isLogs || isScopeList(key) || isOldScopeList(key)) {
        if (m_unknown == "\"resource\"" || m_unknown == "\"schemaUrl\"" || m_unknown == "\"schema_url\"")
            m_unknown.clear();
        if (!m_isLone)
            m_tracedLogs = m_untracedLogs = 0;
        m_isLone = m_isKnown = true;
        if (isLogs && !m_readsLogs && m_held.count() > 0) { // spans before logs: hand them on as what they are
            settleResource();
            handOnHeld();
        }
        m_readsLogs = m_readsLogs || isLogs;
    } else {
        return false;
    }
    return entryMember();
}

void OtlpJsonReader::finishLone()
{
    if (!std::exchange(m_isLone, false))
        return;
    settleResource();
    handOnHeld();
    if (std::exchange(m_readsLogs, false))
        reportUntraced(m_loneWhere, false);
}

void OtlpJsonReader::envelopeMember(int depth)
{
    const std::string_view key = m_cursor.key();
    if (isSpanList(key)) {
        m_isKnown = true;
        finishLone();
        forEachObject("resourceSpans", [this] { resourceSpans(); });
    } else if (isInnerEnvelope(key) && m_cursor.kind() == JsonKind::Object && depth < kMaxEnvelopes) {
        envelope(depth + 1);
    } else if (isLogList(key)) {
        m_isKnown = true;
        finishLone();
        resourceLogs();
    } else if (isOtherSignal(key)) {
        m_isKnown = true;
        otherSignal();
    } else if (key == "status" && m_cursor.kind() == JsonKind::String) {
        tempoStatus();
    } else if (key == "error" && m_cursor.kind() == JsonKind::Object) {
        const Location where = m_cursor.location();
        m_sink.problem(ProblemCode::Note, where, "the server reports an error: " + repairUtf8(m_cursor.value()));
    } else if (key != "metrics" && key != "message" && m_cursor.kind() != JsonKind::Null) {
        rememberUnknown();
    }
}

void OtlpJsonReader::otherSignal()
{
    const std::string name(m_cursor.key());
    const Location where = m_cursor.location();
    bool isEmpty = m_cursor.kind() == JsonKind::Null;
    if (m_cursor.kind() == JsonKind::Array) {
        isEmpty = true;
        for (m_cursor.enterArray(); m_cursor.nextElement();)
            isEmpty = false;
    }
    if (!isEmpty)
        m_sink.problem(ProblemCode::OtherSignal, where, name);
}

/// Tempo's reply says "PARTIAL" when the trace was too large to be given whole.
void OtlpJsonReader::tempoStatus()
{
    const Location where = m_cursor.location();
    const std::string status = takeText(m_cursor, m_sink);
    if (status != "COMPLETE" && !status.empty())
        m_sink.problem(ProblemCode::Note, where, "the status of the trace is " + status);
}

void OtlpJsonReader::rememberUnknown()
{
    if (!m_unknown.empty())
        return;
    m_unknownWhere = m_cursor.location();
    m_unknown = '"' + validText(m_cursor.key(), m_sink, m_unknownWhere) + '"';
}

/// Log records without a trace id are of no use here; a list that has any, or holds none at all, is counted.
void OtlpJsonReader::resourceLogs()
{
    const Location where = m_cursor.location();
    bool isEmpty = true;
    m_readsLogs = true;
    m_tracedLogs = m_untracedLogs = 0;
    forEachObject("resourceLogs", [&] {
        isEmpty = false;
        resourceSpans();
    });
    m_readsLogs = false;
    reportUntraced(where, isEmpty);
}

void OtlpJsonReader::reportUntraced(Location where, bool isEmpty)
{
    if (!isEmpty && (m_tracedLogs == 0 || m_untracedLogs > 0))
        m_sink.problem(ProblemCode::OtherSignal, where, "resourceLogs");
}

bool OtlpJsonReader::isScopeList(std::string_view key) const
{
    return m_readsLogs ? key == "scopeLogs" || key == "scope_logs" : key == "scopeSpans" || key == "scope_spans";
}

bool OtlpJsonReader::isOldScopeList(std::string_view key) const
{
    if (m_readsLogs)
        return key == "instrumentationLibraryLogs" || key == "instrumentation_library_logs";
    return key == "instrumentationLibrarySpans" || key == "instrumentation_library_spans";
}

/// Log records were in "logs" before version 0.15 of the protocol.
bool OtlpJsonReader::isRecordList(std::string_view key) const
{
    return m_readsLogs ? key == "logRecords" || key == "log_records" || key == "logs" : key == "spans";
}

void OtlpJsonReader::beginEntry()
{
    begin(m_resource);
    m_held.clear();
    m_scopeRefs.clear();
    m_hasNewList = m_hasOldList = false;
}

void OtlpJsonReader::resourceSpans()
{
    beginEntry();
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        if (!entryMember())
            skipUnknown(m_readsLogs ? "resourceLogs" : "resourceSpans");
    settleResource();
    handOnHeld();
}

/// Takes a member of an entry of resourceSpans or resourceLogs; false if it is none.
bool OtlpJsonReader::entryMember()
{
    const std::string_view key = m_cursor.key();
    if (key == "resource")
        readResource();
    else if (isSchemaUrl(key))
        readSchemaUrl(m_resource, "the schemaUrl of a resource");
    else if (isScopeList(key))
        scopeList(false);
    else if (isOldScopeList(key))
        scopeList(true);
    else
        return false;
    return true;
}

/// While the name changed (protocol versions 0.15 to 0.19) exporters wrote the same spans under both: the new name
/// counts if it lists anything.
void OtlpJsonReader::scopeList(bool isOldName)
{
    if (isOldName && m_hasNewList)
        return;
    forEachObject("scopeSpans", [this, isOldName] {
        if (!isOldName && m_hasOldList && !m_hasNewList)
            m_held.clear();
        (isOldName ? m_hasOldList : m_hasNewList) = true;
        scopeSpans();
    });
}

void OtlpJsonReader::scopeSpans()
{
    begin(m_scope);
    m_scopeRefs.push_back(0);
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const std::string_view key = m_cursor.key();
        if (isScope(key))
            readScope();
        else if (isSchemaUrl(key))
            readSchemaUrl(m_scope, "the schemaUrl of a scope");
        else if (isRecordList(key))
            forEachObject(m_readsLogs ? "logRecords" : "spans", [this] { span(); });
        else
            skipUnknown(m_readsLogs ? "scopeLogs" : "scopeSpans");
    }
    settleScope();
    if (m_resource.isSettled)
        handOnHeld();
}

void OtlpJsonReader::span()
{
    const Location where = m_cursor.location();
    const std::string_view raw = m_cursor.value();
    if (raw.empty())
        return;
    if (m_resource.isSettled && m_scope.isSettled)
        return handOn(raw, where, m_scope.ref);
    m_held.add(raw, where, static_cast<std::uint32_t>(m_scopeRefs.size() - 1));
    if (hasWaitedLong()) {
        settleResource();
        settleScope();
        handOnHeld();
    }
}

bool OtlpJsonReader::hasWaitedLong() const
{
    if (!m_resource.isNamed)
        return m_held.bytes() > kResourcePatience;
    return m_held.bytes() > (m_scope.isNamed ? kPatience : kScopePatience);
}

template <class Draft>
void OtlpJsonReader::begin(Owner<Draft>& owner)
{
    owner.draft.clear();
    owner.ref = 0;
    owner.isNamed = false;
    owner.isSettled = false;
}

/// More about a resource or a scope of which spans were handed on already.
template <class Draft>
void OtlpJsonReader::reopen(Owner<Draft>& owner, const char* what)
{
    if (!owner.isSettled)
        return;
    owner.isSettled = false;
    m_sink.problem(ProblemCode::Note, m_cursor.location(),
                   std::string(what) + " stands behind many megabytes of spans, which are kept without it");
}

void OtlpJsonReader::readResource()
{
    if (m_cursor.kind() != JsonKind::Object)
        return skipUnknown("resourceSpans");
    reopen(m_resource, "a resource");
    m_resource.isNamed = true;
    const Location where = m_cursor.location();
    const std::string schemaUrl = m_resource.draft.schemaUrl;
    if (!m_records.readResource(m_cursor.value(), where, m_resource.draft)) {
        m_resource.draft.clear();
        m_resource.draft.schemaUrl = schemaUrl;
    }
}

void OtlpJsonReader::readScope()
{
    if (m_cursor.kind() != JsonKind::Object)
        return skipUnknown("scopeSpans");
    reopen(m_scope, "a scope");
    m_scope.isNamed = true;
    const Location where = m_cursor.location();
    const std::string schemaUrl = m_scope.draft.schemaUrl;
    if (!m_records.readScope(m_cursor.value(), where, m_scope.draft)) {
        m_scope.draft.clear();
        m_scope.draft.schemaUrl = schemaUrl;
    }
}

template <class Draft>
void OtlpJsonReader::readSchemaUrl(Owner<Draft>& owner, const char* what)
{
    if (m_cursor.kind() == JsonKind::Null)
        return;
    if (m_cursor.kind() != JsonKind::String) {
        m_sink.problem(ProblemCode::WrongType, m_cursor.location(), what);
        return;
    }
    std::string url = takeText(m_cursor, m_sink);
    if (url.empty() || url == owner.draft.schemaUrl)
        return;
    reopen(owner, what);
    owner.draft.schemaUrl = std::move(url);
}

void OtlpJsonReader::settleResource()
{
    if (m_resource.isSettled)
        return;
    m_resource.ref = saysNothing(m_resource.draft) ? 0 : m_sink.addResource(m_resource.draft);
    m_resource.isSettled = true;
}

void OtlpJsonReader::settleScope()
{
    if (m_scope.isSettled)
        return;
    m_scope.ref = saysNothing(m_scope.draft) ? 0 : m_sink.addScope(m_scope.draft);
    m_scope.isSettled = true;
    m_scopeRefs.back() = m_scope.ref;
}

void OtlpJsonReader::handOnHeld()
{
    for (std::size_t i = 0; i < m_held.count(); ++i) {
        const HeldRecords::Record record = m_held.record(i);
        handOn(record.raw, record.where, m_scopeRefs[record.group]);
    }
    m_held.clear();
}

void OtlpJsonReader::handOn(std::string_view raw, Location where, ScopeRef scope)
{
    if (m_readsLogs)
        return handOnLog(raw, where, scope);
    m_span.clear();
    if (!m_records.readSpan(raw, where, m_span))
        return;
    m_span.resource = m_resource.ref;
    m_span.scope = scope;
    m_sink.addSpan(m_span, where);
}

void OtlpJsonReader::handOnLog(std::string_view raw, Location where, ScopeRef scope)
{
    m_log.clear();
    if (!m_logs.readLog(raw, where, m_log))
        return;
    if (m_log.traceId.isZero()) {
        ++m_untracedLogs;
        return;
    }
    ++m_tracedLogs;
    m_log.resource = m_resource.ref;
    m_log.scope = scope;
    m_sink.addLog(m_log, where);
}

void OtlpJsonReader::skipUnknown(const char* place)
{
    if (m_cursor.kind() == JsonKind::Null)
        return;
    const Location where = m_cursor.location();
    const std::string name = validText(m_cursor.key(), m_sink, where);
    m_sink.problem(ProblemCode::UnknownRecord, where, "the member \"" + name + "\" in " + place);
}

} // namespace tailrace
