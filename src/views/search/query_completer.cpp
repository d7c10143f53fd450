// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/query_completer.h"

#include "model/items/to_qstring.h"
#include "model/query/attribute_fields.h"
#include "model/query/facets.h"
#include "model/query/query_completion.h"
#include "views/common/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kMaxValues = 200;
constexpr qsizetype kMaxOffered = 60;
constexpr int kPopupWidth = 420;

/// Those that begin with what is typed, then those that contain it.
QStringList fitting(const QStringList& candidates, const QString& prefix)
{
    QStringList first;
    QStringList then;
    for (const QString& candidate : candidates) {
        const QString bare = candidate.startsWith(QLatin1Char('"')) ? candidate.mid(1) : candidate;
        if (bare.startsWith(prefix, Qt::CaseInsensitive))
            first.append(candidate);
        else if (bare.contains(prefix, Qt::CaseInsensitive))
            then.append(candidate);
    }
    return (first + then).mid(0, kMaxOffered);
}

} // namespace

QueryCompleter::QueryCompleter(QLineEdit* line)
    : QObject(line)
    , m_line(line)
    , m_completer(new QCompleter(this))
    , m_model(new QStringListModel(this))
{
    m_completer->setModel(m_model);
    m_completer->setWidget(line);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setFont(Theme::instance().codeFont());
    m_completer->popup()->setAccessibleName(tr("What fits here"));
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &QueryCompleter::insert);
}

void QueryCompleter::setCache(const QString& path, const SharedEnginePtr& engine)
{
    m_fieldJob.cancel();
    m_valueJob.cancel();
    m_path = path;
    m_engine = engine;
    m_fields.clear();
    m_hasFields = false;
    m_values.clear();
    hide();
}

CompletionPlace QueryCompleter::place() const
{
    const std::string text = m_line->text().toStdString();
    return completionPlace(text, m_line->text().left(m_line->cursorPosition()).toStdString().size());
}

void QueryCompleter::offer(bool asked)
{
    const CompletionPlace at = place();
    const QString prefix = toQString(at.prefix);
    if (m_path.isEmpty() || at.kind == CompletionPlace::Kind::None || m_line->hasSelectedText() ||
        (prefix.isEmpty() && !asked && at.kind == CompletionPlace::Kind::Field))
        return hide();
    if (at.kind == CompletionPlace::Kind::Field) {
        if (!m_hasFields)
            return fetchFields();
        return show(m_fields, prefix);
    }
    const QString key = toQString(fieldText(at.field));
    if (!m_values.contains(key))
        return fetchValues(at, key);
    show(m_values.value(key), prefix);
}

void QueryCompleter::fetchFields()
{
    if (m_fieldJob.isRunning())
        return;
    m_fieldJob.start(
        [path = m_path.toStdString(), engine = m_engine](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) { return attributeFields(queries, stop); });
        },
        [this](const Result<std::vector<FieldRef>>& fields) {
            m_hasFields = true;
            m_fields.clear();
            for (const std::string& name : intrinsicNames())
                m_fields.append(toQString(name));
            if (fields)
                for (const FieldRef& field : *fields)
                    m_fields.append(toQString(fieldText(field)));
            if (m_line->hasFocus())
                offer(false);
        });
}

void QueryCompleter::fetchValues(const CompletionPlace& place, const QString& key)
{
    const std::vector<std::string> known = knownValues(place.field);
    if (!known.empty()) {
        QStringList& values = m_values[key];
        for (const std::string& value : known)
            values.append(toQString(value));
        return offer(true);
    }
    if (typeOf(place.field) == QueryType::Duration || typeOf(place.field) == QueryType::Int) {
        m_values.insert(key, {}); // numbers are typed, not chosen
        return;
    }
    m_valueJob.start(
        [path = m_path.toStdString(), engine = m_engine, field = place.field](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) {
                return countsBy(queries, {}, {}, {field}, kMaxValues, stop);
            });
        },
        [this, key](const Result<std::vector<Facet>>& facets) {
            QStringList& values = m_values[key];
            if (facets)
                for (const FacetValue& value : facets->front().values)
                    values.append(toQString(queryText(value.value)));
            if (m_line->hasFocus())
                offer(true);
        });
}

void QueryCompleter::show(const QStringList& candidates, const QString& prefix)
{
    const QStringList shown = fitting(candidates, prefix);
    const QString bare = prefix;
    const bool isComplete = shown.size() == 1 && (shown.front() == bare || shown.front() == u'"' + bare + u'"');
    if (shown.isEmpty() || isComplete || !m_line->hasFocus())
        return hide();
    m_model->setStringList(shown);
    QRect where = m_line->rect();
    const int x = m_line->inputMethodQuery(Qt::ImCursorRectangle).toRect().left();
    where.setLeft(std::clamp(x - 20, 0, std::max(m_line->width() - kPopupWidth, 0)));
    where.setWidth(std::min(kPopupWidth, m_line->width()));
    m_completer->complete(where);
}

void QueryCompleter::insert(const QString& chosen)
{
    const CompletionPlace at = place();
    const QByteArray text = m_line->text().toUtf8();
    const auto begin = static_cast<qsizetype>(at.begin);
    const auto end = static_cast<qsizetype>(at.end);
    const QString before = QString::fromUtf8(text.left(begin));
    m_line->setSelection(static_cast<int>(before.size()),
                         static_cast<int>(QString::fromUtf8(text.mid(begin, end - begin)).size()));
    const QString rest = QString::fromUtf8(text.mid(end));
    m_line->insert(rest.startsWith(QLatin1Char(' ')) ? chosen : chosen + QLatin1Char(' '));
}

void QueryCompleter::hide()
{
    m_completer->popup()->hide();
}

bool QueryCompleter::isOpen() const
{
    return m_completer->popup()->isVisible();
}

QStringList QueryCompleter::offered() const
{
    return isOpen() ? m_model->stringList() : QStringList();
}

} // namespace tailrace
