// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/query_form_row.h"

#include "model/items/to_qstring.h"
#include "model/query/facets.h"
#include "model/query/query_form.h"
#include "views/common/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

namespace tailrace {

namespace {

constexpr int kTypingMs = 150;
constexpr std::size_t kMaxChoices = 500;

void fill(QComboBox& box, const Facet& facet)
{
    const QString text = box.currentText();
    box.clear();
    box.addItem(QString());
    for (const FacetValue& value : facet.values)
        box.addItem(toQString(shownText(value.value)));
    box.setCurrentText(text);
}

} // namespace

QueryFormRow::QueryFormRow(QWidget* parent)
    : QWidget(parent)
    , m_fields(new QWidget(this))
    , m_notice(new QLabel(tr("This search says more than the form can."), this))
{
    auto* row = new QHBoxLayout(m_fields);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_service = addBox(tr("Service"), 130, true);
    m_operation = addBox(tr("Operation"), 150, true);
    m_status = addBox(tr("Status"), 80, false);
    m_status->addItems({QString(), QStringLiteral("error"), QStringLiteral("ok"), QStringLiteral("unset")});
    m_min = addLine(tr("At least"), QStringLiteral("100ms"), 76);
    m_max = addLine(tr("At most"), QStringLiteral("2s"), 76);
    m_tags = addLine(tr("Attributes"), QStringLiteral("http.method=GET retries=3"), 0);
    auto* column = new QHBoxLayout(this);
    column->setContentsMargins(10, 2, 10, 8);
    column->addWidget(m_fields, 1);
    column->addWidget(m_notice);
    m_notice->hide();
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &QueryFormRow::write);
}

QLineEdit* QueryFormRow::addLine(const QString& label, const QString& hint, int width)
{
    auto* line = new QLineEdit(m_fields);
    auto* title = new QLabel(label, m_fields);
    title->setFont(Theme::instance().smallFont());
    title->setBuddy(line);
    line->setAccessibleName(label);
    line->setPlaceholderText(hint);
    if (width > 0)
        line->setFixedWidth(width);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(title);
    column->addWidget(line);
    static_cast<QHBoxLayout*>(m_fields->layout())->addLayout(column, width > 0 ? 0 : 1);
    connect(line, &QLineEdit::textEdited, this, [this] { m_typing.start(); });
    return line;
}

QComboBox* QueryFormRow::addBox(const QString& label, int width, bool isTyped)
{
    auto* box = new QComboBox(m_fields);
    auto* title = new QLabel(label, m_fields);
    title->setFont(Theme::instance().smallFont());
    title->setBuddy(box);
    box->setAccessibleName(label);
    box->setEditable(isTyped);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setFixedWidth(width);
    if (box->completer() != nullptr)
        box->completer()->setFilterMode(Qt::MatchContains);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(title);
    column->addWidget(box);
    static_cast<QHBoxLayout*>(m_fields->layout())->addLayout(column);
    connect(box, &QComboBox::currentTextChanged, this, [this] {
        if (!m_isFilling && isVisible()) // while it is being made nobody fills it in
            m_typing.start();
    });
    return box;
}

void QueryFormRow::setCache(const QString& path, const SharedEnginePtr& engine)
{
    m_job.cancel();
    m_path = path;
    m_engine = engine;
    m_hasChoices = false;
    if (isVisible())
        fetchChoices();
}

void QueryFormRow::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    fetchChoices();
}

void QueryFormRow::fetchChoices()
{
    if (m_hasChoices || m_path.isEmpty() || m_job.isRunning())
        return;
    const std::vector<FieldRef> common = commonFacets();
    m_job.start(
        [path = m_path.toStdString(), engine = m_engine,
         fields = std::vector<FieldRef>{common[0], common[1]}](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) {
                return countsBy(queries, {}, {}, fields, kMaxChoices, stop);
            });
        },
        [this](const Result<std::vector<Facet>>& facets) {
            if (!facets)
                return;
            m_hasChoices = true;
            m_isFilling = true;
            fill(*m_service, facets->front());
            fill(*m_operation, facets->back());
            m_isFilling = false;
        });
}

void QueryFormRow::setSearch(const QString& search)
{
    if (search.trimmed() == m_written)
        return; // what is being filled in stays as it is
    m_typing.stop();
    const std::optional<QueryForm> form = readForm(search.toStdString());
    m_fields->setEnabled(form.has_value());
    m_notice->setVisible(!form);
    if (!form)
        return;
    m_written = search.trimmed();
    m_isFilling = true;
    m_service->setCurrentText(toQString(form->service));
    m_operation->setCurrentText(toQString(form->operation));
    m_status->setCurrentText(toQString(form->status));
    m_min->setText(toQString(form->minDuration));
    m_max->setText(toQString(form->maxDuration));
    m_tags->setText(toQString(form->tags));
    m_isFilling = false;
}

void QueryFormRow::write()
{
    QueryForm form;
    form.service = m_service->currentText().trimmed().toStdString();
    form.operation = m_operation->currentText().trimmed().toStdString();
    form.status = m_status->currentText().toStdString();
    form.minDuration = m_min->text().remove(u' ').toStdString();
    form.maxDuration = m_max->text().remove(u' ').toStdString();
    form.tags = m_tags->text().toStdString();
    m_written = toQString(formText(form));
    emit searchWritten(m_written);
}

void QueryFormRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

} // namespace tailrace
