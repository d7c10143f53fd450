// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/render_options.h"
#include "commands/sources.h"
#include "commands/trace_answer.h"
#include "model/base/json_writer.h"
#include "views/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QThreadPool>

#include <array>
#include <filesystem>

namespace tailrace {

namespace {

constexpr int kPatienceMs = 50;

/// An application object that opens no window and needs no display, whatever the environment says.
class OffscreenApplication
{
public:
    OffscreenApplication(double scale, bool dark)
        : m_isSet(setEnvironment(scale))
        , m_application(m_argc, m_argv.data())
    {
        QApplication::setApplicationName(QStringLiteral("tailrace"));
        Theme::instance().setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
        Theme::instance().apply();
    }
    ~OffscreenApplication() { QThreadPool::globalInstance()->waitForDone(); }
    OffscreenApplication(const OffscreenApplication&) = delete;
    OffscreenApplication& operator=(const OffscreenApplication&) = delete;

    /// Lets workers finish and their answers arrive.
    static void pump()
    {
        QThreadPool::globalInstance()->waitForDone(kPatienceMs);
        QCoreApplication::processEvents();
    }

private:
    static bool setEnvironment(double scale)
    {
        for (const char* name : {"QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_ENABLE_HIGHDPI_SCALING",
                                 "QT_SCALE_FACTOR_ROUNDING_POLICY", "QT_STYLE_OVERRIDE"})
            qunsetenv(name);
        // What Qt has to say about a platform without windows is of no use to anyone.
        qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
            if (type == QtCriticalMsg || type == QtFatalMsg)
                complain(text.toStdString());
        });
        return qputenv("QT_QPA_PLATFORM", "offscreen") &&
               qputenv("QT_SCALE_FACTOR", QByteArray::number(scale, 'g', 6));
    }

    bool m_isSet; // the environment, before the application reads it
    int m_argc = 1;
    std::string m_name = "tailrace";
    std::array<char*, 2> m_argv{m_name.data(), nullptr};
    QApplication m_application;
};

struct Painted {
    PaintedPicture picture;
    QSize size;
    RowsInPicture rows;
};

Result<Painted> paint(const SpanTablePtr& trace, const std::string& cacheFile, const RenderOptions& options)
{
    TracePicture picture(trace, QFile::decodeName(cacheFile.c_str()), options.request);
    while (!picture.prepare())
        OffscreenApplication::pump();
    auto canvas = PictureCanvas::make(options.format, picture.size(), options.scale, picture.title());
    if (!canvas)
        return failure(std::move(canvas));
    TracePicture::Step step{};
    while ((step = picture.paintNext((*canvas)->painter())) != TracePicture::Step::Done)
        if (step == TracePicture::Step::Waiting)
            OffscreenApplication::pump();
    return Painted{(*canvas)->finish(), picture.size(), picture.rows()};
}

Result<TraceId> chooseOne(Sources& sources, std::optional<TraceId> wanted)
{
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    if (!*id)
        return failure(ErrorCode::Usage,
                       sources.title() + " holds several traces; name one ('tailrace traces' lists them)");
    return **id;
}

Result<void> write(const RenderOptions& options, const QByteArray& bytes, Output& standardOut)
{
    const auto put = [&bytes](Output& out) {
        out.stream().write(bytes.constData(), bytes.size());
        return out.finish();
    };
    if (options.path.empty())
        return put(standardOut);
    Result<Output> file = Output::toFile(options.path);
    return file ? put(*file) : tl::unexpected(file.error());
}

void tell(const RenderOptions& options, const Painted& painted, TraceId trace, std::ostream& out)
{
    JsonWriter json;
    json.beginObject().key("traceId").text(toHex(trace));
    json.key("view").text(options.viewName);
    json.key("format").text(options.formatName);
    json.key("width").integer(painted.size.width());
    json.key("height").integer(painted.size.height());
    json.key("scale").text(options.scaleText);
    json.key("rows").integer(painted.rows.all);
    json.key("rowsShown").integer(painted.rows.shown);
    json.endObject();
    out << json.view() << '\n';
}

Exit run(const Arguments& arguments, Output& standardOut)
{
    const Result<Operands> operands = readOperands(arguments, true);
    if (!operands)
        return complainAbout(operands.error());
    Result<RenderOptions> options = readRenderOptions(arguments);
    if (!options)
        return complainAbout(options.error());
    auto sources = Sources::open(operands->inputs, arguments, Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    if (!options->path.empty() && sources->isSource(options->path, operands->inputs))
        return complainAbout({ErrorCode::Usage, "is also the source; write to another file", options->path});
    const Result<TraceId> id = chooseOne(*sources, operands->trace);
    if (!id)
        return complainAbout(id.error());
    const Result<SpanTablePtr> trace =
        loadTrace(sources->cache(), *id, arguments.has(kClocksOption.name) ? Clocks::Corrected : Clocks::Recorded);
    if (!trace)
        return complainAbout(trace.error());
    if (const Result<void> applied = applyTo(**trace, arguments, *options); !applied)
        return complainAbout(applied.error());

    // Shapes have no pixels; the few images among them are made twice as fine.
    const OffscreenApplication application(options->format == PictureFormat::Png ? options->scale : 2.0,
                                           options->dark);
    const Result<Painted> painted = paint(*trace, sources->outcome().cacheFile, *options);
    if (!painted)
        return complainAbout(painted.error());
    const Result<QByteArray> bytes = painted->picture.encode();
    if (!bytes)
        return complainAbout(bytes.error());
    if (const Result<void> written = write(*options, *bytes, standardOut); !written)
        return complainAbout(written.error());
    if (arguments.has("json"))
        tell(*options, *painted, *id, standardOut.stream());
    else if (painted->rows.shown < painted->rows.all && !arguments.has("quiet"))
        complain("the picture shows the first " + std::to_string(painted->rows.shown) + " of " +
                 std::to_string(painted->rows.all) + " rows");
    return Exit::Done;
}

} // namespace

const Command& renderCommand()
{
    static const Command kCommand{
        "render",
        "[TRACE_ID] SOURCE… -o FILE",
        "draw a trace into a PNG, SVG or PDF file",
        "What the window draws, without a window: no display is needed. Above it stand the\n"
        "trace's name, duration and services, so that the picture is understood alone.\n"
        "  waterfall      a row a span; the view without --view\n"
        "  flame          the flame graph by time\n"
        "  merged         the flame graph merged by name\n"
        "  minimap        the whole trace in one strip\n"
        "  operations     count, durations and errors by operation\n"
        "  critical-path  the critical path summed up by operation\n"
        "SVG and PDF consist of shapes and text. The format is that of FILE's name.\n"
        "TRACE_ID may be left out if the source holds one trace.\n",
        renderOptions(),
        run,
    };
    return kCommand;
}

} // namespace tailrace
