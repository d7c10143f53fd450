// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Links from a span to other tools, as a person defines them: a name and an address in which words in braces stand
// for what was recorded of the span. {traceId} {spanId} {parentId} {service} {name} {startMs} {startNs} {endMs}
// {durationMs}, and {key} for any attribute of the span or its resource. Values are percent-encoded, so that they
// cannot become another part of the address. Nothing is opened or fetched here. GUI thread only (settings).

#include "model/cache/span_detail.h"

#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

class QSettings;

namespace tailrace {

struct LinkTemplate {
    QString name;
    QString address;
    bool operator==(const LinkTemplate&) const = default;
};

/// What is wrong with an address; empty if nothing is. It must begin with http:// or https://.
[[nodiscard]] QString linkProblem(const QString& address);
/// The address for a span; nothing if it is wrong or the span lacks one of the values.
[[nodiscard]] std::optional<QUrl> expandLink(const QString& address, const SpanDetail& span);

[[nodiscard]] QList<LinkTemplate> readLinkTemplates(QSettings& settings);
void writeLinkTemplates(QSettings& settings, const QList<LinkTemplate>& templates);

} // namespace tailrace
