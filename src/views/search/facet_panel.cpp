// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/facet_panel.h"

#include "model/items/facet_model.h"
#include "model/items/to_qstring.h"
#include "model/query/attribute_fields.h"
#include "model/query/query_completion.h"
#include "views/search/facet_delegate.h"

#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kValuesShown = 10;

QString extraKey()
{
    return QStringLiteral("search/facets");
}

} // namespace

FacetPanel::FacetPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new FacetModel(this))
    , m_view(new QTreeView(this))
    , m_add(new QPushButton(tr("Add facet…"), this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new FacetDelegate(m_view));
    m_view->setAccessibleName(tr("Facets"));
    m_view->setHeaderHidden(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setIndentation(0);
    m_view->setRootIsDecorated(false);
    m_view->setExpandsOnDoubleClick(false); // a click does
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    m_add->setFlat(true);
    m_add->setToolTip(tr("Count the values of another attribute"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FacetPanel::showMenu);
    connect(m_view, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        m_folded.append(index.data().toString());
    });
    connect(m_view, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        m_folded.removeAll(index.data().toString());
    });
    connect(m_add, &QPushButton::clicked, this, &FacetPanel::fillMenu);
}

void FacetPanel::setSettings(QSettings* settings)
{
    m_settings = settings;
    m_extra.clear();
    for (const QString& text : settings->value(extraKey()).toStringList())
        if (const auto field = readField(text.toStdString()))
            m_extra.push_back(*field);
}

void FacetPanel::count(const QString& path, const SharedEnginePtr& engine, const Query& query, const TraceRange& range,
                       const QString& text)
{
    m_path = path;
    m_engine = engine;
    m_query = query;
    m_range = range;
    m_text = text;
    start();
}

void FacetPanel::start()
{
    m_job.cancel();
    if (m_path.isEmpty())
        return m_model->clear();
    std::vector<FieldRef> fields = commonFacets();
    fields.insert(fields.end(), m_extra.begin(), m_extra.end());
    m_job.start(
        [path = m_path.toStdString(), engine = m_engine, query = m_query, range = m_range,
         fields = std::move(fields)](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) {
                return countsBy(queries, query, range, fields, kValuesShown, stop);
            });
        },
        [this](Result<std::vector<Facet>> facets) {
            if (facets) // else the list has said what is wrong with the cache
                take(std::move(*facets));
            emit counted();
        });
}

void FacetPanel::take(std::vector<Facet> facets)
{
    std::erase_if(facets, [this](const Facet& facet) { return facet.values.empty() && !isExtra(facet.field); });
    const int scrolled = m_view->verticalScrollBar()->value();
    m_model->setFacets(std::move(facets), m_text);
    const QStringList folded = m_folded;
    for (int row = 0; row < m_model->rowCount(); ++row)
        m_view->setExpanded(m_model->index(row, 0), !folded.contains(m_model->index(row, 0).data().toString()));
    m_view->verticalScrollBar()->setValue(scrolled);
}

bool FacetPanel::isExtra(const FieldRef& field) const
{
    return std::find(m_extra.begin(), m_extra.end(), field) != m_extra.end();
}

void FacetPanel::addField(const FieldRef& field)
{
    const std::vector<FieldRef> common = commonFacets();
    if (isExtra(field) || std::find(common.begin(), common.end(), field) != common.end())
        return;
    m_extra.push_back(field);
    store();
    start();
}

void FacetPanel::removeField(const FieldRef& field)
{
    std::erase(m_extra, field);
    store();
    start();
}

void FacetPanel::store()
{
    QStringList texts;
    for (const FieldRef& field : m_extra)
        texts.append(toQString(fieldText(field)));
    if (m_settings != nullptr)
        m_settings->setValue(extraKey(), texts);
}

void FacetPanel::fillMenu()
{
    if (m_path.isEmpty() || m_fieldJob.isRunning())
        return;
    m_fieldJob.start(
        [path = m_path.toStdString(), engine = m_engine](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) { return attributeFields(queries, stop); });
        },
        [this](const Result<std::vector<FieldRef>>& fields) {
            if (!fields)
                return;
            QStringList names;
            for (const FieldRef& field : *fields)
                if (!isExtra(field))
                    names.append(toQString(fieldText(field)));
            auto* dialog = new QInputDialog(this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setWindowTitle(tr("Add facet"));
            dialog->setLabelText(tr("Attribute:"));
            dialog->setComboBoxItems(names);
            dialog->setComboBoxEditable(true);
            connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
                if (const auto field = readField(text.trimmed().toStdString()))
                    addField(*field);
            });
            dialog->open();
        });
}

void FacetPanel::toggle(const QModelIndex& index, bool excluded)
{
    const FacetModel::Choice choice = m_model->choice(index);
    const bool leaves = choice != FacetModel::NotChosen;
    const QString condition = m_model->condition(index, leaves ? choice == FacetModel::Excluded : excluded);
    if (!condition.isEmpty())
        emit conditionToggled(condition);
}

void FacetPanel::showMenu(const QPoint& at)
{
    const QModelIndex index = m_view->indexAt(at);
    if (!index.isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString wanted = m_model->condition(index);
    if (!wanted.isEmpty()) {
        if (m_model->choice(index) == FacetModel::NotChosen) {
            connect(menu->addAction(tr("&Only These")), &QAction::triggered, this,
                    [this, wanted] { emit conditionToggled(wanted); });
            connect(menu->addAction(tr("&Without These")), &QAction::triggered, this,
                    [this, condition = m_model->condition(index, true)] { emit conditionToggled(condition); });
        } else {
            const QString chosen = m_model->condition(index, m_model->choice(index) == FacetModel::Excluded);
            connect(menu->addAction(tr("&Take Out of the Search")), &QAction::triggered, this,
                    [this, chosen] { emit conditionToggled(chosen); });
        }
    }
    if (isExtra(m_model->field(index)))
        connect(menu->addAction(tr("&Remove This Facet")), &QAction::triggered, this,
                [this, field = m_model->field(index)] { removeField(field); });
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(m_view->viewport()->mapToGlobal(at));
}

bool FacetPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QModelIndex index = m_view->indexAt(mouse->pos());
        if (mouse->button() != Qt::LeftButton || !index.isValid())
            return false;
        const bool excluded = (mouse->modifiers() & (Qt::AltModifier | Qt::ControlModifier)) != 0;
        if (!index.parent().isValid())
            m_view->setExpanded(index, !m_view->isExpanded(index));
        else
            toggle(index, excluded);
    } else if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Space;
        if (isEnter && m_view->currentIndex().parent().isValid()) {
            toggle(m_view->currentIndex(), (key->modifiers() & (Qt::AltModifier | Qt::ControlModifier)) != 0);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tailrace
