// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes OTLP protobuf messages with the protobuf library, and says what a reader must find in them, from the
// library's own view of the message.

#include "support/recording_sink.h"

#include "otlp_test.pb.h"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::test {

namespace proto = tailrace::otlp_test;

/// Makes an attribute of a key and a text.
void setText(proto::KeyValue* target, const std::string& key, const std::string& text);
/// A request with one span "GET /cart" of the service "cart", to be changed.
[[nodiscard]] proto::Request oneSpan();

/// What a span of this message must become, but for the numbers of resource and scope.
[[nodiscard]] RecordedSpan expectedSpan(const proto::Span& span);
[[nodiscard]] RecordedResource expectedResource(const proto::ResourceSpans& message);
[[nodiscard]] RecordedScope expectedScope(const proto::ScopeSpans& message);
[[nodiscard]] Value expectedValue(const proto::AnyValue& value);

/// Everything in a request, in order. Problems are only counted where the message itself calls for them.
struct Expected {
    std::vector<RecordedSpan> spans;
    std::vector<RecordedResource> resources; ///< one a span
    std::vector<RecordedScope> scopes;       ///< one a span
};
[[nodiscard]] Expected expected(const proto::Request& request);
/// Empty if the sink holds just that, else what differs first.
[[nodiscard]] std::string difference(const RecordingSink& sink, const Expected& expected);

/// Random but valid messages: all kinds of values, empty and long texts, several resources and scopes.
class RandomOtlp
{
public:
    explicit RandomOtlp(unsigned seed)
        : m_random(seed)
    {
    }
    [[nodiscard]] proto::Request request(unsigned maxResources = 3);
    void fill(proto::Span& span);
    [[nodiscard]] unsigned below(unsigned limit) { return static_cast<unsigned>(m_random() % limit); }
    [[nodiscard]] std::string bytes(std::size_t size);

private:
    void fill(proto::KeyValue& attribute, int depth);
    void fill(proto::AnyValue& value, int depth);
    template <class Message>
    void attributes(Message& message, unsigned limit);
    [[nodiscard]] std::string text();

    std::mt19937_64 m_random;
};

/// Reads bytes with the importer, in pieces of `chunk`.
[[nodiscard]] Result<void> readProto(std::string_view bytes, RecordingSink& sink, std::size_t chunk = 1 << 20);
/// Whether the importer takes them for its own.
[[nodiscard]] bool isClaimed(std::string_view bytes);

[[nodiscard]] std::string bigEndianFramed(std::string_view record);
[[nodiscard]] std::string varintFramed(std::string_view record);
[[nodiscard]] std::string zstdFrame(std::string_view content);

} // namespace tailrace::test
