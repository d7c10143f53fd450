// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/import_report.h"

#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::array<ProblemInfo, kProblemCodes> kProblems{{
    {"brokenRecord", Severity::DataLoss, "could not be parsed and was skipped"},
    {"truncated", Severity::DataLoss, "the input ends in the middle of a record"},
    {"otherSignal", Severity::Info, "logs, metrics or other records that are not spans were skipped"},
    {"unknownRecord", Severity::Warning, "records of an unknown kind were skipped"},
    {"idRewritten", Severity::Info, "an id of unusual form was normalised; the original is kept as an attribute"},
    {"idMissing", Severity::Warning, "a span has no usable trace or span id"},
    {"timeImpossible", Severity::Warning, "an impossible time was taken as unknown"},
    {"timeMissing", Severity::Warning, "a span has no start or no end"},
    {"endBeforeStart", Severity::Warning, "a span ends before it starts; shown with length 0"},
    {"wrongType", Severity::Warning, "a field has another type than the format says"},
    {"invalidText", Severity::Warning, "invalid UTF-8 was replaced"},
    {"tooDeep", Severity::Warning, "deeply nested attribute values were kept as text"},
    {"tooLarge", Severity::DataLoss, "a record is larger than the limit and was skipped"},
    {"duplicateSpan", Severity::Info, "exact copies of other spans were dropped"},
    {"conflictingSpan", Severity::Warning, "different spans share one id; all are kept"},
    {"orphanSpan", Severity::Warning, "the parent is not in the trace"},
    {"parentCycle", Severity::Warning, "parents form a cycle, which was cut"},
    {"droppedData", Severity::Info, "the recorder itself dropped attributes, events or links"},
    {"summarySpan", Severity::Info, "spans that a collector made of many calls each"},
    {"sampledSpan", Severity::Info, "sampled data: these spans stand for more than themselves"},
    {"joinedTrace", Severity::Info, "traces of which another source holds a part; the pieces were joined"},
    {"noTrace", Severity::Info, "files that hold no trace were passed over"},
    {"unreadableMember", Severity::DataLoss, "a file in it could not be read"},
    {"note", Severity::Info, "note"},
}};

} // namespace

const ProblemInfo& info(ProblemCode code)
{
    return kProblems[static_cast<std::size_t>(code)];
}

std::string ProblemGroup::message() const
{
    std::string text(info(code).sentence);
    if (code == ProblemCode::Note && !samples.empty())
        return samples.front().detail;
    if (!samples.empty() && !samples.front().detail.empty())
        text += ": " + samples.front().detail;
    return text;
}

void ImportReport::add(ProblemCode code, Location where, std::string detail, std::uint64_t count)
{
    auto group = std::lower_bound(problems.begin(), problems.end(), code,
                                  [](const ProblemGroup& g, ProblemCode c) { return g.code < c; });
    if (group == problems.end() || group->code != code)
        group = problems.insert(group, ProblemGroup{code, 0, {}});
    group->count += count;
    if (group->samples.size() < ProblemGroup::kMaxSamples)
        group->samples.push_back({where, std::move(detail), openMember});
    if (openMember >= 0)
        members[static_cast<std::size_t>(openMember)].problems += count;
}

void ImportReport::tellOfLogs()
{
    if (logs.elsewhere > 0)
        add(ProblemCode::Note, {},
            formatCount(logs.elsewhere, "log") + " kept, of " + formatCount(logs.elsewhereTraces, "trace") +
                (logs.elsewhereTraces == 1 ? " that is not here" : " that are not here"));
    if (logs.copies > 0)
        add(ProblemCode::Note, {},
            formatCount(logs.copies) + (logs.copies == 1 ? " exact copy of a log record was dropped"
                                                         : " exact copies of log records were dropped"));
}

std::uint64_t ImportReport::problemCount() const
{
    std::uint64_t count = 0;
    for (const ProblemGroup& group : problems)
        count += group.count;
    return count;
}

std::size_t ImportReport::memberCount(MemberReport::State state) const
{
    return static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(), [state](const MemberReport& m) { return m.state == state; }));
}

std::string ImportReport::pathOf(std::int32_t member) const
{
    if (member < 0 || static_cast<std::size_t>(member) >= members.size())
        return path;
    const std::string& name = members[static_cast<std::size_t>(member)].name;
    if (!format.starts_with(kFolderFormat))
        return path + std::string(kMemberSign) + name;
    return path.ends_with('/') ? path + name : path + "/" + name;
}

} // namespace tailrace
