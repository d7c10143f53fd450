// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/workload.h"

#include "bench/otlp_writer.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>

namespace tailrace::bench {

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, and the same everywhere, unlike the standard distributions.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
    }
    std::uint64_t bits()
    {
        m_state += 0x9E3779B97F4A7C15;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
    /// From 0 to limit - 1.
    std::uint64_t below(std::uint64_t limit) { return bits() % limit; }
    bool chance(unsigned percent) { return below(100) < percent; }

private:
    std::uint64_t m_state;
};

constexpr std::array<std::string_view, 16> kServices = {
    "edge",    "shop-web", "accounts", "catalog",   "search", "basket", "orders",   "payments",
    "ledgers", "shipping", "stock",    "discounts", "mailer", "events", "sessions", "risk"};
constexpr std::array<std::string_view, 12> kRoutes = {
    "/accounts/{id}",  "/baskets/{id}/lines", "/catalog/items", "/catalog/items/{id}",
    "/orders",         "/orders/{id}/pay",    "/stock/{sku}",   "/search",
    "/shipments/{id}", "/sessions",           "/discounts",     "/risk/score"};
constexpr std::array<std::string_view, 6> kTables = {"account", "basket", "item", "orders", "payment", "shipment"};
constexpr std::array<std::string_view, 6> kPlaces = {"Zürich", "Kraków", "São Paulo", "東京", "Montréal", "Lund"};
constexpr std::size_t kBatch = 512; ///< spans in one export request, as the SDKs' batch processors send

enum Kind { kInternal = 1, kServer = 2, kClient = 3 };

Field text(std::string_view key, std::string value)
{
    return {key, FieldType::Text, std::move(value), 0, 0};
}

Field integer(std::string_view key, std::uint64_t value)
{
    return {key, FieldType::Integer, {}, static_cast<std::int64_t>(value), 0};
}

Field boolean(std::string_view key, bool value)
{
    return {key, FieldType::Boolean, {}, value ? 1 : 0, 0};
}

Field real(std::string_view key, double value)
{
    return {key, FieldType::Real, {}, 0, value};
}

std::string join(std::string_view a, std::string_view b)
{
    return std::string(a).append(b);
}

/// The shape of one trace: parallel arrays, index 0 is the root.
struct Shape {
    std::vector<std::uint32_t> parent;
    std::vector<std::uint32_t> service;
    std::vector<int> kind;
    std::vector<std::uint64_t> start;
    std::vector<std::uint64_t> end;

    std::uint32_t add(std::uint32_t p, std::uint32_t s, int k, std::uint64_t from, std::uint64_t to)
    {
        parent.push_back(p);
        service.push_back(s);
        kind.push_back(k);
        start.push_back(from);
        end.push_back(to);
        return static_cast<std::uint32_t>(parent.size() - 1);
    }
};

struct Growth {
    std::uint32_t span;
    std::uint64_t budget; ///< descendants still to be made below it
    int depth;
};

