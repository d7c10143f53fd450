// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_guess.h"

#include "importers/table/table_cells.h"
#include "importers/table/table_names.h"
#include "importers/table/table_sample.h"
#include "importers/table/table_times.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailrace {

namespace {

struct Candidate {
    std::size_t index;
    TableNameMeaning meaning;
};

class Guesser
{
public:
    explicit Guesser(const TableSample& sample)
        : m_sample(sample)
    {
        for (std::size_t i = 0; i < sample.columns.size(); ++i) {
            TableNameMeaning meaning = meaningOfName(nameInHeader(sample.columns[i], i));
            if (std::all_of(sample.rows.begin(), sample.rows.end(),
                            [i](const auto& row) { return row[i].empty(); }))
                meaning.rank += kEmpty;
            if (meaning.role != TableRole::Attribute && (meaning.rank < kEmpty || mayBeEmpty(meaning.role)))
                m_candidates.push_back({i, meaning});
        }
    }

    TableGuess guess()
    {
        needsId(TableRole::TraceId, "trace id");
        needsId(TableRole::SpanId, "span id");
        (void)take(TableRole::ParentId, [](std::size_t) { return true; });
        start();
        (void)take(TableRole::Kind,
                   [this](std::size_t i) { return allFit(i, [](auto t) { return tableKind(t).has_value(); }); });
        (void)take(TableRole::Status,
                   [this](std::size_t i) { return allFit(i, [](auto t) { return tableStatus(t).has_value(); }); });
        (void)take(TableRole::Error, [this](std::size_t i) {
            return allFit(i, [](auto t) { return tableBool(t).has_value() || meansNoParent(t); });
        });
        (void)take(TableRole::StatusMessage, [](std::size_t) { return true; });
        (void)take(TableRole::Name, [](std::size_t) { return true; });
        service();
        endOrDuration();
        checkIds();
        if (m_sample.hasObjectLists)
            doubt("cells that are lists of objects");
        return std::move(m_guess);
    }

private:
    static constexpr int kEmpty = 10; // behind every column that has something in the first rows

    /// Where rows further on may have what the first ones have not: all of these may be roots, and without errors.
    static bool mayBeEmpty(TableRole role)
    {
        return role == TableRole::ParentId || role == TableRole::Kind || role == TableRole::Error ||
               role == TableRole::Status || role == TableRole::StatusMessage;
    }

    void doubt(std::string what) { m_guess.doubts.push_back(std::move(what)); }

    template <class Test>
    bool allFit(std::size_t column, Test test) const
    {
        return std::all_of(m_sample.rows.begin(), m_sample.rows.end(), [&](const auto& row) {
            return row[column].empty() || test(std::string_view(row[column]));
        });
    }

    /// Candidates of the best rank that there is for a role.
    template <class Test>
    std::vector<Candidate> best(TableRole role, Test test) const
    {
        std::vector<Candidate> out;
        for (const Candidate& each : m_candidates) {
            if (each.meaning.role != role || !test(each.index))
                continue;
            if (!out.empty() && each.meaning.rank < out.front().meaning.rank)
                out.clear();
            if (out.empty() || each.meaning.rank == out.front().meaning.rank)
                out.push_back(each);
        }
        return out;
    }

    TableColumn& add(TableRole role, std::size_t column, TableFormat format = TableFormat::Guess)
    {
        return m_guess.mapping.columns.emplace_back(TableColumn{m_sample.columns[column], role, format});
    }

    template <class Test>
    std::optional<Candidate> take(TableRole role, Test test)
    {
        const std::vector<Candidate> found = best(role, test);
        if (found.empty())
            return std::nullopt;
        add(role, found.front().index);
        return found.front();
    }

    bool holdTheSame(std::size_t a, std::size_t b) const
    {
        return std::all_of(m_sample.rows.begin(), m_sample.rows.end(),
                           [&](const auto& row) { return row[a] == row[b]; });
    }

    void needsId(TableRole role, const std::string& what)
    {
        const std::vector<Candidate> found = best(role, [](std::size_t) { return true; });
        if (found.empty())
            return doubt("no column for the " + what);
        const Candidate& chosen = found.front();
        add(role, chosen.index);
        const std::string& column = m_sample.columns[chosen.index];
        for (const Candidate& other : found)
            if (!holdTheSame(chosen.index, other.index))
                return doubt("the " + what + " may be " + column + " or " + m_sample.columns[other.index]);
        if (chosen.meaning.rank > 1)
            return doubt("whether " + column + " is the " + what);
        if (std::any_of(m_sample.rows.begin(), m_sample.rows.end(),
                        [&](const auto& row) { return row[chosen.index].empty(); }))
            doubt(column + " is empty in some rows");
    }

