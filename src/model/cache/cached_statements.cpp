// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cached_statements.h"

namespace tailrace {

Statement* CachedStatements::statement(const char* sql)
{
    auto known = m_statements.find(sql);
    if (known == m_statements.end()) {
        Result<Statement> prepared = m_database.prepare(sql);
        if (!prepared) {
            m_lastError = std::move(prepared.error());
            return nullptr;
        }
        known = m_statements.emplace(sql, std::move(*prepared)).first;
    }
    known->second.reset();
    return &known->second;
}

bool CachedStatements::step(Statement& statement)
{
    Result<bool> row = statement.step();
    if (!row)
        m_lastError = std::move(row.error());
    return row.value_or(false);
}

bool CachedStatements::isTrue(Statement* query)
{
    const bool value = query != nullptr && step(*query) && query->integer(0) != 0;
    if (query != nullptr)
        query->reset();
    return value;
}

} // namespace tailrace
