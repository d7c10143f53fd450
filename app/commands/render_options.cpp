// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/render_options.h"

#include "model/analysis/search_terms.h"
#include "views/common/time_range.h"

#include <charconv>
#include <filesystem>
#include <utility>

namespace tailrace {

namespace {

constexpr std::int64_t kDefaultWidth = 1280;
constexpr std::int64_t kDefaultHeight = 800; // of --rows visible
constexpr double kLeastScale = 0.25;
constexpr double kMostScale = 8;

constexpr std::pair<std::string_view, PictureView> kViews[] = {
    {"waterfall", PictureView::Waterfall},   {"flame", PictureView::Flame},
    {"merged", PictureView::MergedFlame},    {"minimap", PictureView::Minimap},
    {"operations", PictureView::Operations}, {"critical-path", PictureView::CriticalPath},
};

/// The word given for an option, which must be one of `words`.
Result<std::string> choice(const Arguments& arguments, std::string_view option,
                           std::initializer_list<std::string_view> words, std::string_view fallback)
{
    const std::string given = arguments.value(option).value_or(std::string(fallback));
    std::string all;
    for (const std::string_view word : words) {
        if (word == given)
            return given;
        all.append(all.empty() ? "" : ", ").append(word);
    }
    return failure(ErrorCode::Usage,
                   "option '--" + std::string(option) + "' takes " + all + ", not '" + given + "'");
}

Result<void> readView(const Arguments& arguments, RenderOptions& options)
{
    Result<std::string> name =
        choice(arguments, "view", {"waterfall", "flame", "merged", "minimap", "operations", "critical-path"},
               "waterfall");
    if (!name)
        return failure(std::move(name));
    for (const auto& [word, view] : kViews)
        if (word == *name)
            options.request.view = view;
    options.viewName = std::move(*name);
    return {};
}

/// Where to write, and in which format.
Result<void> readTarget(const Arguments& arguments, RenderOptions& options)
{
    const std::string path = arguments.value("output").value_or("");
    if (path.empty())
        return failure(ErrorCode::Usage,
                       "name the file to write: -o FILE.png, .svg or .pdf; or -o - for standard output");
    options.path = path == "-" ? "" : path;
    std::string suffix = std::filesystem::path(options.path).extension().string();
    if (!suffix.empty())
        suffix.erase(0, 1);
    const bool named = arguments.has("format");
    if (!named && options.path.empty())
        suffix = "png";
    const std::string word = named ? arguments.value("format").value_or("") : suffix;
    const std::optional<PictureFormat> format = pictureFormatOf(QString::fromStdString(word));
    if (!format && named)
        return failure(ErrorCode::Usage, "option '--format' takes png, svg, pdf, not '" + word + "'");
    if (!format)
        return failure(ErrorCode::Usage, "the name does not end in .png, .svg or .pdf; say --format", path);
    options.format = *format;
    options.formatName = *format == PictureFormat::Png ? "png" : *format == PictureFormat::Svg ? "svg" : "pdf";
    if (arguments.has("json") && options.path.empty())
        return failure(ErrorCode::Usage, "--json needs --output FILE: standard output is where the picture goes");
    return {};
}

Result<void> readScale(const Arguments& arguments, RenderOptions& options)
{
    options.scaleText = arguments.value("scale").value_or("1");
    const char* end = options.scaleText.data() + options.scaleText.size();
    const auto [stop, error] =
        std::from_chars(options.scaleText.data(), end, options.scale, std::chars_format::fixed);
    if (error == std::errc() && stop == end && options.scale >= kLeastScale && options.scale <= kMostScale)
        return {};
    return failure(ErrorCode::Usage,
                   "option '--scale' needs a number from 0.25 to 8, not '" + options.scaleText + "'");
}

Result<void> readSize(const Arguments& arguments, RenderOptions& options)
{
    const Result<std::int64_t> width = arguments.number("width", kDefaultWidth, 320, 10'000);
    if (!width)
        return tl::unexpected(width.error());
    const Result<std::int64_t> height = arguments.number("height", 0, 120, 30'000);
    if (!height)
        return tl::unexpected(height.error());
    const Result<std::string> rows =
        choice(arguments, "rows", {"all", "visible"}, *height > 0 ? "visible" : "all");
    if (!rows)
        return tl::unexpected(rows.error());
    if (*rows == "all" && *height > 0)
        return failure(ErrorCode::Usage,
                       "--rows all makes the picture as high as the rows need; leave out --height");
    options.request.width = static_cast<int>(*width);
    const int most = mostPictureHeight(options.format, options.request.width, options.scale);
    options.request.mostHeight = most;
    if (*rows == "visible")
        options.request.height = static_cast<int>(*height > 0 ? *height : kDefaultHeight);
    if (options.request.height > most || most < static_cast<int>(kDefaultHeight) / 2)
        return failure(ErrorCode::Usage,
                       "a picture of this width and scale can be " + std::to_string(most) + " px high, no more");
    return {};
}

Result<SpanIndex> findSpan(const SpanTable& trace, const std::string& hex)
{
    const std::optional<SpanId> id = parseSpanId(hex);
    if (!id)
        return failure(ErrorCode::Usage, "'" + hex + "' is no span id: 1 to 16 hex digits");
    const SpanIndex span = trace.find(*id);
    if (span == kNoSpan)
        return failure(ErrorCode::NotFound, "the trace has no span " + hex);
    return span;
}

/// "5ms": that long after the trace began, ns since the epoch.
Result<std::int64_t> readInstant(const SpanTable& trace, const Arguments& arguments, std::string_view option,
                                 std::int64_t fallback)
{
    const std::optional<std::string> text = arguments.value(option);
    if (!text)
        return fallback;
    if (const std::optional<std::int64_t> offset = durationOf(*text))
        return saturatingSum(trace.traceStartNs, *offset);
    return failure(ErrorCode::Usage, "option '--" + std::string(option) +
                                         "' needs a time since the trace began, such as 250ms, not '" + *text +
                                         "'");
}

} // namespace

std::vector<OptionSpec> renderOptions()
{
    return {
        {"view", "VIEW", "waterfall, flame, merged, minimap, operations or critical-path", 0},
        kTraceOption,
        {"output", "FILE", "the picture; - is standard output", 'o'},
        {"format", "FORMAT", "png, svg or pdf, whatever FILE ends in", 0},
        {"width", "PX", "width of the picture; default 1280", 0},
        {"height", "PX", "height, with as many rows as fit; default: what all rows need", 0},
        {"rows", "all|visible", "all rows, or those that fit into the height (800 if not given)", 0},
        {"scale", "N", "pixels for one, 0.25 to 8; 2 is sharp on most screens", 0},
        {"theme", "light|dark", "colours; default light", 0},
        {"focus", "SPAN_ID", "only this span and what is below it", 0},
        {"collapse", "SPAN_ID", "fold what is below this span; several with commas between", 0},
        {"from", "TIME", "begin this long after the trace began: 250ms, 1.5s", 0},
        {"to", "TIME", "end this long after the trace began", 0},
        kClocksOption,
        {"json", "", "with --output: print what was drawn as JSON", 0},
    };
}

Result<RenderOptions> readRenderOptions(const Arguments& arguments)
{
    RenderOptions options;
    for (const auto read : {readView, readTarget, readScale, readSize})
        if (const Result<void> done = read(arguments, options); !done)
            return tl::unexpected(done.error());
    const Result<std::string> theme = choice(arguments, "theme", {"light", "dark"}, "light");
    if (!theme)
        return tl::unexpected(theme.error());
    options.dark = *theme == "dark";
    const PictureView view = options.request.view;
    const bool isWaterfall = view == PictureView::Waterfall;
    const bool hasTime = isWaterfall || view == PictureView::Flame || view == PictureView::Minimap;
    for (const char* option : {"from", "to"})
        if (arguments.has(option) && !hasTime)
            return failure(ErrorCode::Usage, "--" + std::string(option) + " is for views with a time axis");
    if (arguments.has("collapse") && !isWaterfall)
        return failure(ErrorCode::Usage, "--collapse is for the waterfall");
    if (arguments.has("focus") && !isWaterfall && view != PictureView::Flame)
        return failure(ErrorCode::Usage, "--focus is for the waterfall and the flame graph by time");
    return options;
}

Result<void> applyTo(const SpanTable& trace, const Arguments& arguments, RenderOptions& options)
{
    if (const std::optional<std::string> focus = arguments.value("focus")) {
        const Result<SpanIndex> span = findSpan(trace, *focus);
        if (!span)
            return tl::unexpected(span.error());
        options.request.focus = *span;
    }
    std::string_view collapse;
    const std::string list = arguments.value("collapse").value_or("");
    for (collapse = list; !collapse.empty();) {
        const std::size_t comma = collapse.find(',');
        const Result<SpanIndex> span = findSpan(trace, std::string(collapse.substr(0, comma)));
        if (!span)
            return tl::unexpected(span.error());
        options.request.collapsed.push_back(*span);
        collapse = comma == std::string_view::npos ? std::string_view() : collapse.substr(comma + 1);
    }
    if (!arguments.has("from") && !arguments.has("to"))
        return {};
    const std::int64_t end = saturatingSum(trace.traceStartNs, trace.traceDurationNs);
    const Result<std::int64_t> from = readInstant(trace, arguments, "from", trace.traceStartNs);
    if (!from)
        return tl::unexpected(from.error());
    const Result<std::int64_t> to = readInstant(trace, arguments, "to", end);
    if (!to)
        return tl::unexpected(to.error());
    if (*from >= *to || *from >= end)
        return failure(ErrorCode::Usage, "nothing of the trace lies between --from and --to");
    options.request.visible = TimeRange{*from, *to};
    return {};
}

} // namespace tailrace
