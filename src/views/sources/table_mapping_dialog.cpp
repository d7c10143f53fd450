// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/table_mapping_dialog.h"

#include "model/base/format.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kRoleRow = 0;
constexpr int kFormatRow = 1;
constexpr int kFirstSampleRow = 2;
constexpr int kColumnWidth = 172;
constexpr int kBoxRowHeight = 32;
constexpr int kTextRowHeight = 24;

QString toText(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QString roleText(TableRole role)
{
    switch (role) {
    case TableRole::Attribute:
        return TableMappingDialog::tr("Attribute");
    case TableRole::Resource:
        return TableMappingDialog::tr("Resource attribute");
    case TableRole::TraceId:
        return TableMappingDialog::tr("Trace id");
    case TableRole::SpanId:
        return TableMappingDialog::tr("Span id");
    case TableRole::ParentId:
        return TableMappingDialog::tr("Parent id");
    case TableRole::Name:
        return TableMappingDialog::tr("Name");
    case TableRole::Service:
        return TableMappingDialog::tr("Service");
    case TableRole::Kind:
        return TableMappingDialog::tr("Kind");
    case TableRole::Status:
        return TableMappingDialog::tr("Status");
    case TableRole::Error:
        return TableMappingDialog::tr("Error");
    case TableRole::StatusMessage:
        return TableMappingDialog::tr("Error message");
    case TableRole::Start:
        return TableMappingDialog::tr("Start");
    case TableRole::StartDate:
        return TableMappingDialog::tr("Date of start");
    case TableRole::End:
        return TableMappingDialog::tr("End");
    case TableRole::Duration:
        return TableMappingDialog::tr("Duration");
    }
    return {};
}

QString formatText(TableRole role, TableFormat format)
{
    switch (format) {
    case TableFormat::Guess:
        return role == TableRole::Service ? TableMappingDialog::tr("As it stands")
                                          : TableMappingDialog::tr("Told by the rows");
    case TableFormat::Iso:
        return TableMappingDialog::tr("Date and time");
    case TableFormat::Seconds:
        return TableMappingDialog::tr("Seconds");
    case TableFormat::Milliseconds:
        return TableMappingDialog::tr("Milliseconds");
    case TableFormat::Microseconds:
        return TableMappingDialog::tr("Microseconds");
    case TableFormat::Nanoseconds:
        return TableMappingDialog::tr("Nanoseconds");
    case TableFormat::Pod:
        return TableMappingDialog::tr("Kubernetes pod");
    }
    return {};
}

/// One line of a cell, cut to what a column could show.
QString cellText(const std::string& cell)
{
    constexpr qsizetype kMaxShown = 200;
    QString text = toText(cell).left(kMaxShown);
    for (QChar& c : text)
        if (c.category() == QChar::Other_Control)
            c = u' ';
    return text;
}

/// Cells whose text begins below that of the header and of the boxes.
class CellDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem inner = option;
        inner.rect.adjust(FlatHeader::kPadding - kTextMargin, 0, -kTextMargin, 0);
        QStyledItemDelegate::paint(painter, inner, index);
    }

private:
    static constexpr int kTextMargin = 3; // of the style
};

QComboBox* makeBox(QWidget* parent, const QString& accessibleName)
{
    auto* box = new QComboBox(parent);
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setFocusPolicy(Qt::StrongFocus);
    return box;
}

} // namespace

TableMappingDialog::TableMappingDialog(const QString& title, TableSample sample, const TableMapping& proposal,
                                       Previewer previewer, QWidget* parent)
    : QDialog(parent)
    , m_sample(std::move(sample))
    , m_previewer(std::move(previewer))
    , m_table(new QTableWidget(this))
    , m_found(new QLabel(this))
    , m_trouble(new QLabel(this))
{
    setWindowTitle(tr("Columns of %1").arg(title));
    chooseShown(proposal);
    layOut(title);
    fillTable(proposal);
    updatePreview();
    if (!m_columns.empty())
        m_columns.front().role->setFocus();
}

TableMappingDialog::~TableMappingDialog() = default;

/// The first columns, and instead of the last of them those that have a role further on.
void TableMappingDialog::chooseShown(const TableMapping& proposal)
{
    const std::size_t count = m_sample.columns.size();
    std::vector<std::size_t> plain;
    for (std::size_t i = 0; i < count; ++i)
        (proposal.column(m_sample.columns[i]) != nullptr ? m_shownIndexes : plain).push_back(i);
    for (const std::size_t index : plain)
        if (m_shownIndexes.size() < kMaxShownColumns)
            m_shownIndexes.push_back(index);
    std::sort(m_shownIndexes.begin(), m_shownIndexes.end());
}