/// Gives one span its children: they share its budget and its time, one after the other or side by side.
void growChildren(Shape& shape, const Growth& at, std::vector<Growth>& open, Random& random, int maxDepth)
{
    const std::uint64_t from = shape.start[at.span];
    const std::uint64_t length = shape.end[at.span] - from;
    const std::uint32_t service = shape.service[at.span];
    if (shape.kind[at.span] == kClient) {
        const std::uint64_t hop = std::min(length / 50 + 1, length / 2);
        const auto callee = static_cast<std::uint32_t>((service + 1 + random.below(5)) % kServices.size());
        const std::uint32_t child = shape.add(at.span, callee, kServer, from + hop, from + length - hop);
        open.push_back({child, at.budget - 1, at.depth + 1});
        return;
    }
    const bool flat = at.depth + 2 >= maxDepth;
    const std::uint64_t children =
        flat ? at.budget : std::min(at.budget, 1 + random.below(at.budget < 400 ? 5 : 9));
    const bool parallel = random.chance(30);
    std::uint64_t rest = at.budget - children;
    for (std::uint64_t i = 0; i < children; ++i) {
        const std::uint64_t share = i + 1 == children ? rest : random.below(2 * rest / (children - i) + 1);
        rest -= std::min(share, rest);
        const std::uint64_t slot = parallel ? 0 : length * i / children;
        const std::uint64_t room = parallel ? length : length / children;
        const std::uint64_t begin = from + slot + random.below(room / 8 + 1);
        const std::uint64_t end = begin + std::max<std::uint64_t>(2, room / 2 + random.below(room / 3 + 1));
        const int kind = share == 0 || flat ? (random.chance(45) ? kClient : kInternal)
                                            : (random.chance(60) ? kClient : kInternal);
        const std::uint32_t child = shape.add(at.span, service, kind, begin, std::min(end, from + length));
        if (share > 0) {
            open.push_back({child, share, at.depth + 1});
        }
    }
}

Shape makeShape(std::uint64_t spans, std::uint64_t startNs, Random& random)
{
    Shape shape;
    const int maxDepth = spans < 5000 ? 10 : 16;
    const std::uint64_t length = 20'000'000 + spans * (100'000 + random.below(100'000));
    std::vector<Growth> open = {{shape.add(0, 0, kServer, startNs, startNs + length), spans - 1, 1}};
    while (!open.empty()) {
        const Growth next = open.back();
        open.pop_back();
        if (next.budget > 0) {
            growChildren(shape, next, open, random, maxDepth);
        }
    }
    return shape;
}

void describeServer(WorkloadSpan& span, Random& random)
{
    const std::string_view route = kRoutes[random.below(kRoutes.size())];
    span.name = join("GET ", route);
    span.fields = {text("http.request.method", "GET"),
                   text("http.route", std::string(route)),
                   text("url.path", join(route, "?page=") + std::to_string(random.below(100000))),
                   text("url.scheme", "https"),
                   integer("http.response.status_code", span.failed ? 503 : 200),
                   integer("server.port", 8443),
                   text("client.address", "10.1." + std::to_string(random.below(256)) + ".7"),
                   text("user_agent.original", "shop-client/3.2 (linux; x86_64)"),
                   boolean("app.session.new", random.chance(10)),
                   integer("thread.id", random.below(64))};
}

void describeDatabaseCall(WorkloadSpan& span, Random& random)
{
    const std::string_view table = kTables[random.below(kTables.size())];
    span.name = join("SELECT ", table);
    span.fields = {text("db.system", "postgresql"),
                   text("db.name", "shop"),
                   text("db.operation", "SELECT"),
                   text("db.sql.table", std::string(table)),
                   text("db.statement", join("SELECT id, state, note FROM ", table) + " WHERE id = " +
                                            std::to_string(random.below(10'000'000)) + " AND state <> 'gone'"),
                   text("server.address", "db-" + std::to_string(random.below(4)) + ".internal"),
                   integer("server.port", 5432),
                   integer("db.response.returned_rows", random.below(100)),
                   boolean("db.cached", random.chance(20)),
                   integer("thread.id", random.below(64))};
}

void describeWork(WorkloadSpan& span, Random& random)
{
    const std::string_view table = kTables[random.below(kTables.size())];
    span.name = join("check ", table);
    span.fields = {text("code.function", std::string("check")),
                   text("code.namespace", join("shop.rules.", table)),
                   integer("code.lineno", 10 + random.below(900)),
                   text("app.user", "user-" + std::to_string(random.below(200000))),
                   text("app.tenant", "tenant-" + std::to_string(random.below(40))),
                   text("app.place", std::string(kPlaces[random.below(kPlaces.size())])),
                   real("app.score", static_cast<double>(random.below(10000)) / 10000),
                   boolean("app.retry", random.chance(10)),
                   integer("app.batch", 1 + random.below(200)),
                   integer("thread.id", random.below(64))};
}

