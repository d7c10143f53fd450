// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A sink that keeps nothing but a digest, and aborts when a draft is not what the cache relies on: texts are
// UTF-8, blobs are well formed, references and enumerations exist. One thread.

#include "importers/span_sink.h"
#include "model/base/string_pool.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tailrace::fuzz {

class CheckingSink : public SpanSink
{
public:
    /// Of all that was handed over; two readings of the same bytes must agree in it.
    struct Digest {
        std::uint64_t spans = 0;
        std::uint64_t logs = 0;
        std::uint64_t listedTraces = 0;
        std::uint64_t problems = 0;
        std::uint64_t content = 0; ///< hash, in order
        bool operator==(const Digest&) const = default;
    };

    [[nodiscard]] KeyInterner& keys() override { return m_keys; }
    [[nodiscard]] ResourceRef addResource(const ResourceDraft& draft) override;
    [[nodiscard]] ScopeRef addScope(const ScopeDraft& draft) override;
    void addSpan(SpanDraft& draft, Location where) override;
    void addLog(LogDraft& draft, Location where) override;
    void addListedTrace(const ListedTraceDraft& draft, Location where) override;
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count) override;

    [[nodiscard]] const Digest& digest() const { return m_digest; }

private:
    class Keys : public KeyInterner
    {
    public:
        StringId intern(std::string_view text) override;
        [[nodiscard]] std::size_t size() const { return m_pool.size(); }

    private:
        StringPool m_pool;
    };

    void checkText(std::string_view text);
    void checkBlob(const AttributeWriter& attributes);
    void checkRefs(ResourceRef resource, ScopeRef scope) const;
    void add(std::string_view bytes);
    template <class... Fields>
    void addNumbers(Fields... fields);
    [[nodiscard]] std::int64_t numberOf(std::unordered_map<std::string, std::int64_t>& known);

    Keys m_keys;
    std::unordered_map<std::string, std::int64_t> m_resources;
    std::unordered_map<std::string, std::int64_t> m_scopes;
    std::string m_written; // what makes the resource or scope being added
    Digest m_digest;
};

} // namespace tailrace::fuzz
