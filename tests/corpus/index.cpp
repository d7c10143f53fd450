// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus/index.h"

#include "support/support.h"

#include <sstream>

namespace tailrace::test {

std::vector<CorpusFile> corpusFiles()
{
    std::vector<CorpusFile> files;
    const std::string corpus = corpusPath();
    if (corpus.empty()) {
        return files;
    }
    std::istringstream in(readFile(corpus + "/INDEX.tsv"));
    std::string line;
    std::getline(in, line); // the columns' names: path format bytes spans traces services …
    while (std::getline(in, line)) {
        std::istringstream columns(line);
        CorpusFile file;
        std::string bytes;
        std::string spans;
        std::string traces;
        std::string services;
        for (std::string* column : {&file.name, &file.format, &bytes, &spans, &traces, &services}) {
            std::getline(columns, *column, '\t');
        }
        file.path = corpus + '/' + file.name;
        file.spans = std::stoull(spans);
        file.traces = std::stoull(traces);
        file.services = std::stoull(services);
        files.push_back(std::move(file));
    }
    return files;
}

} // namespace tailrace::test
