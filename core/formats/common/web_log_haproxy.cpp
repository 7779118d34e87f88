// Lines of HAProxy among those of web servers.

#include "core/formats/common/haproxy_line.h"
#include "core/formats/common/web_log.h"

namespace parapet {

bool WebLog::haproxy(std::string_view text) {
    HaproxyLine parts;
    if (!read_haproxy_line(text, parts)) return false;
    reset();
    if (parts.stamp.empty()) {
        Stamp stamp;
        if (stamps_.read(text, stamp)) {
            event_.time = stamp.time;
            event_.time_quality = stamp.quality;
        } else {
            event_.time = options_.reference;
            event_.time_quality = TimeQuality::ingest_only;
        }
    } else if (!clock_.read(parts.stamp, event_.time, event_.time_quality)) {
        event_.time = options_.reference;
        event_.time_quality = TimeQuality::ingest_only;
    }
    // HAProxy always writes a port, and no brackets: "2001:db8::7:4711".
    const std::size_t colon = parts.client.rfind(':');
    if (colon != std::string_view::npos && is_address(parts.client.substr(0, colon)) &&
        scan_port(parts.client.data() + colon + 1, parts.client.data() + parts.client.size(), event_.source_port) ==
            parts.client.data() + parts.client.size()) {
        event_.source_ip = canonical_address(parts.client.substr(0, colon), address_);
    } else {
        take_client(parts.client);
    }
    if (!parts.log_host.empty()) event_.host = parts.log_host;
    event_.asset = parts.frontend;
    event_.process = "haproxy";
    if (parts.http) {
        AccessLine access;
        access.request = parts.request;
        access.message = parts.message;
        access.status = parts.status;
        event_.outcome = outcome_of_status(parts.status);
        if (parts.status == 401) access.user = "-"; // HAProxy knows no names: whoever it was, was refused
        inspected(access);
        return true;
    }
    event_.message = parts.message;
    error_event(parts.message, {});
    if (parts.message.find(": ") == std::string_view::npos) event_.outcome = Outcome::unknown;
    if (event_.counted_only) event_.message = {};
    emit();
    return true;
}

} // namespace parapet
