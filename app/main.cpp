// SPDX-License-Identifier: GPL-3.0-or-later
// Decides between the window and the command line.

#include "application.h"
#include "commands/command_line.h"
#include "model/base/heap.h"

#include <QFile>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kUsageError = 2;

/// `tailrace [--cache FILE] [--] FILE…`; -1 if that is what it says, otherwise the exit code.
int readWindowArguments(int argc, char** argv, tailrace::WindowRequest& request, std::vector<std::string>& files)
{
    bool options = true;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (!options || argument == "-" || !argument.starts_with('-')) {
            files.emplace_back(argument);
        } else if (argument == "--") {
            options = false;
        } else if (argument == "--cache" && i + 1 < argc) {
            request.cacheFile = QFile::decodeName(argv[++i]);
        } else {
            std::fprintf(stderr, "tailrace: unknown option '%s'; see tailrace --help\n", argv[i]);
            return kUsageError;
        }
    }
    for (const std::string& file : files)
        request.files.append(QFile::decodeName(file.c_str()));
    return -1;
}

} // namespace

int main(int argc, char** argv)
{
    tailrace::returnFreedMemory();
    if (tailrace::isCommandLine(argc, argv))
        return tailrace::runCommandLine(argc, argv);

    tailrace::WindowRequest request;
    std::vector<std::string> files;
    if (const int code = readWindowArguments(argc, argv, request, files); code >= 0)
        return code;
    if (tailrace::hasDisplay())
        return tailrace::runWindow(argc, argv, request);
    if (files.empty()) {
        std::fputs("tailrace: there is no display to open a window on; see tailrace --help\n", stderr);
        return kUsageError;
    }
    std::fputs("tailrace: there is no display to open a window on; this is the story instead\n", stderr);
    return tailrace::printStory(files);
}
