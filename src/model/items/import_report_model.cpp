// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/import_report_model.h"

#include "model/base/format.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kPlacesShown = 3;

QString toText(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QString count(std::uint64_t number)
{
    return toText(formatCount(number));
}

QString inputName(const std::string& path)
{
    return path == "-" ? ImportReportModel::tr("standard input") : toText(path);
}

} // namespace

struct ImportReportModel::Node {
    Kind kind = Kind::Input;
    Node* parent = nullptr;
    int row = 0;
    std::size_t report = 0; ///< of m_failures for failures
    std::size_t problem = 0;
    std::size_t sample = 0; ///< of the members for a member
    std::vector<Node*> children;
};

ImportReportModel::ImportReportModel(QObject* parent)
    : QAbstractItemModel(parent)
{
}

ImportReportModel::~ImportReportModel() = default;

void ImportReportModel::setReports(std::vector<ImportReport> reports, std::vector<Error> failures)
{
    beginResetModel();
    m_reports = std::move(reports);
    m_failures = std::move(failures);
    m_nodes.clear();
    m_top.clear();
    for (std::size_t f = 0; f < m_failures.size(); ++f)
        addNode(Kind::Failure, nullptr, f, 0, 0);
    for (std::size_t r = 0; r < m_reports.size(); ++r) {
        Node* input = addNode(Kind::Input, nullptr, r, 0, 0);
        for (std::size_t p = 0; p < m_reports[r].problems.size(); ++p) {
            Node* problem = addNode(Kind::Problem, input, r, p, 0);
            for (std::size_t s = 0; s < m_reports[r].problems[p].samples.size(); ++s)
                addNode(Kind::Sample, problem, r, p, s);
        }
        if (m_reports[r].members.empty())
            continue;
        Node* members = addNode(Kind::Members, input, r, 0, 0);
        for (std::size_t m = 0; m < m_reports[r].members.size(); ++m)
            addNode(Kind::Member, members, r, 0, m);
    }
    endResetModel();
}

ImportReportModel::Node* ImportReportModel::addNode(Kind kind, Node* parent, std::size_t report, std::size_t problem,
                                                    std::size_t sample)
{
    auto made = std::make_unique<Node>();
    std::vector<Node*>& siblings = parent == nullptr ? m_top : parent->children;
    *made = {.kind = kind,
             .parent = parent,
             .row = static_cast<int>(siblings.size()),
             .report = report,
             .problem = problem,
             .sample = sample,
             .children = {}};
    siblings.push_back(made.get());
    m_nodes.push_back(std::move(made));
    return m_nodes.back().get();
}

const ImportReportModel::Node& ImportReportModel::node(const QModelIndex& index) const
{
    return *static_cast<const Node*>(index.constInternalPointer());
}

QModelIndex ImportReportModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const std::vector<Node*>& siblings = parent.isValid() ? node(parent).children : m_top;
    return createIndex(row, column, siblings[static_cast<std::size_t>(row)]);
}

QModelIndex ImportReportModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    Node* above = node(child).parent;
    return above == nullptr ? QModelIndex() : createIndex(above->row, 0, above);
}

int ImportReportModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    return static_cast<int>(parent.isValid() ? node(parent).children.size() : m_top.size());
}

int ImportReportModel::columnCount(const QModelIndex&) const
{
    return kColumns;
}

