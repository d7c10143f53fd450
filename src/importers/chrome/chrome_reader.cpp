// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_reader.h"

#include "importers/chrome/chrome_nesting.h"
#include "importers/id_text.h"
#include "importers/json/json_fields.h"
#include "model/base/format.h"
#include "model/base/saturate.h"

#include <algorithm>
#include <optional>
#include <initializer_list>
#include <utility>

namespace tailrace {

namespace {

/// Larger members of a file (system traces as text, stack tables) are no description of it.
constexpr std::size_t kMaxMember = 64 * 1024;
/// Phases that are held, after phaseOf().
constexpr std::string_view kHeldPhases = "BEXbeSFinTstf";
/// Times further below 0 are damage.
constexpr std::int64_t kMaxShiftNs = 86'400'000'000'000LL * 365;

/// One letter for what is told apart only by age or by scope.
char phaseOf(char phase)
{
    switch (phase) {
    case 'I':
    case 'R':
        return 'i';
    case 'p':
        return 'T';
    default:
        return phase;
    }
}

std::string describe(char phase)
{
    switch (phase) {
    case 'C':
        return "counters";
    case 'P':
        return "samples";
    case 'N':
    case 'O':
    case 'D':
        return "objects";
    case 'v':
    case 'V':
        return "memory dumps";
    case 'c':
        return "clock synchronisations";
    case 'M':
        return "names and orders of threads";
    default:
        return std::string("events of the phase \"") + phase + '"';
    }
}

bool isKnownOther(char phase)
{
    return std::string_view("CPNODvVcMaG(){}=,").find(phase) != std::string_view::npos;
}

} // namespace

Result<std::size_t> ChromeReader::HashedStream::read(char* buffer, std::size_t size)
{
    Result<std::size_t> got = m_in.read(buffer, size);
    if (got)
        m_hash.add(buffer, *got);
    return got;
}

ChromeReader::ChromeReader(ByteStream& in, SpanSink& sink, std::size_t maxHeld)
    : m_in(in)
    , m_sink(sink)
    , m_maxHeld(maxHeld)
    , m_cursor(m_in, [this](Location where, const std::string& what, bool atEnd) { broken(where, what, atEnd); })
    , m_events(sink)
    , m_scope(sink.keys())
{
}

Result<void> ChromeReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    handOn(true);
    reportOthers();
    return m_cursor.streamState();
}

/// A list of events need not be closed: recorders write until they are stopped.
void ChromeReader::broken(Location where, const std::string& what, bool atEnd)
{
    if (atEnd && m_isInList && !m_isInEvent)
        m_sink.problem(ProblemCode::Note, where, "the list of events is not closed");
    else
        m_sink.problem(atEnd ? ProblemCode::Truncated : ProblemCode::BrokenRecord, where, what);
}

void ChromeReader::document()
{
    m_isInList = m_cursor.kind() == JsonKind::Array;
    m_isInEvent = false;
    if (m_isInList)
        events();
    else if (m_cursor.kind() == JsonKind::Object)
        object();
    else
        m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no event");
}

/// A trace with its list of events, or a single event.
void ChromeReader::object()
{
    JsonMembers own;
    own.begin(m_cursor.location());
    bool isEvent = false;
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const std::string key(m_cursor.key());
        isEvent = isEvent || key == "ph";
        if (key == "traceEvents" && m_cursor.kind() == JsonKind::Array) {
            events();
            continue;
        }
        if (m_cursor.kind() == JsonKind::Array && (key == "samples" || key == "systemTraceEvents")) {
            listMember(key);
            continue;
        }
        const Location where = m_cursor.location();
        const std::string_view raw = m_cursor.value();
        if (key == "baseTimeNanoseconds")
            m_baseNs = parseInt(raw.starts_with('"') ? unquoteJson(raw).value_or("") : std::string(raw)).value_or(0);
        if (raw.size() > kMaxMember)
            m_sink.problem(ProblemCode::OtherSignal, where, "the member \"" + validText(key, m_sink, where) + '"');
        else if (!raw.empty())
            own.add(key, raw);
    }
    if (m_cursor.isBroken() && isEvent)
        return;
    if (isEvent)
        event(own.record(), own.where());
    else if (!own.isEmpty())
        description(own);
}

