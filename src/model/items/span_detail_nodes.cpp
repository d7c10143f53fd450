// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_detail_nodes.h"

#include "model/analysis/readable_text.h"
#include "model/base/format.h"
#include "model/base/saturate.h"
#include "model/cache/log_severity.h"
#include "model/items/to_qstring.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace tailrace {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("SpanDetail", text);
}

QString typeName(const Value& value)
{
    static constexpr std::array kNames{
        QT_TRANSLATE_NOOP("SpanDetail", "null"),    QT_TRANSLATE_NOOP("SpanDetail", "boolean"),
        QT_TRANSLATE_NOOP("SpanDetail", "integer"), QT_TRANSLATE_NOOP("SpanDetail", "number"),
        QT_TRANSLATE_NOOP("SpanDetail", "text"),    QT_TRANSLATE_NOOP("SpanDetail", "bytes"),
        QT_TRANSLATE_NOOP("SpanDetail", "array"),   QT_TRANSLATE_NOOP("SpanDetail", "list")};
    return tr(kNames[value.data.index()]);
}

/// Stack traces keep their lines and their columns; so does other text that was recorded with several lines.
DetailLook lookOf(std::string_view key, const Value& value)
{
    const auto* text = std::get_if<std::string>(&value.data);
    const bool isCode = key.ends_with("stacktrace") || (text != nullptr && text->find('\n') != std::string::npos);
    return isCode ? DetailLook::Code : DetailLook::Entry;
}

