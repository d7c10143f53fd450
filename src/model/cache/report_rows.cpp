// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/report_rows.h"

#include "model/cache/database.h"
#include "statements.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace tailrace {

namespace {

/// Calls each() on every row; it says whether to go on.
Result<void> forEachRow(Statement& statement, const std::function<Result<void>()>& each)
{
    for (;;) {
        const Result<bool> row = statement.step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        Result<void> done = each();
        if (!done) {
            statement.reset();
            return done;
        }
    }
}

ImportReport reportOf(const Statement& row)
{
    const auto count = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
    ImportReport report;
    report.path = row.text(1);
    report.format = row.text(2);
    report.contentHash = row.text(3);
    report.bytes = count(4);
    report.spans = count(5);
    report.traces = count(6);
    report.services = count(7);
    report.duplicates = count(8);
    report.skipped = count(9);
    report.importedAtNs = row.integer(10);
    report.complete = row.integer(11) == 1;
    report.logs = {count(12), count(13), count(14), count(15)};
    return report;
}

MemberReport memberOf(const Statement& row)
{
    MemberReport member;
    member.name = row.text(0);
    member.format = row.text(1);
    member.contentHash = row.text(2);
    member.reason = row.text(3);
    member.bytes = static_cast<std::uint64_t>(row.integer(4));
    member.spans = static_cast<std::uint64_t>(row.integer(5));
    member.problems = static_cast<std::uint64_t>(row.integer(6));
    member.state = static_cast<MemberReport::State>(std::clamp<std::int64_t>(row.integer(7), 0, 3));
    return member;
}

class Problems
{
public:
    [[nodiscard]] static Result<Problems> prepare(Database& database)
    {
        Problems problems;
        for (auto [statement, sql] : {std::pair(&problems.m_groups, sql::kListProblems),
                                      std::pair(&problems.m_samples, sql::kListProblemSamples)}) {
            Result<Statement> prepared = database.prepare(sql);
            if (!prepared)
                return failure(std::move(prepared));
            *statement = std::move(*prepared);
        }
        return problems;
    }

    [[nodiscard]] Result<void> read(std::int64_t source, ImportReport& report)
    {
        m_groups.bind(1, source);
        Result<void> done = forEachRow(m_groups, [&]() -> Result<void> {
            for (int code = 0; code < kProblemCodes; ++code)
                if (m_groups.text(0) == info(static_cast<ProblemCode>(code)).id)
                    report.problems.push_back(
                        {static_cast<ProblemCode>(code), static_cast<std::uint64_t>(m_groups.integer(1)), {}});
            return {};
        });
        std::sort(report.problems.begin(), report.problems.end(),
                  [](const ProblemGroup& a, const ProblemGroup& b) { return a.code < b.code; });
        for (ProblemGroup& group : report.problems) {
            if (!done)
                break;
            m_samples.bind(1, source).bindText(2, info(group.code).id);
            done = forEachRow(m_samples, [&]() -> Result<void> {
                group.samples.push_back(
                    {{m_samples.integer(0), m_samples.integer(1)}, std::string(m_samples.text(2)),
                     static_cast<std::int32_t>(m_samples.integer(3))});
                return {};
            });
        }
        return done;
    }

private:
    Statement m_groups;
    Statement m_samples;
};

} // namespace

Result<std::vector<ImportReport>> readReports(Database& database)
{
    Result<Statement> sources = database.prepare(sql::kListSources);
    Result<Problems> problems = Problems::prepare(database);
    Result<Statement> members = database.prepare(sql::kListMembers);
    if (!sources)
        return failure(std::move(sources));
    if (!members)
        return failure(std::move(members));
    if (!problems)
        return failure(std::move(problems));
    std::vector<ImportReport> reports;
    Result<void> done = forEachRow(*sources, [&]() -> Result<void> {
        ImportReport report = reportOf(*sources);
        Result<void> read = problems->read(sources->integer(0), report);
        if (read) {
            members->bind(1, sources->integer(0));
            read = forEachRow(*members, [&]() -> Result<void> {
                report.members.push_back(memberOf(*members));
                return {};
            });
        }
        report.tellOfLogs();
        reports.push_back(std::move(report));
        return read;
    });
    if (!done)
        return failure(std::move(done));
    return reports;
}

} // namespace tailrace