void ChromeReader::listMember(std::string_view key)
{
    const Location where = m_cursor.location();
    std::uint64_t count = 0;
    for (m_cursor.enterArray(); m_cursor.nextElement();)
        ++count;
    if (count > 0)
        m_sink.problem(ProblemCode::OtherSignal, where, std::string(key), count);
}

void ChromeReader::description(JsonMembers& own)
{
    (void)m_events.readDescription(own.record(), own.where(), m_scope.attributes);
}

void ChromeReader::events()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        if (m_cursor.kind() != JsonKind::Object) {
            if (m_cursor.kind() != JsonKind::Null)
                m_sink.problem(ProblemCode::WrongType, where, "an event that is no object");
            continue;
        }
        m_isInEvent = true;
        const std::string_view raw = m_cursor.value();
        m_isInEvent = raw.empty() && m_cursor.isBroken();
        if (!raw.empty())
            event(raw, where);
    }
}

// ---- one event

void ChromeReader::event(std::string_view raw, Location where)
{
    if (!m_events.read(raw, where, m_fields))
        return;
    const char phase = phaseOf(m_fields.phase);
    if (phase == '\0') {
        m_sink.problem(ProblemCode::UnknownRecord, where, "an event without a phase");
        return;
    }
    if (phase == 'M')
        metadata(m_fields, where);
    else if (kHeldPhases.find(phase) != std::string_view::npos)
        hold(m_fields, where);
    else
        count(phase, where);
    if (m_store.memory() > m_maxHeld)
        handOn(false);
}

void ChromeReader::hold(const ChromeFields& fields, Location where)
{
    ChromeEvent event;
    event.phase = phaseOf(fields.phase);
    event.offset = where.offset;
    event.startNs = fields.startNs;
    event.durationNs = fields.durationNs;
    event.hasStart = fields.start == TimeField::Known;
    event.hasDuration = fields.duration == TimeField::Known;
    event.name = m_store.intern(fields.name);
    event.category = m_store.intern(fields.category);
    event.track =
        m_store.trackOf(fields.process, fields.processIsNumber, fields.thread, fields.threadIsNumber);
    event.bindsToEnclosing = fields.bindsToEnclosing;
    const bool mayBind = (event.phase == 'X' || event.phase == 'B') && !fields.bindId.empty();
    event.flowIn = mayBind && fields.flowIn;
    event.flowOut = mayBind && fields.flowOut;
    event.key = keyOf(fields, event.phase);
    if (!event.hasStart && !event.isSlice())
        m_sink.problem(ProblemCode::UnknownRecord, where, "an event without a time");
    else
        m_store.add(event, m_events.payload());
}

/// What events have in common that belong together; 0 for those that stand alone.
StringId ChromeReader::keyOf(const ChromeFields& fields, char phase)
{
    const auto join = [this](char kind, std::initializer_list<std::string_view> parts) {
        m_key.assign(1, kind);
        for (const std::string_view part : parts)
            m_key.append(1, '\0').append(part);
        return m_store.intern(m_key);
    };
    switch (phase) {
    case 'b':
    case 'n':
    case 'e':
        return join('n', {fields.category, fields.scope, fields.id, fields.idIsLocal ? fields.process : ""});
    case 'S':
    case 'T':
    case 'F':
        return join('l', {fields.category, fields.name, fields.id, fields.idIsLocal ? fields.process : ""});
    case 's':
    case 't':
    case 'f':
        return join('f', {fields.category, fields.name, fields.id, fields.idIsLocal ? fields.process : ""});
    default:
        return fields.bindId.empty() ? 0 : join('v', {fields.bindId});
    }
}

/// Text of the argument that process_name and thread_name have.
std::string_view ChromeReader::textArgument(std::string_view name) const
{
    const StringId key = m_sink.keys().intern(name);
    AttributeReader reader(m_events.payload().blob());
    while (reader.next())
        if (reader.key() == key && reader.type() == ValueType::Text)
            return reader.content();
    return {};
}

