#include "core/store/events/block_meta.h"

#include "core/store/events/codec.h"

namespace parapet::events {

namespace {

constexpr std::uint8_t k_version = 1;

} // namespace

Part part_of(Column column) {
    switch (column) {
    case Column::time:
    case Column::shape:
    case Column::place:
    case Column::count:
        return Part::when;
    case Column::source:
        return Part::source;
    case Column::user:
    case Column::target_user:
        return Part::user;
    case Column::destination:
    case Column::source_port:
    case Column::destination_port:
    case Column::pid:
    case Column::line:
    case Column::offset:
        return Part::detail;
    case Column::object:
        return Part::object;
    case Column::text_length:
    case Column::text:
        return Part::text;
    }
    return Part::detail;
}

std::string to_bytes(const BlockMeta& meta) {
    std::string out;
    out += static_cast<char>(k_version);
    put_varint(out, meta.rows);
    put_varint(out, meta.time_unit);
    out += static_cast<char>(meta.sorted ? 1 : 0);
    put_varint(out, k_columns);
    for (const ColumnInfo& column : meta.columns) {
        out += static_cast<char>(column.encoding);
        if (column.encoding == Encoding::constant) {
            put_varint(out, column.constant);
            continue;
        }
        out += static_cast<char>(column.width);
        put_varint(out, column.offset);
        put_varint(out, column.dictionary_bytes);
        for (std::size_t s = 0; s < meta.segments(); ++s)
            put_varint(out, column.segment_bytes[s]);
    }
    return out;
}

std::optional<BlockMeta> parse_block_meta(std::string_view bytes) {
    ByteReader in(bytes);
    BlockMeta meta;
    if (in.byte() != k_version) return std::nullopt;
    meta.rows = in.varint();
    meta.time_unit = in.varint();
    meta.sorted = in.byte() != 0;
    if (meta.rows > k_block_rows || meta.time_unit == 0 || in.varint() != k_columns) return std::nullopt;
    for (ColumnInfo& column : meta.columns) {
        const std::uint8_t encoding = in.byte();
        if (encoding > static_cast<std::uint8_t>(Encoding::bytes)) return std::nullopt;
        column.encoding = static_cast<Encoding>(encoding);
        if (column.encoding == Encoding::constant) {
            column.constant = in.varint();
            continue;
        }
        column.width = in.byte();
        column.offset = in.varint();
        column.dictionary_bytes = in.varint();
        for (std::size_t s = 0; s < meta.segments(); ++s)
            column.segment_bytes[s] = static_cast<std::uint32_t>(in.varint());
        if (column.width > 8) return std::nullopt;
    }
    if (!in.ok()) return std::nullopt;
    return meta;
}

} // namespace parapet::events
