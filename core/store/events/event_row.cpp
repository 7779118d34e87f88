#include "core/store/events/event_row.h"

#include "core/base/text.h"
#include "core/formats/common/event_rules.h"

namespace parapet::events {

AddressCode RowReader::code(Column column, std::size_t segment, std::size_t i) {
    if (block_.meta()[column].encoding == Encoding::constant) return 0;
    return block_.codes(column)[block_.numbers(column, segment)[i]];
}

const EventView& RowReader::fields(std::size_t row) {
    const std::size_t s = row / k_segment_rows, i = row % k_segment_rows;
    const Shape& shape = block_.shapes()[block_.numbers(Column::shape, s)[i]];
    const Place& place = block_.places()[block_.numbers(Column::place, s)[i]];
    source_ = texts_.address(code(Column::source, s, i));
    destination_ = texts_.address(code(Column::destination, s, i));
    view_ = {};
    view_.time = from_unix_nanos(block_.times(s)[i]);
    view_.time_quality = shape.quality;
    view_.kind = shape.kind;
    view_.outcome = shape.outcome;
    view_.severity = shape.severity;
    view_.count = block_.numbers(Column::count, s)[i];
    view_.user = texts_.text(static_cast<std::int64_t>(code(Column::user, s, i)));
    view_.target_user = texts_.text(static_cast<std::int64_t>(code(Column::target_user, s, i)));
    view_.source_ip = source_;
    view_.destination_ip = destination_;
    view_.source_port = static_cast<std::uint16_t>(block_.numbers(Column::source_port, s)[i]);
    view_.destination_port = static_cast<std::uint16_t>(block_.numbers(Column::destination_port, s)[i]);
    view_.host = texts_.text(place.host);
    view_.asset = texts_.text(place.asset);
    view_.process = texts_.text(shape.process);
    view_.pid = block_.numbers(Column::pid, s)[i];
    if (block_.meta()[Column::object].encoding != Encoding::constant)
        view_.object = block_.objects()[block_.numbers(Column::object, s)[i]];
    view_.rule = texts_.text(shape.rule);
    view_.line_shape = shape.line_shape;
    view_.line = block_.long_numbers(Column::line, s)[i];
    view_.offset = block_.long_numbers(Column::offset, s)[i];
    wording_ = texts_.text(shape.wording);
    text_ = wording_.empty() ? block_.text(s, i) : std::string_view();
    return view_;
}

std::string_view RowReader::message() {
    if (wording_.empty()) return text_;
    message_.clear();
    append_rendered(message_, wording_, view_);
    return message_;
}

Event RowReader::event(std::size_t row) {
    const EventView& from = fields(row);
    Event e;
    e.id = event_id(block_.block(), row);
    e.time = from.time;
    e.time_quality = from.time_quality;
    e.kind = from.kind;
    e.outcome = from.outcome;
    e.severity = from.severity;
    e.count = from.count;
    e.user = from.user;
    e.target_user = from.target_user;
    e.source_ip = source_;
    e.destination_ip = destination_;
    e.source_port = from.source_port;
    e.destination_port = from.destination_port;
    e.host = from.host;
    e.asset = from.asset;
    e.process = from.process;
    e.pid = from.pid;
    e.object = from.object;
    e.rule = from.rule;
    e.message = sanitize_utf8(message());
    e.line = from.line;
    e.offset = from.offset;
    return e;
}

} // namespace parapet::events
