#include "core/ingest/preview_rows.h"

#include "core/base/text.h"

namespace parapet {

namespace {
constexpr std::size_t k_most_field_bytes = 1000;
constexpr std::size_t k_most_text_bytes = 512U << 20U;

// Cut before a letter, not within it.
std::string_view whole_letters(std::string_view text) {
    if (text.size() <= k_most_field_bytes) return text;
    std::size_t end = k_most_field_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

} // namespace

void PreviewRows::begin_document() {
    if (counted_document_ == document_ + 1) return;
    counted_document_ = document_ + 1;
    counts_before_ = counts_;
    rows_before_ = rows_.size();
    text_before_ = text_.size();
}

void PreviewRows::add(const PreviewRow& row) {
    begin_document();
    ++counts_[static_cast<std::size_t>(row.kind)];
    if (rows_.size() >= k_most_rows || text_.size() > k_most_text_bytes) {
        cut_ = true;
        return;
    }
    Packed packed;
    packed.at = text_.size();
    packed.document = document_;
    packed.kind = row.kind;
    packed.severity = row.severity;
    std::size_t i = 0;
    for (const std::string_view field :
         {std::string_view(row.title), std::string_view(row.rule), std::string_view(row.asset),
          std::string_view(row.decision.empty() ? row.place : row.decision)}) {
        const std::string_view part = whole_letters(field);
        text_ += part;
        packed.bytes[i++] = static_cast<std::uint16_t>(part.size());
    }
    rows_.push_back(packed);
}

void PreviewRows::drop_document() {
    begin_document();
    counts_ = counts_before_;
    rows_.resize(rows_before_);
    text_.resize(text_before_);
}

PreviewRows::Row PreviewRows::row(std::size_t i) const {
    const Packed& packed = rows_[i];
    std::size_t at = packed.at;
    const auto next = [&](std::size_t field) {
        const std::string_view part = std::string_view(text_).substr(at, packed.bytes[field]);
        at += packed.bytes[field];
        return part;
    };
    Row row;
    row.kind = packed.kind;
    row.severity = packed.severity;
    row.document = packed.document;
    row.title = next(0);
    row.rule = next(1);
    row.asset = next(2);
    row.place = next(3);
    return row;
}

std::vector<std::uint32_t> PreviewRows::find(int kind, std::string_view words, const std::stop_token& stop) const {
    std::array<std::vector<std::uint32_t>, k_kinds> by_kind;
    const std::string wanted = to_lower(words);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Packed& packed = rows_[i];
        if ((i & 0xFFFU) == 0 && stop.stop_requested()) return {};
        if (kind >= 0 && static_cast<int>(packed.kind) != kind) continue;
        if (!wanted.empty()) {
            const std::size_t bytes =
                std::size_t{0} + packed.bytes[0] + packed.bytes[1] + packed.bytes[2] + packed.bytes[3];
            if (to_lower(std::string_view(text_).substr(packed.at, bytes)).find(wanted) == std::string::npos) continue;
        }
        by_kind[static_cast<std::size_t>(packed.kind)].push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<std::uint32_t> out;
    for (const std::uint8_t each : order_) {
        const std::vector<std::uint32_t>& rows = by_kind[each];
        out.insert(out.end(), rows.begin(), rows.end());
    }
    return out;
}

} // namespace parapet
