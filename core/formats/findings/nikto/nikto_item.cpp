#include "core/formats/findings/nikto/nikto_item.h"

#include "core/base/text.h"

#include <fmt/format.h>

namespace parapet {

void read_nikto_item(const NiktoItem& item, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::web;
    f.phase = Phase::test;
    fields::put(f.rule, item.id, 80);
    const std::string message = fields::folded(item.message);
    fields::set_title(f, {message, fmt::format("Nikto test {}", item.id)}, limits);
    fields::set_text(f.description, item.message, stats, f.place.path, limits);
    // Nikto does not rate. What an open vulnerability database had an entry for is more than a hint.
    std::int64_t osvdb = 0;
    const bool known = parse_int(item.osvdb, osvdb) && osvdb > 0;
    f.severity = known ? Severity::medium : Severity::info;
    f.severity_known = false;
    if (known) fields::add_alias(f, fmt::format("OSVDB-{}", osvdb));
    fields::add_ids_of(f, item.message);
    fields::add_ids_of(f, item.references);
    for (const std::string_view reference : split(item.references, ','))
        for (const std::string_view link : split(trim(reference), ' '))
            fields::add_link(f, link);
    fields::set_url(f.location, item.url);
    fields::put(f.location.method, item.method, 20);
}

std::string nikto_origin(std::string_view host, std::string_view port, bool tls) {
    const bool usual = port.empty() || (tls ? port == "443" : port == "80");
    const bool bare_v6 = host.find(':') != std::string_view::npos && host.find('[') == std::string_view::npos;
    return fmt::format("{}://{}{}{}{}", tls ? "https" : "http", bare_v6 ? "[" : "", host, bare_v6 ? "]" : "",
                       usual ? std::string() : fmt::format(":{}", port));
}

} // namespace parapet