void TableMappingDialog::layOut(const QString& title)
{
    auto* question = new QLabel(
        tr("%1 is a table in no known format. Say what its columns are; those without a role become attributes.")
            .arg(title),
        this);
    question->setTextFormat(Qt::PlainText);
    question->setWordWrap(true);
    if (m_shownIndexes.size() < m_sample.columns.size())
        question->setText(
            question->text() + QLatin1Char(' ') +
            tr("%1 of %2 columns are shown.").arg(m_shownIndexes.size()).arg(m_sample.columns.size()));
    for (QLabel* label : {m_found, m_trouble}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    }
    m_found->setAccessibleName(tr("What the first rows give"));
    m_trouble->setAccessibleName(tr("What is missing"));
    auto* outcome = new QWidget(this);
    auto* lines = new QVBoxLayout(outcome);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(4);
    lines->addWidget(m_found);
    lines->addWidget(m_trouble);
    lines->addStretch(1);
    outcome->setMinimumHeight(3 * fontMetrics().lineSpacing() + 8); // so that nothing jumps when a line is added

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_import->setDefault(true);
    for (QAbstractButton* button : buttons->buttons())
        button->setIcon({});
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    column->addWidget(question);
    column->addWidget(m_table, 1);
    column->addWidget(outcome);
    column->addWidget(buttons);
    const int width = 26 + kColumnWidth * static_cast<int>(std::min<std::size_t>(m_shownIndexes.size(), 6));
    resize(QSize(std::max(width, 720), 400).boundedTo(screen()->availableSize() * 0.9));
    connect(&Theme::instance(), &Theme::changed, this, &TableMappingDialog::updatePreview);
}

