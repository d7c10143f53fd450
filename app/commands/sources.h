// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The input of a command: imported if need be, opened for reading, one trace chosen. Shows progress on a terminal,
// takes Ctrl-C, says on standard error what could not be read. One thread.

#include "commands/command.h"
#include "importers/import_session.h"
#include "model/cache/cache_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace tailrace {

/// What the operands say: TRACE_ID is one of 16 or 32 hex digits that is not the name of a file; --trace is
/// another way to give it.
struct Operands {
    std::optional<TraceId> trace;
    std::vector<std::string> inputs;
};

/// Fails with Usage: no input, two trace ids, an id that is none.
[[nodiscard]] Result<Operands> readOperands(const Arguments& arguments, bool takesTrace);

/// Which problems of an import are summarised on standard error.
enum class Summarise { Nothing, WhatMatters, Everything };

class Sources
{
public:
    /// Imports and opens. Complains about inputs that cannot be read; fails only if none of them can.
    [[nodiscard]] static tl::expected<Sources, Exit> open(const std::vector<std::string>& inputs,
                                                          const Arguments& arguments, Summarise summarise);
    ~Sources();
    Sources(Sources&& other) noexcept;
    Sources& operator=(Sources&&) = delete;

    [[nodiscard]] CacheReader& cache() { return m_cache; }
    [[nodiscard]] const ImportOutcome& outcome() const { return m_outcome; }
    /// The inputs as one would name them: "checkout.jsonl", "3 sources".
    [[nodiscard]] const std::string& title() const { return m_title; }

    /// Whether a file is one of the inputs or their cache: writing over what is being read would destroy both.
    [[nodiscard]] bool isSource(const std::string& path, const std::vector<std::string>& inputs) const;
    /// `wanted`, or the only trace there is; nothing if there are several. Fails with NotFound.
    [[nodiscard]] Result<std::optional<TraceId>> chooseTrace(std::optional<TraceId> wanted);

private:
    Sources(CacheReader cache, ImportOutcome outcome, std::string title);

    CacheReader m_cache;
    ImportOutcome m_outcome;
    std::string m_title;
    bool m_removeCache;
};

/// Calls `each` for every trace in the given order without holding the whole list; stops when it returns false.
[[nodiscard]] Result<void> forEachTrace(CacheReader& cache, TraceQuery query,
                                        const std::function<bool(const TraceSummary&)>& each);

} // namespace tailrace
