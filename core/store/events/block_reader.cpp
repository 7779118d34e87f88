#include "core/store/events/block_reader.h"

#include <algorithm>
#include <utility>

namespace parapet::events {

void BlockReader::open(std::int64_t block, const BlockMeta& meta) {
    block_ = block;
    meta_ = meta;
    error_.reset();
    part_ready_.fill(false);
    for (Cached& column : columns_)
        column.codes_ready = false;
    shapes_ready_ = places_ready_ = objects_ready_ = false;
    segment_ = k_max_segments; // none
}

void BlockReader::use_segment(std::size_t segment) {
    if (segment == segment_) return;
    segment_ = segment;
    for (Cached& column : columns_)
        column.numbers_ready = column.longs_ready = false;
    times_ready_ = text_ready_ = false;
}

void BlockReader::damaged() {
    if (error_) return;
    error_ = Error{Errc::workspace_damaged, "a block of events does not read", "event block " + std::to_string(block_),
                   "Restore the workspace from a backup, or import the log again"};
}

std::string_view BlockReader::part(Part which) {
    const auto i = static_cast<std::size_t>(which);
    if (!part_ready_[i]) {
        part_ready_[i] = true;
        auto read = source_.read_part(block_, which);
        parts_[i] = read ? *read : std::string_view();
        if (!read && !error_) error_ = std::move(read.error());
    }
    return parts_[i];
}

std::string_view BlockReader::column_bytes(Column column, std::uint64_t from, std::uint64_t size) {
    const std::string_view bytes = part(part_of(column));
    if (from > bytes.size() || size > bytes.size() - from) {
        damaged();
        return {};
    }
    return bytes.substr(from, size);
}

std::string_view BlockReader::segment_bytes(Column column) {
    const ColumnInfo& info = meta_[column];
    std::uint64_t from = info.offset + info.dictionary_bytes;
    for (std::size_t s = 0; s < segment_; ++s)
        from += info.segment_bytes[s];
    return column_bytes(column, from, info.segment_bytes[segment_]);
}

std::string BlockReader::dictionary(Column column) {
    const ColumnInfo& info = meta_[column];
    ByteReader in(column_bytes(column, info.offset, info.dictionary_bytes));
    std::string bytes;
    if (!decompressor_.read(in, bytes)) {
        damaged();
        bytes.clear();
    }
    return bytes;
}

const std::vector<Shape>& BlockReader::shapes() {
    if (!std::exchange(shapes_ready_, true)) read_shapes();
    return shapes_;
}

const std::vector<Place>& BlockReader::places() {
    if (!std::exchange(places_ready_, true)) read_places();
    return places_;
}

const std::vector<std::string_view>& BlockReader::objects() {
    if (!std::exchange(objects_ready_, true)) read_objects();
    return objects_;
}

const std::vector<AddressCode>& BlockReader::codes(Column column) {
    Cached& into = cached(column);
    if (!std::exchange(into.codes_ready, true)) read_codes(column, into);
    return into.codes;
}

void BlockReader::read_shapes() {
    const std::string bytes = dictionary(Column::shape);
    ByteReader in(bytes);
    shapes_.assign(std::min<std::uint64_t>(in.varint(), k_block_rows), Shape{});
    for (Shape& shape : shapes_) {
        shape.rule = static_cast<std::uint32_t>(in.varint());
        shape.process = static_cast<std::uint32_t>(in.varint());
        shape.wording = static_cast<std::uint32_t>(in.varint());
        shape.kind = static_cast<EventKind>(std::min<std::size_t>(in.byte(), k_event_kind_count - 1));
        shape.outcome = static_cast<Outcome>(std::min<std::size_t>(in.byte(), k_outcome_count - 1));
        shape.severity = static_cast<Severity>(std::min<std::size_t>(in.byte(), k_severity_count - 1));
        shape.quality = static_cast<TimeQuality>(std::min<std::size_t>(in.byte(), 3));
        shape.line_shape = in.byte();
    }
    if (!in.ok() || shapes_.empty()) damaged();
    if (shapes_.empty()) shapes_.resize(1);
}

void BlockReader::read_places() {
    const std::string bytes = dictionary(Column::place);
    ByteReader in(bytes);
    places_.assign(std::min<std::uint64_t>(in.varint(), k_block_rows), Place{});
    for (Place& place : places_) {
        place.host = static_cast<std::uint32_t>(in.varint());
        place.asset = static_cast<std::uint32_t>(in.varint());
    }
    if (!in.ok() || places_.empty()) damaged();
    if (places_.empty()) places_.resize(1);
}

void BlockReader::read_objects() {
    objects_.assign(1, {});
    if (meta_[Column::object].encoding != Encoding::dictionary) return;
    object_texts_ = dictionary(Column::object);
    ByteReader in(object_texts_);
    std::vector<std::uint64_t> sizes(std::min<std::uint64_t>(in.varint(), k_block_rows));
    for (std::uint64_t& size : sizes)
        size = in.varint();
    objects_.clear();
    for (const std::uint64_t size : sizes)
        objects_.emplace_back(in.take(size));
    if (!in.ok() || objects_.empty()) damaged();
    if (objects_.empty()) objects_.resize(1);
}

void BlockReader::read_codes(Column column, Cached& into) {
    into.codes.assign(1, 0);
    if (meta_[column].encoding != Encoding::dictionary) return;
    const std::string bytes = dictionary(column);
    ByteReader in(bytes);
    into.codes.resize(std::min<std::uint64_t>(in.varint(), k_block_rows));
    AddressCode code = 0;
    for (AddressCode& c : into.codes)
        c = code += in.varint();
    if (!in.ok() || into.codes.empty()) damaged();
    if (into.codes.empty()) into.codes.assign(1, 0);
}

std::size_t BlockReader::dictionary_size(Column column) {
    switch (column) {
    case Column::shape:
        return shapes().size();
    case Column::place:
        return places().size();
    case Column::object:
        return objects().size();
    default:
        return codes(column).size();
    }
}

std::span<const std::uint32_t> BlockReader::numbers(Column column, std::size_t segment) {
    use_segment(segment);
    Cached& into = cached(column);
    if (std::exchange(into.numbers_ready, true)) return into.numbers;
    const ColumnInfo& info = meta_[column];
    into.numbers.resize(meta_.rows_of(segment));
    if (info.encoding == Encoding::constant) {
        std::fill(into.numbers.begin(), into.numbers.end(), static_cast<std::uint32_t>(info.constant));
        return into.numbers;
    }
    ByteReader in(segment_bytes(column));
    if (!decompressor_.read_ints(in, into.numbers, info.width)) {
        damaged();
        std::fill(into.numbers.begin(), into.numbers.end(), 0);
    }
    if (info.encoding == Encoding::dictionary) {
        std::uint32_t largest = 0;
        for (const std::uint32_t n : into.numbers)
            largest = std::max(largest, n);
        if (largest >= dictionary_size(column)) {
            damaged();
            std::fill(into.numbers.begin(), into.numbers.end(), 0);
        }
    }
    return into.numbers;
}

std::span<const std::uint64_t> BlockReader::long_numbers(Column column, std::size_t segment) {
    use_segment(segment);
    Cached& into = cached(column);
    if (std::exchange(into.longs_ready, true)) return into.longs;
    const ColumnInfo& info = meta_[column];
    into.longs.resize(meta_.rows_of(segment));
    if (info.encoding != Encoding::deltas) {
        std::fill(into.longs.begin(), into.longs.end(), info.constant);
        return into.longs;
    }
    ByteReader in(segment_bytes(column));
    auto value = static_cast<std::uint64_t>(unzigzag(in.varint()));
    if (!decompressor_.read_ints(in, into.longs, info.width)) {
        damaged();
        std::fill(into.longs.begin(), into.longs.end(), 0);
    }
    for (std::uint64_t& n : into.longs)
        n = value += static_cast<std::uint64_t>(unzigzag(n));
    return into.longs;
}

std::span<const std::int64_t> BlockReader::times(std::size_t segment) {
    const auto scaled = long_numbers(Column::time, segment);
    if (std::exchange(times_ready_, true)) return times_;
    times_.resize(scaled.size());
    for (std::size_t i = 0; i < scaled.size(); ++i)
        times_[i] = static_cast<std::int64_t>(scaled[i] * meta_.time_unit);
    return times_;
}

void BlockReader::read_text() {
    const auto lengths = numbers(Column::text_length, segment_);
    text_from_.resize(lengths.size() + 1);
    std::size_t at = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        text_from_[i] = at;
        at += lengths[i];
    }
    text_from_.back() = at;
    text_.clear();
    if (meta_[Column::text].encoding == Encoding::bytes) {
        ByteReader in(segment_bytes(Column::text));
        if (!decompressor_.read(in, text_)) text_.clear();
    }
    if (text_.size() == at) return;
    if (at != 0) damaged();
    text_.clear();
    std::fill(text_from_.begin(), text_from_.end(), 0);
}

std::string_view BlockReader::text(std::size_t segment, std::size_t row) {
    use_segment(segment);
    if (!std::exchange(text_ready_, true)) read_text();
    if (row + 1 >= text_from_.size()) return {};
    return std::string_view(text_).substr(text_from_[row], text_from_[row + 1] - text_from_[row]);
}

} // namespace parapet::events