    void start()
    {
        std::vector<Candidate> found = best(TableRole::Start, [this](std::size_t i) { return isTimeColumn(i); });
        if (found.empty())
            found = best(TableRole::Start, [](std::size_t) { return true; });
        if (found.empty())
            return doubt("no column for the start");
        Candidate chosen = found.front();
        for (const Candidate& other : found)
            if (fineness(other.index) < fineness(chosen.index))
                chosen = other;
        for (const Candidate& other : found)
            if (other.index != chosen.index && !startTogether(chosen.index, other.index))
                doubt("the start may be " + m_sample.columns[chosen.index] + " or " +
                      m_sample.columns[other.index]);
        TableColumn& column = add(TableRole::Start, chosen.index);
        const std::string columnName = column.name;
        if (holdsTimesOfDay(m_sample, chosen.index)) {
            column.format = TableFormat::Iso;
            if (!take(TableRole::StartDate, [this](std::size_t i) { return isDateColumn(i); }))
                doubt("no column for the date of " + columnName);
            return;
        }
        column.format = formatOfTime(chosen);
        if (column.format != TableFormat::Guess)
            return;
        if (chosen.meaning.unit &&
            !timeFormat(m_sample, chosen.index)) // numbers that are no dates, perhaps from zero
            column.format = formatOf(*chosen.meaning.unit);
        doubt("the unit of " + columnName);
    }

    /// The format that the rows say; what a name says is checked against them.
    TableFormat formatOfTime(const Candidate& candidate) const
    {
        const std::optional<TableFormat> said = timeFormat(m_sample, candidate.index);
        const auto& unit = candidate.meaning.unit;
        return !said || (unit && *said != TableFormat::Iso && *said != formatOf(*unit)) ? TableFormat::Guess
                                                                                        : *said;
    }

    bool isTimeColumn(std::size_t i) const
    {
        return timeFormat(m_sample, i).has_value() || holdsTimesOfDay(m_sample, i);
    }

    bool isDateColumn(std::size_t i) const
    {
        return allFit(
            i, [](auto t) { return tableTime(std::string(t) + " 00:00:00", TableFormat::Iso).has_value(); });
    }

    int fineness(std::size_t i) const
    {
        const std::optional<TableFormat> format = timeFormat(m_sample, i);
        constexpr int kNoTime = 99;
        return format ? resolution(m_sample, i, *format) : kNoTime;
    }

    /// True if two columns say the same time, to within what the coarser one can say.
    bool startTogether(std::size_t a, std::size_t b) const
    {
        const std::optional<TableFormat> formatA = timeFormat(m_sample, a);
        const std::optional<TableFormat> formatB = timeFormat(m_sample, b);
        if (!formatA || !formatB)
            return false;
        std::int64_t tolerance = 1;
        for (int i = std::max(fineness(a), fineness(b)); i > 0; --i)
            tolerance *= 10;
        return std::all_of(m_sample.rows.begin(), m_sample.rows.end(), [&](const auto& row) {
            const auto timeA = tableTime(row[a], *formatA);
            const auto timeB = tableTime(row[b], *formatB);
            return timeA.has_value() == timeB.has_value() && (!timeA || std::abs(*timeA - *timeB) <= tolerance);
        });
    }

    void service()
    {
        const std::optional<Candidate> found = take(TableRole::Service, [](std::size_t) { return true; });
        if (!found)
            return;
        bool anyPod = false;
        const bool allPods = allFit(found->index, [&](std::string_view text) {
            anyPod = anyPod || isDeploymentPod(text);
            return !workloadOfPod(text).empty();
        });
        if (allPods && anyPod)
            m_guess.mapping.columns.back().format = TableFormat::Pod;
    }

    /// One of both, the more exact one; the other stays an attribute.
    void endOrDuration()
    {
        const std::vector<Candidate> ends =
            best(TableRole::End, [this](std::size_t i) { return isTimeColumn(i); });
        const std::vector<Candidate> lengths = best(TableRole::Duration, [this](std::size_t i) {
            return allFit(i, [](auto t) { return tableLength(t, TableFormat::Nanoseconds).has_value(); });
        });
        TableFormat lengthUnit = TableFormat::Guess;
        if (!lengths.empty())
            lengthUnit = formatOfLength(lengths.front(), ends);
        const bool hasEnd = !ends.empty() && endFormat(ends.front()) != TableFormat::Guess;
        const bool hasLength = !lengths.empty() && lengthUnit != TableFormat::Guess;
        if (hasEnd && (!hasLength || resolution(m_sample, ends.front().index, endFormat(ends.front())) <=
                                         resolution(m_sample, lengths.front().index, lengthUnit))) {
            add(TableRole::End, ends.front().index, endFormat(ends.front()));
            checkOnly(ends, "end");
        } else if (!lengths.empty()) {
            add(TableRole::Duration, lengths.front().index, lengthUnit);
            checkOnly(lengths, "duration");
            if (!hasLength)
                doubt("the unit of " + m_sample.columns[lengths.front().index]);
        } else {
            doubt("no column for the duration or the end");
        }
    }

