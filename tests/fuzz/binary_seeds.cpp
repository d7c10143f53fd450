// SPDX-License-Identifier: GPL-3.0-or-later

// Seeds in protobuf, MessagePack and attribute blobs, with every framing.

#include "fuzz/seeds.h"
#include "model/base/attribute_blob.h"
#include "model/base/string_pool.h"
#include "support/proto_fields.h"

#include <initializer_list>

namespace tailrace::fuzz {

namespace {

using namespace std::string_literals;
using namespace test::proto;

constexpr std::int64_t kSecond = 1700000000;

std::string otlpTag(const std::string& key, const std::string& value)
{
    return bytes(1, key) + bytes(2, value);
}

std::string otlp()
{
    const std::string list = bytes(6, bytes(1, otlpTag("k", number(3, -4))));
    const std::string attributes = bytes(9, otlpTag("text", bytes(1, "v"))) +
                                   bytes(9, otlpTag("real", real(4, 1.5))) +
                                   bytes(9, otlpTag("array", bytes(5, bytes(1, number(2, 1)) + bytes(1, list)))) +
                                   bytes(9, otlpTag("bytes", bytes(7, "\0\1"s)));
    const std::string event = fixed64(1, kSecond * 1000000000U) + bytes(2, "exception") +
                              bytes(3, otlpTag("exception.type", bytes(1, "E"))) + number(4, 1);
    const std::string link = bytes(1, id(16, 'L')) + bytes(2, id(8, 'L')) + bytes(3, "a=b") + number(5, 2);
    const std::string span = bytes(1, id(16, 'T')) + bytes(2, id(8, 'S')) + bytes(3, "ot=th:8") +
                             bytes(4, id(8, 'P')) + bytes(5, "GET /") + number(6, 2) +
                             fixed64(7, kSecond * 1000000000U) + fixed64(8, kSecond * 1000000000U + 5) +
                             attributes + number(10, 2) + bytes(11, event) + number(12, 3) + bytes(13, link) +
                             number(14, 4) + bytes(15, bytes(2, "failed") + number(3, 2));
    const std::string scope =
        bytes(1, bytes(1, "lib") + bytes(2, "1.0")) + bytes(2, span) + bytes(2, span) + bytes(3, "https://schema");
    const std::string resource = bytes(1, bytes(1, otlpTag("service.name", bytes(1, "cart"))) + number(2, 1));
    return bytes(1, resource + bytes(2, scope));
}

std::string otlpLogs()
{
    const std::string record = fixed64(1, kSecond * 1000000000U) + number(2, 9) + bytes(3, "INFO") +
                               bytes(5, bytes(1, "body")) + bytes(6, otlpTag("k", number(2, 1))) +
                               bytes(9, id(16, 'T')) + bytes(10, id(8, 'S')) + fixed64(11, kSecond * 1000000000U);
    return bytes(1, bytes(1, bytes(1, otlpTag("service.name", bytes(1, "cart")))) + bytes(2, bytes(2, record)));
}

std::string jaegerSpan(char spanId)
{
    const std::string tags = bytes(8, bytes(1, "span.kind") + bytes(3, "server")) +
                             bytes(8, bytes(1, "error") + number(2, 1) + number(4, 1)) +
                             bytes(8, bytes(1, "i") + number(2, 2) + number(5, -3)) +
                             bytes(8, bytes(1, "d") + number(2, 3) + real(6, 1.5)) +
                             bytes(8, bytes(1, "b") + number(2, 4) + bytes(7, "\0\1"s));
    return bytes(1, id(16, 'T')) + bytes(2, id(8, spanId)) + bytes(3, "get") +
           bytes(4, bytes(1, id(16, 'T')) + bytes(2, id(8, 'P'))) + number(5, 1) +
           bytes(6, number(1, kSecond) + number(2, 5)) + bytes(7, number(2, 25)) + tags +
           bytes(9, bytes(1, number(1, kSecond)) + bytes(2, bytes(1, "event") + bytes(3, "e"))) + bytes(11, "p1") +
           bytes(12, "skewed");
}

std::string jaeger()
{
    const std::string process = bytes(1, "web") + bytes(2, bytes(1, "hostname") + bytes(3, "h1"));
    return bytes(1, jaegerSpan('1')) + bytes(1, jaegerSpan('2')) + bytes(2, bytes(1, "p1") + bytes(2, process));
}

std::string zipkin()
{
    const std::string span = bytes(1, id(16, 'T')) + bytes(2, id(8, 'P')) + bytes(3, id(8, 'S')) + number(4, 1) +
                             bytes(5, "get") + fixed64(6, 1700000000000001) + number(7, 25) +
                             bytes(8, bytes(1, "web") + bytes(2, "\x0a\0\0\1"s) + number(4, 80)) +
                             bytes(9, bytes(1, "db") + bytes(3, std::string(16, '\x20'))) +
                             bytes(10, fixed64(1, 1700000000000002) + bytes(2, "ws")) +
                             bytes(11, bytes(1, "error") + bytes(2, "timeout")) + number(12, 1) + number(13, 1);
    return bytes(1, span) + bytes(1, span);
}

std::string skywalking()
{
    const std::string reference = number(1, 0) + bytes(2, "t.1") + bytes(3, "s.0") + number(4, 1) + bytes(5, "a");
    const auto span = [&](std::int64_t number1, std::int64_t parent) {
        return number(1, number1) + number(2, parent) + number(3, kSecond * 1000) + number(4, kSecond * 1000 + 2) +
               bytes(5, reference) + bytes(6, "op") + bytes(7, "peer:80") + number(8, 1) + number(9, 3) +
               number(10, 2) + number(11, 1) + bytes(12, bytes(1, "k") + bytes(2, "v")) +
               bytes(13, number(1, kSecond * 1000) + bytes(2, bytes(1, "event") + bytes(2, "error")));
    };
    return bytes(1, "t.1") + bytes(2, "s.1") + bytes(3, span(0, -1)) + bytes(3, span(1, 0)) + bytes(4, "shop") +
           bytes(5, "shop@1") + number(6, 1);
}

/// A MessagePack array (0x9_) or map (0x8_) of what follows.
std::string pack(char lead, std::initializer_list<std::string> items)
{
    std::string out(1,
                    static_cast<char>(lead + static_cast<char>(lead == '\x80' ? items.size() / 2 : items.size())));
    for (const std::string& item : items)
        out += item;
    return out;
}

std::string text(const std::string& content)
{
    return static_cast<char>(0xA0 + content.size()) + content;
}

std::string u64(std::uint64_t value)
{
    std::string out = "\xCF";
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
    return out;
}

constexpr char kArray = '\x90';
constexpr char kMap = '\x80';

class PoolKeys : public KeyInterner
{
public:
    StringId intern(std::string_view key) override { return m_pool.intern(key); }

private:
    StringPool m_pool;
};

} // namespace

std::vector<Seed> protobufSeeds()
{
    std::vector<Seed> seeds;
    for (const auto& [name, message] : {std::pair{"otlp"s, otlp()}, std::pair{"otlplogs"s, otlpLogs()},
                                        std::pair{"jaeger"s, jaeger()}, std::pair{"jaegerspan"s, jaegerSpan('1')},
                                        std::pair{"zipkin"s, zipkin()}, std::pair{"skywalking"s, skywalking()}}) {
        seeds.push_back({"proto-" + name, message});
        seeds.push_back({"proto-" + name + "-varint", varintFramed(message) + varintFramed(message)});
        seeds.push_back({"proto-" + name + "-bigendian", bigEndianFramed(message) + bigEndianFramed(message)});
    }
    seeds.push_back({"proto-skywalking-collection", bytes(1, skywalking()) + bytes(1, skywalking())});
    return seeds;
}

std::vector<Seed> msgpackSeeds()
{
    const std::string span = pack(
        kMap,
        {text("trace_id"),    u64(7),
         text("span_id"),     u64(8),
         text("parent_id"),   "\0"s,
         text("name"),        text("web.request"),
         text("resource"),    text("GET /"),
         text("service"),     text("shop"),
         text("start"),       u64(1700000000000000001U),
         text("duration"),    "\xCE\0\1\0\0"s,
         text("error"),       "\1"s,
         text("meta"),        pack(kMap, {text("span.kind"), text("server")}),
         text("metrics"),     pack(kMap, {text("ratio"), "\xCB\x3F\xE0\0\0\0\0\0\0"s}),
         text("meta_struct"), pack(kMap, {text("a"), "\xC4\2\x81\xA1"s}),
         text("span_links"),  pack(kArray, {pack(kMap, {text("trace_id"), u64(5), text("span_id"), u64(6)})})});
    const std::string row =
        pack(kArray, {"\1"s, "\2"s, "\3"s, u64(7), u64(8), "\0"s, u64(1700000000000000001U), "\xCD\1\0"s, "\0"s,
                      pack(kMap, {"\4"s, "\5"s}), pack(kMap, {"\4"s, "\6"s}), "\0"s});
    const std::string strings =
        pack(kArray, {text(""), text("shop"), text("op"), text("GET /"), text("k"), text("v")});
    return {{"msgpack-v04", pack(kArray, {pack(kArray, {span, span})})},
            {"msgpack-v05", pack(kArray, {strings, pack(kArray, {pack(kArray, {row, row})})})},
            {"msgpack-two", pack(kArray, {pack(kArray, {span})}) + pack(kArray, {pack(kArray, {span})})}};
}

std::vector<Seed> attributeSeeds()
{
    PoolKeys keys;
    AttributeWriter writer(keys);
    writer.addText("text", "v\xC3\xA4lue");
    writer.addInt("int", -1234567890123);
    writer.addBool("bool", true);
    writer.key("none");
    writer.null();
    writer.key("real");
    writer.number(-0.25);
    writer.key("bytes");
    writer.bytes("\0\xFF"s);
    writer.key("array");
    writer.beginArray();
    writer.boolean(false);
    writer.beginList();
    writer.addText("inner", "x");
    writer.end();
    writer.end();
    Seed all{"blob-all", std::string(writer.blob())};
    writer.clear();
    writer.key("deep");
    for (int depth = 0; depth < kMaxAttributeDepth; ++depth)
        writer.beginArray();
    for (int depth = 0; depth < kMaxAttributeDepth; ++depth)
        writer.end();
    return {std::move(all), {"blob-deep", std::string(writer.blob())}};
}

} // namespace tailrace::fuzz
