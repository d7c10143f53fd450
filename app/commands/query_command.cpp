// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "model/base/json_writer.h"
#include "model/query/query_engine.h"
#include "model/query/understand.h"

namespace tailrace {

namespace {

std::string_view kindText(const Understood& understood)
{
    switch (understood.kind) {
    case Understood::Kind::Nothing:
        return "nothing: all traces";
    case Understood::Kind::Id:
        return "an id";
    case Understood::Kind::Address:
        return "the address of a search";
    case Understood::Kind::TraceQl:
        return "TraceQL";
    case Understood::Kind::Words:
        break;
    }
    return "words, all of which a trace contains";
}

void printText(const Understood& understood, std::ostream& out)
{
    out << "Taken for:   " << kindText(understood);
    if (!understood.form.empty())
        out << ": " << understood.form;
    out << "\nUnderstood:  " << queryText(understood.query) << '\n';
    for (const std::string& statement : QueryEngine::explain(understood.query))
        out << "\n" << statement << '\n';
}

void printJson(const Understood& understood, std::ostream& out)
{
    JsonWriter json;
    json.beginObject();
    json.key("takenFor").text(understood.form.empty() ? kindText(understood) : understood.form);
    json.key("understood").text(queryText(understood.query));
    json.key("sql").beginArray();
    for (const std::string& statement : QueryEngine::explain(understood.query))
        json.text(statement);
    json.endArray().endObject();
    out << json.take() << '\n';
}

Exit run(const Arguments& arguments, Output& out)
{
    if (arguments.operands().size() != 1)
        return complainAbout(Error{ErrorCode::Usage, "needs one query, in quotes", {}});
    const Understood understood = understand(arguments.operands().front());
    if (understood.refusal)
        return complainAbout(Error{ErrorCode::Usage, understood.refusal->text(), "query"});
    if (arguments.has("json"))
        printJson(understood, out.stream());
    else
        printText(understood, out.stream());
    return Exit::Done;
}

} // namespace

const Command& queryCommand()
{
    static const Command kCommand{
        "query",
        "QUERY",
        "explain how a query is understood",
        "What it was taken for (TraceQL, words, an id), with parentheses around everything\n"
        "that was grouped (&& and || have the same precedence, from the left), and the SQL\n"
        "that answers its filters. Reads no SOURCE. Exit code 2 where it is refused, with\n"
        "the column and what was expected there.\n",
        {{"explain", "", "the default", 0}, kJsonOption},
        run,
    };
    return kCommand;
}

} // namespace tailrace
