// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_export.h"

#include "importers/otlp/otlp_json_export.h"
#include "model/base/format.h"
#include "model/items/cache_work.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tailrace {

namespace {

/// Whole or not at all.
Result<ExportReport> writeFile(CacheReader& cache, TraceId trace, const Exporter& format, const std::string& path)
{
    const std::string unfinished = path + ".part";
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    if (!out)
        return failure(ErrorCode::Unreadable, std::string("cannot be written: ") + std::strerror(errno), path);
    auto written = format.write(cache, trace, out);
    out.close();
    if (written && !out)
        written = failure(ErrorCode::DiskFull, std::string("cannot be written: ") + std::strerror(errno), path);
    std::error_code error;
    if (!written) {
        std::filesystem::remove(unfinished, error);
        return written;
    }
    std::filesystem::rename(unfinished, path, error);
    if (error) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        return failure(ErrorCode::Unreadable, "cannot be written: " + error.message(), path);
    }
    return written;
}

} // namespace

Result<ExportReport> exportTraceToFile(const std::string& cacheFile, TraceId trace, const Exporter& format,
                                       const std::string& path, const std::stop_token& stop)
{
    return readFromCache<ExportReport>(cacheFile, stop, [&](CacheReader& reader) {
        return writeFile(reader, trace, format, path);
    });
}

Result<std::string> exportTraceToText(const std::string& cacheFile, TraceId trace, const std::stop_token& stop)
{
    return readFromCache<std::string>(cacheFile, stop, [trace](CacheReader& reader) -> Result<std::string> {
        const auto summary = reader.trace(trace);
        if (!summary)
            return tl::unexpected<Error>(summary.error());
        if (summary->spans > kMaxSpansAsText)
            return failure(ErrorCode::TooLarge,
                           "A trace of " + formatCount(summary->spans, "span") +
                               " is too much for the clipboard. Export it to a file instead.");
        std::ostringstream out;
        auto written = exportOtlpJson(reader, out, trace);
        if (!written)
            return failure(std::move(written));
        return std::move(out).str();
    });
}

} // namespace tailrace