    TableFormat endFormat(const Candidate& end) const
    {
        return holdsTimesOfDay(m_sample, end.index) ? TableFormat::Iso : formatOfTime(end);
    }

    TableFormat formatOfLength(const Candidate& length, const std::vector<Candidate>& ends) const
    {
        if (length.meaning.unit)
            return formatOf(*length.meaning.unit);
        TableMapping mapping = m_guess.mapping;
        if (!ends.empty())
            mapping.columns.push_back(
                {m_sample.columns[ends.front().index], TableRole::End, endFormat(ends.front())});
        return lengthFormat(m_sample, mapping, length.index).value_or(TableFormat::Guess);
    }

    void checkOnly(const std::vector<Candidate>& found, const std::string& what)
    {
        if (found.size() > 1)
            doubt("the " + what + " may be " + m_sample.columns[found[0].index] + " or " +
                  m_sample.columns[found[1].index]);
        else if (found.front().meaning.rank > 1)
            doubt("whether " + m_sample.columns[found.front().index] + " is the " + what);
    }

    /// A span id stands in one row only, and parents are spans.
    void checkIds()
    {
        const TableMapping& mapping = m_guess.mapping;
        const TableColumn* trace = mapping.find(TableRole::TraceId);
        const TableColumn* span = mapping.find(TableRole::SpanId);
        if (trace == nullptr || span == nullptr)
            return;
        const std::size_t traceAt = indexOf(m_sample, trace->name).value_or(0);
        const std::size_t spanAt = indexOf(m_sample, span->name).value_or(0);
        std::set<std::pair<std::string_view, std::string_view>> spans;
        for (const auto& row : m_sample.rows)
            spans.emplace(row[traceAt], row[spanAt]);
        if (spans.size() * 10 < m_sample.rows.size() * 9)
            doubt(span->name + " is the same in several rows of a trace");
        const TableColumn* parent = mapping.find(TableRole::ParentId);
        if (parent == nullptr)
            return;
        const std::size_t parentAt = indexOf(m_sample, parent->name).value_or(0);
        std::size_t children = 0;
        std::size_t found = 0;
        for (const auto& row : m_sample.rows) {
            children += meansNoParent(row[parentAt]) ? 0 : 1;
            found += spans.contains({row[traceAt], row[parentAt]}) ? 1 : 0;
        }
        constexpr std::size_t kMany = 20; // fewer may all hang on spans further down
        if (children >= kMany && found == 0)
            doubt("no " + parent->name + " is a " + span->name);
    }

    const TableSample& m_sample;
    std::vector<Candidate> m_candidates;
    TableGuess m_guess;
};

std::string unitHint(const TableColumn& column)
{
    const std::string text = std::string(name(column.role)) + "=" + column.name;
    return "the unit of the column " + column.name + " cannot be told from the first rows: write " + text +
           ":s, " + text + ":ms, " + text + ":us or " + text + ":ns";
}

std::optional<std::string> misfit(const TableMapping& mapping, const TableSample& sample)
{
    for (const TableColumn& column : mapping.columns) {
        const bool isNeeded = column.role == TableRole::TraceId || column.role == TableRole::SpanId ||
                              column.role == TableRole::Start;
        if ((isNeeded || !sample.isJson) && !indexOf(sample, column.name))
            return "there is no column " + column.name;
    }
    if (const std::vector<TableRole> missing = mapping.missing(); !missing.empty())
        return "the mapping names no column for " + std::string(name(missing.front()));
    return std::nullopt;
}

} // namespace

TableGuess guessTable(const TableSample& sample)
{
    return Guesser(sample).guess();
}

Result<TableMapping> settleFormats(TableMapping mapping, const TableSample& sample)
{
    if (const std::optional<std::string> why = misfit(mapping, sample))
        return failure(ErrorCode::Usage, *why);
    for (const TableRole role : {TableRole::Start, TableRole::End, TableRole::Duration}) { // lengths look at both
        for (TableColumn& column : mapping.columns) {
            if (column.role != role || column.format != TableFormat::Guess)
                continue;
            const std::optional<std::size_t> index = indexOf(sample, column.name);
            if (!index)
                return failure(ErrorCode::Usage, unitHint(column));
            std::optional<TableFormat> format;
            const std::optional<TimeUnit> named = meaningOfName(nameInHeader(column.name, *index)).unit;
            if (role != TableRole::Duration)
                format = holdsTimesOfDay(sample, *index) ? TableFormat::Iso : timeFormat(sample, *index);
            else if (!named)
                format = lengthFormat(sample, mapping, *index);
            if (!format && named)
                format = formatOf(*named);
            if (!format)
                return failure(ErrorCode::Usage, unitHint(column));
            column.format = *format;
        }
    }
    return mapping;
}

} // namespace tailrace
