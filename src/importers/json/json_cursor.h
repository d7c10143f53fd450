// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks JSON text of any size with a small window: the outer objects and arrays are entered step by step, and
// single records (a span, a resource) are handed out as complete raw text, padded for simdjson, without copying.
// So a document of 10 GB needs no more memory than its largest record. Several documents may follow each other,
// on lines or not; a broken one is skipped up to the next line that starts a document.
//
//   while (cursor.nextDocument())
//       if (cursor.kind() == JsonKind::Object)
//           for (cursor.enterObject(); cursor.nextKey();)
//               if (cursor.key() == "spans" && cursor.kind() == JsonKind::Array)
//                   for (cursor.enterArray(); cursor.nextElement();)
//                       use(cursor.value());
//
// A value that was neither entered nor taken is skipped by the next step. Any error makes every loop end;
// nextDocument() then reports it to `onError` and goes on behind the broken part.
//
// Tolerated between documents: commas, record separators (RFC 7464), NUL bytes, a BOM. Tolerated within: a comma
// before the end of an object or array. A line that is no JSON (log noise) is one error each. A document that
// breaks off is noticed where a later line starts like it or like an earlier one (JsonOpenings), so cut-off lines
// cost only themselves. One thread; the stream must outlive the cursor.

#include "importers/byte_stream.h"
#include "importers/json/json_scan.h"
#include "importers/json/json_window.h"
#include "model/cache/import_report.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

enum class JsonKind : std::uint8_t { None, Object, Array, String, Number, True, False, Null };

class JsonCursor
{
public:
    /// Called for each broken place: where, what was expected, and whether the input ended there.
    using ErrorHandler = std::function<void(Location, const std::string&, bool atEnd)>;
    /// What it is told of a line that is no JSON at all. In files where log lines stand between the documents,
    /// such a line is no damage.
    static constexpr std::string_view kNoDocument = "expected a JSON document";

    JsonCursor(ByteStream& in, ErrorHandler onError);

    /// Moves to the next top-level value; false at the end of the input or when the stream failed.
    [[nodiscard]] bool nextDocument();
    /// Kind of the value the cursor stands on.
    [[nodiscard]] JsonKind kind() const { return m_kind; }

    void enterObject();
    /// Moves to the value of the next member; false at the end of the object (which is left) or on an error.
    [[nodiscard]] bool nextKey();
    /// Name of the member, unescaped. Valid until the next step.
    [[nodiscard]] std::string_view key() const { return m_key; }

    void enterArray();
    /// Moves to the next element; false at the end of the array (which is left) or on an error.
    [[nodiscard]] bool nextElement();

    /// The raw text of the value, with at least 64 readable bytes behind it, the first of them a blank. Valid
    /// until the next step. Empty on an error or if it is larger than kMaxRecord (which is reported and skipped).
    /// Objects and arrays are balanced, but otherwise unchecked, as are numbers and words within a document.
    [[nodiscard]] std::string_view value();
    /// Passes over the value without keeping it.
    void skip();

    /// Where the current value starts (in the decompressed input).
    [[nodiscard]] Location location() const { return m_window.markLocation(); }
    /// True from the moment the current document turned out to be broken, until the next one.
    [[nodiscard]] bool isBroken() const { return m_failure.has_value(); }
    /// Set when the stream itself failed or was cancelled; the walk is then over.
    [[nodiscard]] const Result<void>& streamState() const { return m_window.state(); }

    /// A parser needs some six times the memory of what it parses, so this bounds an import to some 400 MB.
    static constexpr std::size_t kMaxRecord = std::size_t{64} << 20;

private:
    struct Failure {
        Location where;
        std::string message;
        bool atEnd = false;
    };

    // Tokens.
    [[nodiscard]] bool atOtherDocument();
    void fail(std::string message, bool atEnd = false);
    [[nodiscard]] bool failAt(int token, const char* expected);
    void failBrokenOff();
    void beginValue();
    [[nodiscard]] bool beginMemberValue();
    [[nodiscard]] bool readKey();
    [[nodiscard]] bool step(char frame, char closer);

    // Passing over values.
    [[nodiscard]] bool passValue(bool keep);
    [[nodiscard]] bool passScalar(bool keep);
    [[nodiscard]] bool scanOn(bool keep);
    [[nodiscard]] bool needsMore(bool& keep);

    // Between documents.
    void finishDocument();
    void recover();
    [[nodiscard]] bool skipSeparators();

    ErrorHandler m_onError;
    JsonWindow m_window; // its mark is the start of the value
    JsonKind m_kind = JsonKind::None;
    std::string m_key;
    bool m_pending = false; // the value was neither entered nor passed
    bool m_tooLarge = false;
    std::string_view m_text;
    std::string m_frames; // { and [ of what was entered; x for entering something else
    bool m_first = false; // no member or element yet
    std::int64_t m_documentOffset = 0;
    bool m_inDocument = false;
    std::optional<Failure> m_failure;
    JsonOpenings m_openings;
    JsonScanner m_scanner;
};

} // namespace tailrace