QVariant ImportReportModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node& n = node(index);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return displayText(n, index.column());
    case Qt::ToolTipRole:
        return toolTip(n, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((index.column() >= SizeColumn ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case KindRole:
        return static_cast<int>(n.kind);
    case SeverityRole:
        if (n.kind == Kind::Failure)
            return static_cast<int>(Severity::DataLoss);
        if (n.kind == Kind::Problem)
            return static_cast<int>(info(m_reports[n.report].problems[n.problem].code).severity);
        return {};
    case CountRole:
        return n.kind == Kind::Problem
                   ? QVariant::fromValue<quint64>(m_reports[n.report].problems[n.problem].count)
                   : QVariant();
    default:
        return {};
    }
}

QString ImportReportModel::displayText(const Node& n, int column) const
{
    if (n.kind == Kind::Input)
        return inputText(m_reports[n.report], column);
    if (n.kind == Kind::Member)
        return memberText(m_reports[n.report].members[n.sample], column);
    if (column != InputColumn)
        return {};
    if (n.kind == Kind::Failure)
        return toText(m_failures[n.report].text());
    if (n.kind == Kind::Members)
        return membersText(m_reports[n.report]);
    const ProblemGroup& group = m_reports[n.report].problems[n.problem];
    if (n.kind == Kind::Problem)
        return problemText(group);
    return sampleText(m_reports[n.report], group.samples[n.sample]);
}

/// "dir/file.json, line 12: what was wrong".
QString ImportReportModel::sampleText(const ImportReport& report, const ProblemSample& sample) const
{
    QStringList place;
    if (sample.member >= 0 && static_cast<std::size_t>(sample.member) < report.members.size())
        place.append(toText(report.members[static_cast<std::size_t>(sample.member)].name));
    if (const QString where = placeText(sample.where); !where.isEmpty())
        place.append(where);
    const QString text = place.join(QStringLiteral(", "));
    if (text.isEmpty() || sample.detail.empty())
        return text + toText(sample.detail);
    return text + QStringLiteral(": ") + toText(sample.detail);
}

/// "1,000 files · 3 passed over · 1 not readable".
QString ImportReportModel::membersText(const ImportReport& report) const
{
    QStringList parts{toText(formatCount(report.members.size(), "file"))};
    if (const std::size_t passed = report.memberCount(MemberReport::State::PassedOver); passed > 0)
        parts.append(tr("%1 passed over").arg(count(passed)));
    if (const std::size_t unreadable = report.memberCount(MemberReport::State::Unreadable); unreadable > 0)
        parts.append(tr("%1 not readable").arg(count(unreadable)));
    return parts.join(QStringLiteral(" · "));
}

QString ImportReportModel::memberText(const MemberReport& member, int column) const
{
    switch (column) {
    case InputColumn:
        return member.reason.empty() ? toText(member.name)
                                     : QStringLiteral("%1: %2").arg(toText(member.name), toText(member.reason));
    case FormatColumn:
        return member.state == MemberReport::State::Partial ? tr("%1, incomplete").arg(toText(member.format))
                                                            : toText(member.format);
    case SizeColumn:
        return member.bytes == 0 ? QString() : toText(formatBytes(member.bytes));
    case SpansColumn:
        return member.format.empty() ? QString() : count(member.spans);
    default:
        return {};
    }
}

QString ImportReportModel::inputText(const ImportReport& report, int column) const
{
    switch (column) {
    case InputColumn:
        return report.path == "-" ? inputName(report.path)
                                  : QFileInfo(QDir::cleanPath(toText(report.path))).fileName();
    case FormatColumn:
        return report.complete ? toText(report.format) : tr("%1, incomplete").arg(toText(report.format));
    case SizeColumn:
        return toText(formatBytes(report.bytes));
    case SpansColumn:
        return count(report.spans);
    case TracesColumn:
        return count(report.traces);
    case ServicesColumn:
        return count(report.services);
    case DuplicatesColumn:
        return report.duplicates == 0 ? QStringLiteral("–") : count(report.duplicates);
    case SkippedColumn:
        return report.skipped == 0 ? QStringLiteral("–") : count(report.skipped);
    default:
        return {};
    }
}

QString ImportReportModel::problemText(const ProblemGroup& group) const
{
    const QString text = QStringLiteral("%1 × %2").arg(count(group.count), toText(group.message()));
    const QString places = placesText(group);
    return places.isEmpty() ? text : text + QStringLiteral(" · ") + places;
}

QString ImportReportModel::toolTip(const Node& n, int column) const
{
    if (n.kind != Kind::Input)
        return displayText(n, InputColumn);
    const ImportReport& report = m_reports[n.report];
    if (column == SizeColumn)
        return tr("%1 as stored").arg(toText(formatCount(report.bytes, "byte")));
    if (column == SpansColumn && report.logs.kept > 0)
        return tr("%1 and %2 with trace ids")
            .arg(toText(formatCount(report.spans, "span")), toText(formatCount(report.logs.kept, "log record")));
    if (column == DuplicatesColumn)
        return tr("Exact copies of other spans; dropped");
    if (column == SkippedColumn)
        return tr("Records that may hold spans and could not be used");
    return inputName(report.path);
}

QVariant ImportReportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section >= SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Input"),  tr("Format"),   tr("Size"),       tr("Spans"),
                              tr("Traces"), tr("Services"), tr("Duplicates"), tr("Skipped")};
    static_assert(std::size(titles) == kColumns);
    return section >= 0 && section < kColumns ? titles[section] : QVariant();
}

QString ImportReportModel::countsText(const ImportReport& report) const
{
    QStringList counts{inputText(report, FormatColumn), toText(formatCount(report.bytes, "byte")),
                       toText(formatCount(report.spans, "span")), toText(formatCount(report.traces, "trace")),
                       toText(formatCount(report.services, "service"))};
    if (report.duplicates > 0)
        counts.append(toText(formatCount(report.duplicates, "duplicate")));
    if (report.skipped > 0)
        counts.append(tr("%1 skipped").arg(count(report.skipped)));
    return counts.join(QStringLiteral(" · "));
}

QString ImportReportModel::text() const
{
    QStringList lines;
    for (const std::unique_ptr<Node>& n : m_nodes) {
        switch (n->kind) {
        case Kind::Failure:
            lines.append(tr("%1 (not read)").arg(displayText(*n, InputColumn)));
            break;
        case Kind::Input: {
            const ImportReport& report = m_reports[n->report];
            lines.append(inputName(report.path));
            lines.append(QStringLiteral("  ") + countsText(report));
            break;
        }
        case Kind::Member: {
            const MemberReport& member = m_reports[n->report].members[n->sample];
            QStringList parts{memberText(member, InputColumn)};
            if (!member.format.empty())
                parts << memberText(member, FormatColumn) << toText(formatCount(member.spans, "span"));
            lines.append(QStringLiteral("    ") + parts.join(QStringLiteral(" · ")));
            break;
        }
        case Kind::Members:
        case Kind::Problem:
            lines.append(QStringLiteral("  ") + displayText(*n, InputColumn));
            break;
        case Kind::Sample:
            lines.append(QStringLiteral("    ") + displayText(*n, InputColumn));
            break;
        }
    }
    lines.append(QString());
    return lines.join(u'\n');
}

QString placeText(const Location& where)
{
    if (where.line >= 0)
        return ImportReportModel::tr("line %1").arg(count(static_cast<std::uint64_t>(where.line)));
    if (where.offset >= 0)
        return ImportReportModel::tr("byte %1").arg(count(static_cast<std::uint64_t>(where.offset)));
    return {};
}

QString placesText(const ProblemGroup& group)
{
    QStringList places;
    for (const ProblemSample& sample : group.samples) {
        const QString place = placeText(sample.where);
        if (!place.isEmpty() && !places.contains(place))
            places.append(place);
        if (places.size() > static_cast<qsizetype>(kPlacesShown))
            break;
    }
    const bool more = places.size() > static_cast<qsizetype>(kPlacesShown);
    if (more)
        places.removeLast();
    return places.join(QStringLiteral(", ")) + (more ? QStringLiteral(" …") : QString());
}

} // namespace tailrace
