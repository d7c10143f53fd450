// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command_line.h"

#include "commands/command.h"
#include "commands/versions.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>

namespace tailrace {

namespace {

const std::array<const Command*, 10>& commands()
{
    static const std::array kCommands{&importCommand(), &tracesCommand(),  &spansCommand(),        &statsCommand(),
                                      &showCommand(),   &explainCommand(), &criticalPathCommand(), &queryCommand(),
                                      &exportCommand(), &renderCommand()};
    return kCommands;
}

const Command* findCommand(std::string_view name)
{
    for (const Command* command : commands())
        if (command->name == name)
            return command;
    return nullptr;
}

std::string filled(std::string_view text, std::size_t width)
{
    return std::string(text).append(width > text.size() ? width - text.size() : 1, ' ');
}

std::string helpOf(const std::vector<OptionSpec>& options)
{
    std::string text;
    for (const OptionSpec& option : options) {
        std::string left = option.letter != 0 ? std::string("  -") + option.letter + ", " : "      ";
        left.append("--").append(option.name);
        if (!option.value.empty())
            left.append(1, ' ').append(option.value);
        text += filled(left, 24) + std::string(option.help) + "\n";
    }
    return text;
}

constexpr std::string_view kTableHelp =
    "\nA table of spans (CSV, TSV, JSON objects) is read by itself if the names and cells\n"
    "of its columns leave no doubt. Else --map says what they are:\n"
    "  --map 'trace=TraceID,span=SpanID,parent=ParentID,start=Start:ns,duration=Took:us'\n"
    "Roles: trace, span, parent, name, service, kind, status, error, message, start, date\n"
    "(the day of start), end, duration, resource; other columns become attributes. Formats\n"
    "behind a colon: iso, s, ms, us, ns of times, pod of service; guessed where left out.\n"
    "Columns in JSON objects within others have points: 'span=context.span_id'. A FILE.json\n"
    "says the same: {\"trace\": \"TraceID\", \"start\": {\"column\": \"Start\", \"format\": \"ns\"}}.\n";

/// The common options without those that the command has of its own; a letter that it uses is the command's.
std::vector<OptionSpec> commonOptionsBeside(const Command& command)
{
    std::vector<OptionSpec> options = commonOptions();
    for (const OptionSpec& own : command.options) {
        std::erase_if(options, [&own](const OptionSpec& option) { return option.name == own.name; });
        for (OptionSpec& option : options)
            if (own.letter == option.letter)
                option.letter = 0;
    }
    return options;
}

std::string helpOf(const Command& command)
{
    return "Usage: tailrace " + std::string(command.name) + " [OPTION…] " + std::string(command.operands) +
           "\n\n" + std::string(command.details) + "\nOptions:\n" + helpOf(command.options) +
           helpOf(commonOptionsBeside(command)) +
           "\nA SOURCE is a file in any known format, compressed or not, an archive or a folder\n"
           "of such files, a .tailrace cache, or - for standard input.\n" +
           std::string(kTableHelp);
}

std::string generalHelp()
{
    std::string text = "Usage: tailrace [FILE…]            open a window\n"
                       "       tailrace COMMAND …         answer on the command line\n\n"
                       "Reads distributed traces, whichever system wrote them: 'tailrace --version' lists\n"
                       "the formats. Compressed files, archives and folders are opened on the way.\n\n"
                       "Commands:\n";
    for (const Command* command : commands())
        text += "  " + filled(command->name, 15) + std::string(command->summary) + "\n";
    return text + "  help           this text, or that of a command: tailrace help show\n"
                  "\nOptions:\n"
                  "      --version         the version, the formats, and the libraries' versions\n"
                  "  -h, --help            this text; after a command, that command's\n\n"
                  "Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 input could not be read.\n";
}

Exit unknownCommand(const std::string& word)
{
    std::vector<std::string_view> names{"help"};
    for (const Command* command : commands())
        names.push_back(command->name);
    std::string text = "there is no command or file '" + word + "'";
    if (const std::string_view meant = nearest(word, names); !meant.empty())
        text += "; did you mean '" + std::string(meant) + "'?";
    complain(text + (text.ends_with('?') ? "" : ".") + " See 'tailrace --help'.");
    return Exit::Usage;
}

Exit help(const std::vector<std::string>& words, Output& out)
{
    if (words.empty() || words.front() == "help" || words.front().starts_with('-')) {
        out.stream() << generalHelp();
        return Exit::Done;
    }
    const Command* command = findCommand(words.front());
    if (command == nullptr)
        return unknownCommand(words.front());
    out.stream() << helpOf(*command);
    return Exit::Done;
}

Exit run(const Command& command, const std::vector<std::string>& words, Output& out)
{
    std::vector<OptionSpec> options = command.options;
    const std::vector<OptionSpec> common = commonOptionsBeside(command);
    options.insert(options.end(), common.begin(), common.end());
    const Result<Arguments> arguments = Arguments::parse(options, words);
    if (!arguments) {
        complain(arguments.error().text());
        complain("see 'tailrace " + std::string(command.name) + " --help'");
        return Exit::Usage;
    }
    if (arguments->has("help"))
        return help({std::string(command.name)}, out);
    if (const Result<std::int64_t> width = arguments->number("width", 0, 0, 10'000); !width)
        return complainAbout(width.error());
    return command.run(*arguments, out);
}

Exit dispatch(const std::vector<std::string>& words, Output& out)
{
    if (words.empty() || words.front() == "--help" || words.front() == "-h")
        return help({}, out);
    if (words.front() == "help")
        return help({words.begin() + 1, words.end()}, out);
    if (words.front() == "--version") {
        out.stream() << "tailrace " << programVersion() << "\n" << formatLines() << libraryVersions() << "\n";
        return Exit::Done;
    }
    const Command* command = findCommand(words.front());
    if (command != nullptr)
        return run(*command, {words.begin() + 1, words.end()}, out);
    if (!words.front().starts_with('-'))
        return unknownCommand(words.front());
    complain("unknown option '" + words.front() + "'. See 'tailrace --help'.");
    return Exit::Usage;
}

int runWords(const std::vector<std::string>& words)
{
    // A reader that has seen enough (head) closes the pipe: writing then fails and the command ends quietly.
    std::signal(SIGPIPE, SIG_IGN);
    Output out;
    const Exit exit = dispatch(words, out);
    if (const Result<void> finished = out.finish(); !finished)
        return static_cast<int>(complainAbout(finished.error()));
    return static_cast<int>(exit);
}

} // namespace

const std::vector<OptionSpec>& commonOptions()
{
    static const std::vector<OptionSpec> kOptions{
        {"cache", "FILE", "keep the cache in FILE instead of your cache directory", 0},
        {"map", "MAP", "what the columns of a table are, see below; or a JSON file that says so", 0},
        {"quiet", "", "no progress and no summary of problems on standard error", 'q'},
        {"width", "N", "columns of tables and drawings; default: the terminal's", 0},
        {"no-color", "", "no colours and no bold text on a terminal", 0},
        {"help", "", "this text", 'h'},
    };
    return kOptions;
}

Exit complainAbout(const Error& error)
{
    if (error.isCancelled()) {
        complain("interrupted");
        return Exit::Interrupted;
    }
    complain(error.text());
    switch (error.code) {
    case ErrorCode::Usage:
        return Exit::Usage;
    case ErrorCode::NotFound:
        return error.where.empty() ? Exit::No : Exit::Unreadable; // a trace, or a file
    default:
        return Exit::Unreadable;
    }
}

bool isCommandLine(int argc, char** argv)
{
    if (argc < 2)
        return false;
    const std::string word = argv[1];
    if (findCommand(word) != nullptr || word == "help" || word == "--help" || word == "-h" || word == "--version")
        return true;
    std::error_code ignored;
    return !word.empty() && !word.starts_with('-') && word.find_first_of("./:") == std::string::npos &&
           !std::filesystem::exists(word, ignored);
}

int runCommandLine(int argc, char** argv)
{
    return runWords({argv + std::min(argc, 1), argv + argc});
}

int printStory(const std::vector<std::string>& inputs)
{
    std::vector<std::string> words{"explain", "--"};
    words.insert(words.end(), inputs.begin(), inputs.end());
    return runWords(words);
}

} // namespace tailrace
