// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The options of `tailrace render`, read and checked. One thread.

#include "commands/command.h"
#include "views/picture/trace_picture.h"

#include <string>
#include <vector>

namespace tailrace {

struct RenderOptions {
    PictureRequest request;
    PictureFormat format = PictureFormat::Png;
    double scale = 1;
    bool dark = false;
    std::string path; ///< empty = standard output
    std::string viewName;
    std::string formatName;
    std::string scaleText;
};

[[nodiscard]] std::vector<OptionSpec> renderOptions();
/// Those that need no trace. Fails with Usage.
[[nodiscard]] Result<RenderOptions> readRenderOptions(const Arguments& arguments);
/// Spans and times, which only the trace knows. Fails with Usage, or NotFound for a span that it does not have.
[[nodiscard]] Result<void> applyTo(const SpanTable& trace, const Arguments& arguments, RenderOptions& options);

} // namespace tailrace
