// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/seeds.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tailrace::fuzz {

namespace {

namespace fs = std::filesystem;

std::vector<Seed> filesIn(std::string_view folder)
{
    std::vector<Seed> seeds;
    for (const auto& entry : fs::directory_iterator(fs::path(TAILRACE_SOURCE_DIR) / "tests/data" / folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        seeds.push_back({std::string(folder) + "-" + entry.path().filename().string(),
                         {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
    }
    return seeds;
}

std::vector<Seed> csvSeeds()
{
    return {
        {"csv-own",
         "trace_id,span_id,parent_id,name,service,kind,status,start,duration_ns\n"
         "0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,,GET /,web,server,ok,2024-05-01T10:00:00.000000001Z,"
         "1500\n"},
        {"csv-exact",
         "\xEF\xBB\xBFtailrace,trace_id,span_id,parent_id,name,service,kind,status,status_message,start_ns,"
         "duration_ns,attributes\n1,0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,,\"a \"\"b\"\"\",web,client,"
         "error,no,1714557600000000001,7,\"{\"\"k\"\":[1,true]}\"\n"}};
}

std::vector<Seed> tableSeeds()
{
    return {{"table-ms",
             "TraceID,SpanID,ParentID,OperationName,PodName,StartTimeUnixMilli,Duration(ms)\n"
             "t1,1,root,GET /,shop-5f6585d649-fnmft,1714557600000,12.5\nt1,2,1,db,db-0,1714557600001,3\n"},
            {"table-iso", "trace_id\tspan_id\tparent_id\tname\tstart\tend\terror\n"
                          "a1\tb1\t\t\"two\nlines\"\t2024-05-01 10:00:00.25\t2024-05-01T10:00:01+02:00\tfalse\n"},
            {"table-day", "trace;span;date;start;duration;status\nx;1;2024-05-01;10:00:00;00:00:01.5;ok\n"
                          "x;2;01/05/2024;10:00:01;1m30s;ERROR\n"},
            {"table-json", "[{\"context\":{\"trace_id\":\"a1\",\"span_id\":\"b1\"},\"start\":1714557600.5,\"end\":"
                           "1714557601,\"tags\":[1,{\"x\":null}],\"host\":\"h\"}]"},
            {"table-lines",
             "{\"traceId\":\"1\",\"id\":\"2\",\"startNs\":\"1714557600000000000\",\"durationUs\":5}\n"
             "{\"traceId\":\"1\",\"id\":\"3\",\"startNs\":\"1714557600000000001\",\"durationUs\":-5}\n"},
            {"mapping-short", "trace=TraceID,span=\"Span,\"\"ID\",start=Start:ns,duration=Dur:us,service=Pod:pod"},
            {"mapping-json", "{\"trace\":\"T\",\"start\":{\"column\":\"S\",\"format\":\"ns\"},\"resource\":[\"h\","
                             "\"z\"],\"span\":\"I\"}"}};
}

void append(std::vector<Seed>& seeds, std::vector<Seed> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(seeds));
}

} // namespace

std::vector<Seed> seedsOf(const FuzzTarget& target)
{
    std::vector<Seed> seeds;
    for (const std::string_view folder : target.folders)
        append(seeds, filesIn(folder));
    const bool isAny = target.run == sniff;
    if (isAny || target.run == readProtobuf)
        append(seeds, protobufSeeds());
    if (isAny || target.run == readDatadog)
        append(seeds, msgpackSeeds());
    if (isAny || target.run == readHoneycombCsv || target.run == readTable)
        append(seeds, csvSeeds());
    if (isAny || target.run == readTable)
        append(seeds, tableSeeds());
    if (target.run == readAttributes)
        append(seeds, attributeSeeds());
    if (target.run == readByteSources)
        append(seeds, packedSeeds());
    std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
    return seeds;
}

} // namespace tailrace::fuzz
