// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_detail_model.h"

#include <QStringList>

#include <utility>

namespace tailrace {

namespace {

// Qt's hash of a model index adds row, column and internal id, so ids that are small neighbours collide by the
// thousand and views that remember many indexes stand still. Multiplying by an odd number spreads them, and its
// inverse modulo 2^64 brings them back.
constexpr quint64 kSpread = 0x9E3779B97F4A7C15ULL;

constexpr quint64 inverse(quint64 odd)
{
    quint64 result = odd; // Newton's iteration doubles the correct bits: 3, 6, 12, 24, 48, 96
    for (int i = 0; i < 5; ++i)
        result *= 2 - odd * result;
    return result;
}
static_assert(kSpread * inverse(kSpread) == 1);
static_assert(sizeof(quintptr) == sizeof(quint64));

} // namespace

SpanDetailModel::SpanDetailModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_nodes(1)
{
}

SpanDetailModel::~SpanDetailModel() = default;

void SpanDetailModel::setSpan(SpanDetail detail, const SpanContext& context)
{
    auto next = std::make_unique<const SpanDetail>(std::move(detail));
    std::vector<DetailNode> nodes = buildDetailNodes(*next, context);
    beginResetModel();
    m_detail = std::move(next);
    m_context = context;
    m_nodes = std::move(nodes);
    endResetModel();
}

void SpanDetailModel::setContext(const SpanContext& context)
{
    if (m_detail == nullptr)
        return;
    std::vector<DetailNode> nodes = buildDetailNodes(*m_detail, context);
    beginResetModel();
    m_context = context;
    m_nodes = std::move(nodes);
    endResetModel();
}

void SpanDetailModel::clear()
{
    if (m_detail == nullptr)
        return;
    beginResetModel();
    m_detail.reset();
    m_context = {};
    m_nodes.assign(1, {});
    endResetModel();
}

QString SpanDetailModel::valueText(const QModelIndex& index) const
{
    const DetailNode& node = m_nodes[nodeOf(index)];
    if (node.look != DetailLook::Group)
        return node.value;
    QStringList lines;
    for (int row = 0; row < rowCount(index); ++row)
        lines << keyValueText(this->index(row, KeyColumn, index));
    return lines.join(QLatin1Char('\n'));
}

QString SpanDetailModel::keyValueText(const QModelIndex& index) const
{
    const std::uint32_t number = nodeOf(index);
    const DetailNode& node = m_nodes[number];
    if (node.look == DetailLook::Group)
        return valueText(index);
    return node.key.isEmpty() ? node.value : keyPath(number) + QLatin1Char('=') + node.value;
}

QModelIndex SpanDetailModel::eventIndex(std::uint32_t number) const
{
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].event >= 0 && static_cast<std::uint32_t>(m_nodes[i].event) == number)
            return createIndex(static_cast<int>(m_nodes[i].row), 0, static_cast<quintptr>(i * kSpread));
    return {};
}

const SpanLink* SpanDetailModel::linkAt(const QModelIndex& index) const
{
    for (std::uint32_t i = nodeOf(index); i != 0; i = m_nodes[i].parent)
        if (m_nodes[i].link >= 0)
            return &m_detail->links[static_cast<std::size_t>(m_nodes[i].link)];
    return nullptr;
}

QString SpanDetailModel::keyPath(std::uint32_t node) const
{
    QStringList path;
    // Events and links are headings of their attributes, not part of the keys: only values nest in keys.
    for (std::uint32_t i = node; i != 0 && m_nodes[i].look != DetailLook::Group; i = m_nodes[i].parent) {
        if (i != node && m_nodes[i].type.isEmpty())
            break;
        path.prepend(m_nodes[i].key);
    }
    return path.join(QLatin1Char('.'));
}

std::uint32_t SpanDetailModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<std::uint32_t>(index.internalId() * inverse(kSpread)) : 0;
}

QModelIndex SpanDetailModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const std::uint32_t node = m_nodes[nodeOf(parent)].firstChild + static_cast<std::uint32_t>(row);
    return createIndex(row, column, static_cast<quintptr>(node * kSpread));
}

QModelIndex SpanDetailModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    const std::uint32_t node = m_nodes[nodeOf(child)].parent;
    return node == 0 ? QModelIndex()
                     : createIndex(static_cast<int>(m_nodes[node].row), 0, static_cast<quintptr>(node * kSpread));
}

int SpanDetailModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(m_nodes[nodeOf(parent)].childCount);
}

int SpanDetailModel::columnCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : ColumnCount;
}

QVariant SpanDetailModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const DetailNode& node = m_nodes[nodeOf(index)];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return index.column() == KeyColumn ? node.key : node.value;
    case Qt::AccessibleTextRole:
        return node.value.isEmpty() ? node.key : node.key + QStringLiteral(": ") + node.value;
    case Qt::TextAlignmentRole:
        if (index.column() == ValueColumn && (node.look == DetailLook::Number || node.look == DetailLook::Strong))
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignTop));
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignTop));
    case LookRole:
        return static_cast<int>(node.look);
    case TypeRole:
        return node.type;
    case OpenRole:
        return node.open;
    case ShownRole:
        return index.column() == KeyColumn ? node.key : node.laidOut.isEmpty() ? node.value : node.laidOut;
    default:
        return {};
    }
}

QVariant SpanDetailModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == KeyColumn ? tr("Key") : tr("Value");
}

Qt::ItemFlags SpanDetailModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    // Editable so that a view can open a read-only editor in which parts of the text can be selected; setData()
    // refuses every change.
    if (index.column() == ValueColumn && m_nodes[nodeOf(index)].look != DetailLook::Group)
        flags |= Qt::ItemIsEditable;
    if (m_nodes[nodeOf(index)].childCount == 0)
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

} // namespace tailrace
