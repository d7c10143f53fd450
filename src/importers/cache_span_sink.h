// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The sink of a real import: checks each span once more, numbers what it refers to and packs it into batches for the
// cache's writer; collects the import report. The reader's thread.

#include "importers/span_sink.h"
#include "model/base/progress.h"
#include "model/cache/batch_builder.h"
#include "model/cache/import_report.h"

namespace tailrace {

class CacheSpanSink : public SpanSink
{
public:
    /// All must outlive the sink.
    CacheSpanSink(BatchBuilder& builder, ImportReport& report, Progress& progress);

    KeyInterner& keys() override { return m_builder; }
    ResourceRef addResource(const ResourceDraft& draft) override;
    ScopeRef addScope(const ScopeDraft& draft) override;
    void addSpan(SpanDraft& draft, Location where) override;
    void addLog(LogDraft& draft, Location where) override;
    void addListedTrace(const ListedTraceDraft& draft, Location where) override;
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count = 1) override;

    /// False once the writer has stopped: reading on is useless.
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] std::uint64_t spans() const { return m_spans; }
    [[nodiscard]] std::uint64_t logs() const { return m_logs; }
    [[nodiscard]] std::uint64_t listedTraces() const { return m_listedTraces; }

private:
    void settle(SpanDraft& draft, Location where);
    void noteWhatItStandsFor(SpanDraft& draft, Location where);
    void addEvents(const SpanDraft& draft, std::int64_t span, std::uint64_t& hash);
    void addLinks(const SpanDraft& draft, std::int64_t span, std::uint64_t& hash);

    BatchBuilder& m_builder;
    ImportReport& m_report;
    Progress& m_progress;
    std::uint64_t m_spans = 0;
    std::uint64_t m_logs = 0;
    std::uint64_t m_listedTraces = 0;
    bool m_open = true;
};

} // namespace tailrace