void TableMappingDialog::fillTable(const TableMapping& proposal)
{
    const int rows = static_cast<int>(std::min<std::size_t>(m_sample.rows.size(), kShownRows));
    m_table->setHorizontalHeader(new FlatHeader(m_table));
    m_table->setColumnCount(static_cast<int>(m_shownIndexes.size()));
    m_table->setRowCount(kFirstSampleRow + rows);
    m_table->setAccessibleName(tr("First rows of the table"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setWordWrap(false);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(kTextRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(kTextRowHeight);
    m_table->horizontalHeader()->setDefaultSectionSize(kColumnWidth);
    m_table->setRowHeight(kRoleRow, kBoxRowHeight);
    m_table->setRowHeight(kFormatRow, kBoxRowHeight);
    for (int c = 0; c < m_table->columnCount(); ++c) {
        const std::size_t index = m_shownIndexes[static_cast<std::size_t>(c)];
        const std::string& name = m_sample.columns[index];
        auto* header = new QTableWidgetItem(cellText(name));
        header->setToolTip(header->text());
        m_table->setHorizontalHeaderItem(c, header);
        for (int r = 0; r < rows; ++r) {
            auto* item = new QTableWidgetItem(cellText(m_sample.rows[static_cast<std::size_t>(r)][index]));
            item->setToolTip(item->text().toHtmlEscaped());
            m_table->setItem(kFirstSampleRow + r, c, item);
        }
        const TableColumn* proposed = proposal.column(name);
        addBoxes(c, proposed == nullptr ? TableColumn{name} : *proposed);
    }
}

void TableMappingDialog::addBoxes(int column, const TableColumn& chosen)
{
    const QString title = cellText(chosen.name);
    ShownColumn& shown = m_columns.emplace_back(ShownColumn{chosen.name, nullptr, nullptr});
    shown.role = makeBox(m_table, tr("Role of %1").arg(title));
    shown.format = makeBox(m_table, tr("Format of %1").arg(title));
    for (const TableRole role : kTableRoles)
        shown.role->addItem(roleText(role), static_cast<int>(role));
    shown.role->setCurrentIndex(shown.role->findData(static_cast<int>(chosen.role)));
    shown.role->setMaxVisibleItems(static_cast<int>(std::size(kTableRoles)));
    int row = kRoleRow;
    for (QComboBox* box : {shown.role, shown.format}) {
        auto* cell = new QWidget(m_table);
        auto* inner = new QHBoxLayout(cell);
        inner->setContentsMargins(6, 3, 6, 3);
        inner->addWidget(box);
        m_table->setCellWidget(row++, column, cell);
        box->installEventFilter(this);
    }
    offerFormats(shown, chosen.format);
    connect(shown.role, &QComboBox::currentIndexChanged, this, [this, column] { roleChanged(column); });
    connect(shown.format, &QComboBox::currentIndexChanged, this, &TableMappingDialog::updatePreview);
}

void TableMappingDialog::offerFormats(const ShownColumn& column, TableFormat chosen)
{
    const auto role = static_cast<TableRole>(column.role->currentData().toInt());
    const QSignalBlocker blocker(column.format);
    column.format->clear();
    for (const TableFormat format : kTableFormats)
        if (takesFormat(role, format))
            column.format->addItem(formatText(role, format), static_cast<int>(format));
    column.format->setCurrentIndex(std::max(column.format->findData(static_cast<int>(chosen)), 0));
    column.format->setVisible(column.format->count() > 1);
}

void TableMappingDialog::roleChanged(int column)
{
    offerFormats(m_columns[static_cast<std::size_t>(column)], TableFormat::Guess);
    updatePreview();
}

TableColumn TableMappingDialog::chosenAt(const ShownColumn& column) const
{
    return {column.name, static_cast<TableRole>(column.role->currentData().toInt()),
            static_cast<TableFormat>(column.format->currentData().toInt())};
}

TableMapping TableMappingDialog::mapping() const
{
    TableMapping chosen;
    for (const ShownColumn& column : m_columns)
        if (const TableColumn each = chosenAt(column); each.role != TableRole::Attribute)
            chosen.columns.push_back(each);
    return chosen;
}

QComboBox* TableMappingDialog::roleBox(const QString& column) const
{
    for (const ShownColumn& each : m_columns)
        if (toText(each.name) == column)
            return each.role;
    return nullptr;
}

QComboBox* TableMappingDialog::formatBox(const QString& column) const
{
    for (const ShownColumn& each : m_columns)
        if (toText(each.name) == column)
            return each.format;
    return nullptr;
}

QString TableMappingDialog::previewText() const
{
    return m_found->text() + u'\n' + m_trouble->text();
}

/// Roles are not taken away from other columns on the way: the keys pass many before the one that is meant.
QString TableMappingDialog::clashText(const TableMapping& chosen) const
{
    for (const TableColumn& column : chosen.columns) {
        const TableColumn* first = chosen.find(column.role);
        if (isSingle(column.role) && first->name != column.name)
            return tr("%1 is chosen for two columns: %2 and %3.")
                .arg(roleText(column.role), toText(first->name), toText(column.name));
    }
    return {};
}

QString TableMappingDialog::missingText(const TableMapping& chosen) const
{
    QStringList roles;
    for (const TableRole role : chosen.missing())
        roles.append(roleText(role).toLower());
    if (!roles.isEmpty())
        return tr("No column is chosen for: %1.").arg(roles.join(QStringLiteral(", ")));
    for (const TableRole role : {TableRole::Start, TableRole::End, TableRole::Duration}) {
        const TableColumn* column = chosen.find(role);
        if (column != nullptr && column->format == TableFormat::Guess)
            return tr("The rows do not tell the unit of %1. Choose it.").arg(toText(column->name));
    }
    return {};
}

void TableMappingDialog::updatePreview()
{
    const TableMapping chosen = mapping();
    QString trouble = clashText(chosen);
    const TablePreview preview = trouble.isEmpty() ? m_previewer(chosen) : TablePreview{};
    m_import->setEnabled(preview.canImport);
    if (!preview.canImport) {
        m_found->setText(tr("The first rows cannot be read as spans yet."));
        if (trouble.isEmpty())
            trouble = missingText(chosen);
    } else {
        QStringList first{preview.spanName.empty() ? tr("no name") : toText(preview.spanName)};
        if (!preview.service.empty())
            first.append(toText(preview.service));
        first.append(preview.startNs ? tr("starts %1").arg(toText(formatInstantUtc(*preview.startNs, 6)))
                                     : tr("start unknown"));
        first.append(preview.durationNs ? tr("takes %1").arg(toText(formatDuration(*preview.durationNs)))
                                        : tr("duration unknown"));
        m_found->setText(tr("%1 of the first %2 read as spans, %3 with the parent among them.\nThe first: %4")
                             .arg(toText(formatCount(preview.spans)), toText(formatCount(preview.rows, "row")),
                                  toText(formatCount(preview.parents)), first.join(QStringLiteral(" · "))));
        if (!preview.problem.empty())
            trouble = tr("Does not fit: %1").arg(toText(preview.problem));
        else if (chosen.find(TableRole::End) == nullptr && chosen.find(TableRole::Duration) == nullptr)
            trouble = tr("Without an end or a duration, how long spans took stays unknown.");
        else if (chosen.find(TableRole::ParentId) == nullptr)
            trouble = tr("Without a parent id, every span is a root.");
    }
    m_trouble->setText(trouble);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, preview.canImport ? themeColors().mutedText : themeColors().error);
    m_trouble->setPalette(colors);
}

/// The focus scrolls a column into sight; the wheel scrolls the table and does not turn boxes that it passes.
bool TableMappingDialog::eventFilter(QObject* watched, QEvent* event)
{
    auto* box = qobject_cast<QComboBox*>(watched);
    if (box != nullptr && event->type() == QEvent::FocusIn) {
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            if (m_columns[i].role == box || m_columns[i].format == box)
                m_table->scrollTo(m_table->model()->index(kRoleRow, static_cast<int>(i)));
    }
    if (box != nullptr && event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace tailrace