/// With as many digits of the second as were recorded, in groups of three.
std::string instantText(std::int64_t timeNs)
{
    return formatInstantUtc(timeNs, timeNs % 1'000 != 0 ? 9 : timeNs % 1'000'000 != 0 ? 6 : 3);
}

QString offsetText(std::int64_t timeNs, std::int64_t originNs)
{
    std::int64_t offset = 0;
    if (__builtin_sub_overflow(timeNs, originNs, &offset))
        return QString::fromStdString(instantText(timeNs));
    const std::string length = formatDuration(offset < 0 && offset != INT64_MIN ? -offset : offset);
    return (offset < 0 ? QStringLiteral("− ") : QStringLiteral("+ ")) + QString::fromStdString(length);
}

/// W3C trace flags in the low byte; above them OTLP's two bits about the parent (trace.proto, SpanFlags).
QString flagsText(std::uint32_t flags)
{
    QString text = QStringLiteral("0x%1").arg(flags, flags > 0xFF ? 8 : 2, 16, QLatin1Char('0'));
    QStringList meanings;
    if ((flags & 0x01U) != 0)
        meanings << tr("sampled");
    if ((flags & 0x02U) != 0)
        meanings << tr("random id");
    if ((flags & 0x100U) != 0)
        meanings << ((flags & 0x200U) != 0 ? tr("parent is remote") : tr("parent is local"));
    return meanings.isEmpty() ? text : text + QStringLiteral(" · ") + meanings.join(QStringLiteral(" · "));
}

/// "java.io.IOException: connection reset", from the attributes that OpenTelemetry's conventions name.
QString exceptionText(const AttributeList& attributes)
{
    const Value* type = findValue(attributes, "exception.type");
    const Value* message = findValue(attributes, "exception.message");
    QStringList parts;
    for (const Value* value : {type, message})
        if (value != nullptr)
            parts << toQString(displayText(*value));
    return parts.join(QStringLiteral(": "));
}

enum class Group { Time, Status, Warnings, Attributes, Events, TraceLogs, Links, Resource, Scope, Identifiers };

/// A log's resource, shown where it is not its span's.
struct LogSource {
    const ResourceDetail* resource = nullptr;
};

/// Breadth first with a growing array instead of recursion: values may be nested as deep as they like.
class Builder
{
public:
    Builder(const SpanDetail& detail, const SpanContext& context)
        : m_detail(detail)
        , m_context(context)
    {
    }

    std::vector<DetailNode> build()
    {
        m_nodes.emplace_back();
        m_parts.emplace_back();
        addGroups();
        for (m_parent = 1; m_parent < m_nodes.size(); ++m_parent)
            std::visit([this](auto part) { unfold(part); }, m_parts[m_parent]);
        return std::move(m_nodes);
    }

private:
    using Part = std::variant<std::monostate, Group, const AttributeList*, const ValueArray*, const SpanEvent*,
                              const SpanLink*, const LogDetail*, LogSource>;

    DetailNode& add(QString key, QString value, DetailLook look = DetailLook::Entry, Part part = {})
    {
        DetailNode& parent = m_nodes[m_parent];
        if (parent.childCount == 0)
            parent.firstChild = static_cast<std::uint32_t>(m_nodes.size());
        DetailNode node;
        node.key = std::move(key);
        node.value = std::move(value);
        node.look = look;
        node.parent = static_cast<std::uint32_t>(m_parent);
        node.row = parent.childCount++;
        m_nodes.push_back(std::move(node));
        m_parts.push_back(part);
        return m_nodes.back();
    }

    void addIfSet(const QString& key, std::string_view text, DetailLook look = DetailLook::Entry)
    {
        if (!text.empty())
            add(key, toQString(text), look);
    }

    void addDropped(std::uint32_t count, const char* noun)
    {
        if (count > 0)
            add(tr("dropped"),
                tr("%1 dropped by the recorder").arg(QString::fromStdString(formatCount(count, noun))),
                DetailLook::Note);
    }

    void addGroup(Group group, const QString& title, std::size_t count, bool open = true)
    {
        const QString summary = count > 0 ? QString::fromStdString(formatCount(count)) : QString();
        add(title, summary, DetailLook::Group, group).open = open;
    }

    /// With its day, by the clock on show.
    [[nodiscard]] QString instant(std::int64_t timeNs) const
    {
        return m_context.clock ? m_context.clock(timeNs, true) : QString::fromStdString(instantText(timeNs));
    }
    /// What an event or log is headed with.
    [[nodiscard]] QString timeOf(std::int64_t timeNs) const
    {
        return m_context.clock ? m_context.clock(timeNs, false) : offsetText(timeNs, recordedStart());
    }

    void addGroups();
    void addValue(std::string_view key, const Value& value);
    void addAttributes(const AttributeList& attributes);
    void addEvents();
    void addEvent(const SpanEvent& event);
    void addLog(const LogDetail& log);
    void addFurtherLogs(std::uint64_t count);
    void addTime();
    void addStatus();
    void addIdentifiers();
    [[nodiscard]] std::int64_t recordedStart() const
    {
        return saturatedDifference(m_context.startNs, m_context.movedNs);
    }

    void unfold(std::monostate) {}
    void unfold(Group group);
    void unfold(const AttributeList* list) { addAttributes(*list); }
    void unfold(const ValueArray* array)
    {
        for (std::size_t i = 0; i < array->size(); ++i)
            addValue(std::to_string(i), (*array)[i]);
    }
    void unfold(const SpanEvent* event);
    void unfold(const SpanLink* link);
    void unfold(const LogDetail* log);
    void unfold(LogSource source)
    {
        addAttributes(source.resource->attributes);
        addDropped(source.resource->droppedAttributes, "attribute");
    }

    const SpanDetail& m_detail;
    const SpanContext& m_context;
    std::vector<DetailNode> m_nodes;
    std::vector<Part> m_parts; // what each node unfolds into
    std::size_t m_parent = 0;
};

void Builder::addGroups()
{
    const auto warnings = std::count_if(std::begin(kAllMarks), std::end(kAllMarks),
                                        [this](SpanMark mark) { return has(m_context.marks, mark); });
    addGroup(Group::Time, tr("Time"), 0);
    if (m_detail.status != StatusCode::Unset || !m_detail.statusMessage.empty())
        addGroup(Group::Status, tr("Status"), 0);
    if (warnings > 0)
        addGroup(Group::Warnings, tr("Warnings"), 0);
    if (!m_detail.attributes.empty() || m_detail.droppedAttributes > 0)
        addGroup(Group::Attributes, tr("Attributes"), m_detail.attributes.size());
    if (!m_detail.logs.empty())
        addGroup(Group::Events, m_detail.events.empty() ? tr("Logs") : tr("Events and logs"),
                 m_detail.events.size() + m_detail.logs.size() + m_detail.furtherLogs);
    else if (!m_detail.events.empty() || m_detail.droppedEvents > 0)
        addGroup(Group::Events, tr("Events"), m_detail.events.size());
    if (!m_detail.traceLogs.empty())
        addGroup(Group::TraceLogs, tr("Logs of the trace"),
                 m_detail.traceLogs.size() + m_detail.furtherTraceLogs);
    if (!m_detail.links.empty() || m_detail.droppedLinks > 0)
        addGroup(Group::Links, tr("Links"), m_detail.links.size());
    const ResourceDetail& resource = m_detail.resource;
    if (!resource.attributes.empty() || resource.droppedAttributes > 0 || !resource.schemaUrl.empty())
        addGroup(Group::Resource, tr("Resource"), resource.attributes.size());
    const ScopeDetail& scope = m_detail.scope;
    if (!scope.name.empty() || !scope.version.empty() || !scope.attributes.empty() ||
        scope.droppedAttributes > 0 || !scope.schemaUrl.empty())
        addGroup(Group::Scope, tr("Scope"), scope.attributes.size());
    addGroup(Group::Identifiers, tr("Identifiers"), 0);
}

void Builder::unfold(Group group)
{
    switch (group) {
    case Group::Time:
        return addTime();
    case Group::Status:
        return addStatus();
    case Group::Warnings:
        for (const SpanMark mark : kAllMarks)
            if (has(m_context.marks, mark))
                add(QString(), toQString(sentence(mark)), DetailLook::Note);
        return;
    case Group::Attributes:
        addAttributes(m_detail.attributes);
        return addDropped(m_detail.droppedAttributes, "attribute");
    case Group::Events:
        addEvents();
        return addDropped(m_detail.droppedEvents, "event");
    case Group::TraceLogs:
        for (const LogDetail& log : m_detail.traceLogs)
            addLog(log);
        return addFurtherLogs(m_detail.furtherTraceLogs);
    case Group::Links:
        for (const SpanLink& link : m_detail.links) {
            const bool here = link.traceId == m_detail.traceId;
            add(here ? tr("this trace") : tr("trace %1").arg(toQString(toHex(link.traceId)).right(8)),
                tr("span %1").arg(toQString(toHex(link.spanId))), DetailLook::Entry, &link)
                .link = static_cast<std::int32_t>(&link - m_detail.links.data());
        }
        return addDropped(m_detail.droppedLinks, "link");
    case Group::Resource:
        addAttributes(m_detail.resource.attributes);
        addIfSet(tr("schema URL"), m_detail.resource.schemaUrl);
        return addDropped(m_detail.resource.droppedAttributes, "attribute");
    case Group::Scope:
        addIfSet(tr("name"), m_detail.scope.name);
        addIfSet(tr("version"), m_detail.scope.version);
        addAttributes(m_detail.scope.attributes);
        addIfSet(tr("schema URL"), m_detail.scope.schemaUrl);
        return addDropped(m_detail.scope.droppedAttributes, "attribute");
    case Group::Identifiers:
        return addIdentifiers();
    }
}

/// Events in the order in which they were recorded, logs in order of time between them.
void Builder::addEvents()
{
    auto log = m_detail.logs.begin();
    const auto addLogsBefore = [&](std::int64_t timeNs) {
        for (; log != m_detail.logs.end() && log->shownNs() < timeNs; ++log)
            addLog(*log);
    };
    for (const SpanEvent& event : m_detail.events) {
        addLogsBefore(event.timeNs);
        addEvent(event);
    }
    for (; log != m_detail.logs.end(); ++log)
        addLog(*log);
    addFurtherLogs(m_detail.furtherLogs);
}

void Builder::addEvent(const SpanEvent& event)
{
    const bool failed = event.name == "exception" || findValue(event.attributes, "exception.type") != nullptr;
    const QString summary = failed ? exceptionText(event.attributes) : QString();
    const QString name = toQString(event.name);
    DetailNode& node = add(timeOf(event.timeNs),
                           summary.isEmpty() ? name : name + QStringLiteral(" · ") + summary,
                           failed ? DetailLook::Error : DetailLook::Entry, &event);
    node.open = failed;
    node.event = static_cast<std::int32_t>(&event - m_detail.events.data());
}

/// "log ERROR · payment refused": marked as a log, with its severity and the first line of its text.
void Builder::addLog(const LogDetail& log)
{
    const bool failed = log.severity >= kErrorLogSeverity;
    QStringList parts{(tr("log") + u' ' + toQString(severityText(log))).trimmed()};
    if (!log.name.empty())
        parts << toQString(log.name);
    if (!log.body.isNull())
        parts << toQString(displayText(log.body)).section(u'\n', 0, 0);
    else if (const QString exception = exceptionText(log.attributes); !exception.isEmpty())
        parts << exception;
    const std::int64_t timeNs = log.shownNs();
    add(timeNs == 0 ? tr("no time") : timeOf(timeNs), parts.join(QStringLiteral(" · ")),
        failed ? DetailLook::Error : DetailLook::Entry, &log);
}

void Builder::addFurtherLogs(std::uint64_t count)
{
    if (count > 0)
        add(tr("further"), tr("%1 not shown").arg(QString::fromStdString(formatCount(count, "log"))),
            DetailLook::Note);
}

void Builder::addValue(std::string_view key, const Value& value)
{
    Part part;
    if (const auto* list = std::get_if<AttributeList>(&value.data); list != nullptr && !list->empty())
        part = list;
    else if (const auto* array = std::get_if<ValueArray>(&value.data); array != nullptr && !array->empty())
        part = array;
    DetailNode& node = add(toQString(key), toQString(displayText(value)), lookOf(key, value), part);
    node.type = typeName(value);
    const auto* text = std::get_if<std::string>(&value.data);
    if (const std::string laidOut = text == nullptr ? std::string() : readableText(key, *text); !laidOut.empty()) {
        node.laidOut = toQString(laidOut);
        node.look = DetailLook::Code;
    }
}

void Builder::addAttributes(const AttributeList& attributes)
{
    for (const Attribute& attribute : attributes)
        addValue(attribute.key, attribute.value);
}

void Builder::addTime()
{
    const auto number = [this](const QString& key, const std::string& value,
                               DetailLook look = DetailLook::Number) {
        add(key, QString::fromStdString(value), look);
    };
    if (has(m_context.marks, SpanMark::DurationUnknown))
        number(tr("Duration"), tr("unknown").toStdString(), DetailLook::Strong);
    else
        number(tr("Duration"), formatDurationExact(m_context.durationNs), DetailLook::Strong);
    if (m_detail.durationNs != m_context.durationNs)
        number(tr("Recorded as"), formatDurationExact(m_detail.durationNs));
    number(tr("Self"), formatDurationExact(m_context.selfNs));
    number(tr("Share of trace"),
           formatShare(static_cast<double>(m_context.durationNs), static_cast<double>(m_context.traceDurationNs)));
    number(tr("After trace start"), formatDurationExact(m_context.startNs - m_context.traceStartNs));
    if (has(m_context.marks, SpanMark::StartUnknown))
        number(tr("Start"), tr("unknown").toStdString());
    else
        number(m_context.movedNs != 0 ? tr("Recorded start") : tr("Start"), instant(recordedStart()).toStdString());
    if (m_context.movedNs != 0) {
        number(tr("Moved by"), (m_context.movedNs > 0 ? "+" : "") + formatDurationExact(m_context.movedNs));
        number(tr("Corrected start"), instant(m_context.startNs).toStdString());
    }
}

void Builder::addStatus()
{
    const bool failed = m_detail.status == StatusCode::Error;
    add(tr("Status"), toQString(name(m_detail.status)), failed ? DetailLook::Error : DetailLook::Entry);
    const bool hasLines = m_detail.statusMessage.find('\n') != std::string::npos;
    addIfSet(tr("Message"), m_detail.statusMessage, hasLines ? DetailLook::Code : DetailLook::Entry);
}

void Builder::addIdentifiers()
{
    add(tr("Trace ID"), toQString(toHex(m_detail.traceId)), DetailLook::Code);
    add(tr("Span ID"), toQString(toHex(m_detail.spanId)), DetailLook::Code);
    if (m_detail.parentId.isZero())
        add(tr("Parent ID"), tr("none"), DetailLook::Note);
    else
        add(tr("Parent ID"), toQString(toHex(m_detail.parentId)), DetailLook::Code);
    add(tr("Kind"), toQString(name(m_detail.kind)));
    addIfSet(tr("Trace state"), m_detail.traceState);
    if (m_detail.flags != 0)
        add(tr("Flags"), flagsText(m_detail.flags));
}

void Builder::unfold(const SpanEvent* event)
{
    addAttributes(event->attributes);
    addDropped(event->droppedAttributes, "attribute");
    add(tr("time"), instant(event->timeNs), DetailLook::Note);
}

void Builder::unfold(const LogDetail* log)
{
    if (!log->body.isNull())
        addValue("body", log->body);
    addAttributes(log->attributes);
    addDropped(log->droppedAttributes, "attribute");
    const QString number = log->severity > 0 ? QString::number(log->severity) : QString();
    const QString word = toQString(severityText(*log));
    if (!word.isEmpty())
        add(tr("severity"), number.isEmpty() ? word : tr("%1 (%2)").arg(word, number), DetailLook::Note);
    if (log->timeNs != 0)
        add(tr("time"), instant(log->timeNs), DetailLook::Note);
    if (log->observedNs != 0)
        add(tr("observed"), instant(log->observedNs), DetailLook::Note);
    if (log->spanId != m_detail.spanId)
        add(tr("span ID"), log->spanId.isZero() ? tr("none") : toQString(toHex(log->spanId)),
            log->spanId.isZero() ? DetailLook::Note : DetailLook::Code);
    if (log->flags != 0)
        add(tr("flags"), flagsText(log->flags), DetailLook::Note);
    if (!log->scope.name.empty())
        add(tr("logger"), toQString(log->scope.name + (log->scope.version.empty() ? "" : " ") + log->scope.version),
            DetailLook::Note);
    if (log->resource.id != m_detail.resource.id)
        add(tr("resource"), toQString(log->resource.service), DetailLook::Note, LogSource{&log->resource});
}

void Builder::unfold(const SpanLink* link)
{
    add(tr("trace ID"), toQString(toHex(link->traceId)), DetailLook::Code);
    add(tr("span ID"), toQString(toHex(link->spanId)), DetailLook::Code);
    addIfSet(tr("trace state"), link->traceState);
    if (link->flags != 0)
        add(tr("flags"), flagsText(link->flags));
    addAttributes(link->attributes);
    addDropped(link->droppedAttributes, "attribute");
}

} // namespace

std::vector<DetailNode> buildDetailNodes(const SpanDetail& detail, const SpanContext& context)
{
    return Builder(detail, context).build();
}

} // namespace tailrace
