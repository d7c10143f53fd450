// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Chrome's Trace Event Format, as Chrome, Perfetto, PyTorch, Bazel, clang and many others write it: a list of events
// (which may end anywhere), an object with "traceEvents", or single events one behind the other ("Trace Event Format",
// the document of the Chromium project; flows as Perfetto reads them). One file is one trace.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeChromeImporter();

} // namespace tailrace