void ChromeReader::metadata(const ChromeFields& fields, Location where)
{
    const std::uint32_t track =
        m_store.trackOf(fields.process, fields.processIsNumber, fields.thread, fields.threadIsNumber);
    bool isKept = false;
    if (fields.name == "process_name")
        isKept = m_store.nameProcess(track, textArgument("chrome.process_name.name"));
    else if (fields.name == "thread_name")
        isKept = m_store.nameThread(track, textArgument("chrome.thread_name.name"));
    else if (!fields.name.starts_with("thread_"))
        isKept = m_store.describeProcess(track, m_events.payload());
    if (!isKept)
        count('M', where);
}

void ChromeReader::count(char phase, Location where)
{
    Other& other = m_others[static_cast<unsigned char>(phase)];
    if (other.count++ == 0)
        other.first = where;
}

// ---- the end

/// Hands on what is held. Unless it is the last time, begins without an end stay.
void ChromeReader::handOn(bool isLast)
{
    ChromeNesting nesting(m_store);
    nesting.run();
    beginTrace();
    std::vector<std::uint32_t> kept;
    if (!isLast && !m_store.hasManyTracks())
        kept = stillOpen();
    ChromeWriter(m_store, nesting, m_trace, m_sink).write(kept);
    reportLoose(nesting.looseEnds(), ProblemCode::UnknownRecord, "ends of slices that did not begin");
    reportLoose(nesting.looseInstants(), ProblemCode::OtherSignal, "instants that lie in no slice");
    reportLoose(nesting.looseFlows(), ProblemCode::OtherSignal, "flows that begin or arrive at no slice");
    if (!isLast && !m_store.events().empty())
        m_sink.problem(ProblemCode::Note, {-1, m_store.events().back().offset},
                       "the file is too large to be nested at once: parents and links do not reach across this place");
    m_store.clear(kept);
}

void ChromeReader::beginTrace()
{
    if (m_scope.attributes.count() > 0)
        m_trace.scope = m_sink.addScope(m_scope);
    if (m_hasTrace)
        return;
    m_hasTrace = true;
    m_trace.id = traceIdFromText(m_in.hash()).id;
    m_trace.shiftNs = m_baseNs;
    std::int64_t earliest = 0;
    for (const ChromeEvent& event : m_store.events())
        if (event.hasStart)
            earliest = std::min(earliest, event.startNs);
    std::int64_t shifted = 0;
    if (__builtin_add_overflow(earliest, m_baseNs, &shifted) || shifted >= 0 || shifted < -kMaxShiftNs)
        return;
    m_trace.shiftNs = saturatedDifference(m_baseNs, shifted);
    m_sink.problem(ProblemCode::Note, {},
                   "the times of this file begin below 0; all are shown later by " + formatDuration(-shifted));
}

/// Begins whose ends may still come. If they alone are too much, none.
std::vector<std::uint32_t> ChromeReader::stillOpen() const
{
    std::vector<std::uint32_t> open;
    std::size_t bytes = 0;
    const std::vector<ChromeEvent>& events = m_store.events();
    for (std::uint32_t i = 0; i < events.size(); ++i) {
        const bool isBegin = events[i].isSlice() && events[i].phase != 'X' && events[i].hasStart;
        if (!isBegin || events[i].mate != kNoEvent)
            continue;
        open.push_back(i);
        bytes += sizeof(ChromeEvent) + events[i].payloadSize;
    }
    return bytes > m_maxHeld / 4 ? std::vector<std::uint32_t>() : open;
}

void ChromeReader::reportLoose(const ChromeLoose& loose, ProblemCode code, const char* what)
{
    if (loose.count > 0)
        m_sink.problem(code, {-1, m_store.events()[loose.first].offset}, what, loose.count);
}

void ChromeReader::reportOthers()
{
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        const char phase = static_cast<char>(i);
        const Other& other = m_others[i];
        if (other.count > 0)
            m_sink.problem(isKnownOther(phase) ? ProblemCode::OtherSignal : ProblemCode::UnknownRecord, other.first,
                           validText(describe(phase), m_sink, other.first), other.count);
    }
}

} // namespace tailrace
