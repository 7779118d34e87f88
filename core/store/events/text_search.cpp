#include "core/store/events/text_search.h"

#include "core/base/text.h"
#include "core/store/events/event_condition.h"
#include "core/store/events/event_row.h"

#include <algorithm>

namespace parapet::events {

namespace {

void or_marks(std::span<const std::uint32_t> indexes, const std::vector<std::uint8_t>& of,
              std::span<std::uint8_t> marks) {
    for (std::size_t i = 0; i < marks.size(); ++i)
        marks[i] |= of[indexes[i]];
}

} // namespace

TextSearch::TextSearch(std::string_view needle)
    : needle_(to_lower(needle))
    , digits_(needle.size() <= 10 && needle.find_first_not_of("0123456789") == std::string_view::npos) {}

bool TextSearch::found_in(std::string_view text) {
    if (text.size() < needle_.size()) return false;
    lower_.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        lower_[i] = static_cast<char>(c | (c >= 'A' && c <= 'Z' ? 0x20 : 0));
    }
    return lower_.find(needle_) != std::string::npos;
}

// Could the needle begin in the wording's own words and end in a field, or the other way round? Words mostly cannot:
// fields stand between blanks.
bool TextSearch::may_cross(std::string_view wording) const {
    if (digits_ &&
        (wording.find("_port}") != std::string_view::npos || wording.find("{pid}") != std::string_view::npos))
        return true;
    const std::string words = to_lower(wording);
    for (std::size_t open = words.find('{'); open != std::string::npos; open = words.find('{', open + 1)) {
        const std::size_t close = words.find('}', open);
        if (close == std::string::npos) break;
        const std::string_view before = std::string_view(words).substr(0, open);
        const std::string_view after = std::string_view(words).substr(close + 1);
        if (before.ends_with('}') || after.starts_with('{')) return true;
        for (std::size_t n = 1; n < needle_.size(); ++n) {
            if (before.ends_with(std::string_view(needle_).substr(0, n))) return true;
            if (after.starts_with(std::string_view(needle_).substr(n))) return true;
        }
    }
    return false;
}

void TextSearch::mark_codes(BlockReader& block, StringCache& texts, Column column, std::size_t slot) {
    Marks& marks = codes_[slot];
    marks.any = false;
    if (block.meta()[column].encoding == Encoding::constant) return;
    const auto& codes = block.codes(column);
    marks.of.assign(codes.size(), 0);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const bool is_address = column == Column::source || column == Column::destination;
        const bool found =
            is_address ? found_in(texts.address(codes[i])) : found_in(texts.text(static_cast<std::int64_t>(codes[i])));
        marks.of[i] = found ? 1 : 0;
        marks.any = marks.any || found;
    }
}

Extent TextSearch::bind(BlockReader& block, StringCache& texts) {
    const auto& shapes = block.shapes();
    shapes_.assign(shapes.size(), ByShape::no);
    looks_ = false;
    bool some = false, all = true;
    const bool has_text = block.meta()[Column::text].encoding != Encoding::constant;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const std::string_view wording = texts.text(shapes[i].wording);
        // What stands within braces are names of fields, not words of the message.
        std::string words;
        for (std::size_t at = 0; at < wording.size();) {
            const std::size_t open = std::min(wording.find('{', at), wording.size());
            words += wording.substr(at, open - at);
            words += '\n';
            const std::size_t close = wording.find('}', open);
            at = close == std::string_view::npos ? wording.size() : close + 1;
        }
        if (found_in(words) || found_in(texts.text(shapes[i].rule)) || found_in(texts.text(shapes[i].process)))
            shapes_[i] = ByShape::yes;
        else if (wording.empty() ? has_text : may_cross(wording))
            shapes_[i] = ByShape::look;
        looks_ = looks_ || shapes_[i] == ByShape::look;
        some = some || shapes_[i] != ByShape::no;
        all = all && shapes_[i] == ByShape::yes;
    }
    if (all) return Extent::all;
    const auto& places = block.places();
    places_.of.assign(places.size(), 0);
    places_.any = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!found_in(texts.text(places[i].host)) && !found_in(texts.text(places[i].asset))) continue;
        places_.of[i] = 1;
        places_.any = true;
    }
    some = some || places_.any;
    for (std::size_t slot = 0; slot < k_codes.size(); ++slot) {
        mark_codes(block, texts, k_codes[slot], slot);
        some = some || codes_[slot].any;
    }
    objects_.any = false;
    if (block.meta()[Column::object].encoding != Encoding::constant) {
        const auto& objects = block.objects();
        objects_.of.assign(objects.size(), 0);
        for (std::size_t i = 0; i < objects.size(); ++i)
            objects_.of[i] = found_in(objects[i]) ? 1 : 0;
        objects_.any = std::find(objects_.of.begin(), objects_.of.end(), 1) != objects_.of.end();
        some = some || objects_.any;
    }
    return some ? Extent::some : Extent::none;
}

void TextSearch::message_rows(BlockReader& block, std::size_t segment, StringCache& texts,
                              std::span<std::uint8_t> marks) {
    RowReader row(block, texts);
    const auto shapes = block.numbers(Column::shape, segment);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (marks[i] != 0 || shapes_[shapes[i]] != ByShape::look) continue;
        if (block.shapes()[shapes[i]].wording == 0) {
            marks[i] = found_in(block.text(segment, i)) ? 1 : 0;
        } else {
            (void)row.fields(segment * k_segment_rows + i);
            marks[i] = found_in(row.message()) ? 1 : 0;
        }
    }
}

void TextSearch::rows(BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks) {
    const auto shapes = block.numbers(Column::shape, segment);
    for (std::size_t i = 0; i < marks.size(); ++i)
        marks[i] = shapes_[shapes[i]] == ByShape::yes ? 1 : 0;
    if (places_.any) or_marks(block.numbers(Column::place, segment), places_.of, marks);
    for (std::size_t slot = 0; slot < k_codes.size(); ++slot)
        if (codes_[slot].any) or_marks(block.numbers(k_codes[slot], segment), codes_[slot].of, marks);
    if (objects_.any) or_marks(block.numbers(Column::object, segment), objects_.of, marks);
    if (looks_) message_rows(block, segment, texts, marks);
}

} // namespace parapet::events
