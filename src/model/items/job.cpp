// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/job.h"

#include <QCoreApplication>

namespace tailrace {

QObject* JobRunner::applicationObject()
{
    return QCoreApplication::instance();
}

} // namespace tailrace
