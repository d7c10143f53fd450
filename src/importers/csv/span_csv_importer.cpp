// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/csv/span_csv_importer.h"

#include "importers/csv/span_csv_columns.h"
#include "importers/csv/span_csv_reader.h"

#include <algorithm>

namespace tailrace {

namespace {

class SpanCsvImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override { return {"tailrace-csv", "Tailrace CSV", "*.csv", 60}; }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.bytes.find(kSpanCsvColumns.front()) == std::string_view::npos)
            return false;
        const std::optional<std::vector<std::string>> header = csvHeader(head.bytes, head.isAll);
        return header &&
               std::equal(header->begin(), header->end(), kSpanCsvColumns.begin(), kSpanCsvColumns.end());
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return SpanCsvReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeSpanCsvImporter()
{
    return std::make_unique<SpanCsvImporter>();
}

} // namespace tailrace