void addEvents(WorkloadSpan& span, Random& random)
{
    const std::uint64_t length = span.endNs - span.startNs;
    const std::uint64_t count = random.chance(66) ? 0 : 1 + random.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = span.startNs + length * (i + 1) / (count + 2);
        span.events.push_back({at,
                               "log",
                               {text("level", random.chance(80) ? "info" : "warn"),
                                text("message", "done with item " + std::to_string(random.below(1'000'000)) +
                                                    ", \"quoted\" and all")}});
    }
    if (span.failed) {
        span.events.push_back(
            {span.endNs - length / 10,
             "exception",
             {text("exception.type", "shop.errors.Timeout"), text("exception.message", "no answer within 250 ms"),
              text("exception.stacktrace", "shop.errors.Timeout: no answer within 250 ms\n"
                                           "\tat shop.net.Client.wait(Client:88)\n"
                                           "\tat shop.net.Client.call(Client:41)\n")}});
    }
}

/// Turns the shape's spans into full ones, in the order of their end, and hands them to the writer in batches.
void writeTrace(const Shape& shape, Random& random, OtlpWriter& writer)
{
    const std::size_t count = shape.parent.size();
    const std::uint64_t traceHi = random.bits() | 1;
    const std::uint64_t traceLo = random.bits() | 1;
    std::vector<std::uint64_t> ids(count);
    std::generate(ids.begin(), ids.end(), [&] { return random.bits() | 1; });
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return shape.end[a] < shape.end[b]; });
    std::vector<WorkloadSpan> batch;
    for (const std::uint32_t i : order) {
        WorkloadSpan span;
        span.traceHi = traceHi;
        span.traceLo = traceLo;
        span.spanId = ids[i];
        span.parentId = i == 0 ? 0 : ids[shape.parent[i]];
        span.service = shape.service[i];
        span.kind = shape.kind[i];
        span.failed = random.chance(2);
        span.startNs = shape.start[i];
        span.endNs = shape.end[i];
        span.kind == kServer   ? describeServer(span, random)
        : span.kind == kClient ? describeDatabaseCall(span, random)
                               : describeWork(span, random);
        addEvents(span, random);
        batch.push_back(std::move(span));
        if (batch.size() == kBatch) {
            writer.writeRequest(batch);
            batch.clear();
        }
    }
    if (!batch.empty()) {
        writer.writeRequest(batch);
    }
}

} // namespace

const std::vector<WorkloadService>& workloadServices()
{
    static const std::vector<WorkloadService> all = [] {
        std::vector<WorkloadService> made;
        for (const std::string_view name : kServices) {
            const std::string host = join(name, "-5d9c7b-x2k4");
            made.push_back({std::string(name),
                            {text("service.name", std::string(name)), text("service.version", "4.12.0"),
                             text("service.instance.id", host), text("deployment.environment", "production"),
                             text("telemetry.sdk.name", "opentelemetry"), text("telemetry.sdk.language", "java"),
                             text("host.name", host), integer("process.pid", 4000 + name.size())}});
        }
        return made;
    }();
    return all;
}

bool writeWorkload(const std::string& path, const WorkloadSize& size, WorkloadFormat format)
{
    constexpr std::uint64_t kEpochNs = 1'780'000'000ULL * 1'000'000'000ULL;
    constexpr std::uint64_t kHourNs = 3600ULL * 1'000'000'000ULL;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    OtlpWriter writer(out, format);
    for (std::uint64_t i = 0; i < size.traces; ++i) {
        Random random(size.seed * 0x100000001B3 + i);
        const std::uint64_t start = kEpochNs + (size.traces > 1 ? random.below(kHourNs) : 0);
        const Shape shape = makeShape(size.spansPerTrace, start, random);
        writeTrace(shape, random, writer);
    }
    out.close();
    return out.good();
}

} // namespace tailrace::bench
