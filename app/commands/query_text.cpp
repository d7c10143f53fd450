// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/query_text.h"

#include "model/query/understand.h"

namespace tailrace {

Result<Query> queryArgument(const Arguments& arguments)
{
    const std::string text = arguments.value("query").value_or("");
    Understood understood = understand(text);
    if (understood.refusal)
        return failure(ErrorCode::Usage, understood.refusal->text(), "query");
    return std::move(understood.query);
}

std::string csvLine(const std::vector<std::string>& cells)
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line.append(i == 0 ? "" : ",");
        if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
            line += cells[i];
            continue;
        }
        line.push_back('"');
        for (const char c : cells[i])
            line.append(c == '"' ? 2 : 1, c);
        line.push_back('"');
    }
    return line + "\r\n";
}

} // namespace tailrace
