#include "core/formats/findings/nikto/nikto_lines.h"

#include <fmt/format.h>

#include <utility>

namespace parapet {

void NiktoLines::title(std::string_view line) {
    const auto at = line.find(" v");
    if (at == std::string_view::npos) return;
    const std::string_view rest = line.substr(at + 2);
    version_ = rest.substr(0, rest.find_first_of("/\" "));
}

void NiktoLines::server(std::string host, std::string port, bool tls) {
    host_ = std::move(host);
    port_ = std::move(port);
    tls_ = tls || port_ == "443" || port_ == "8443";
    told_ = false;
}

std::string NiktoLines::origin() const {
    return host_.empty() ? std::string() : nikto_origin(host_, port_, tls_);
}

void NiktoLines::tell() {
    if (told_) return;
    told_ = true;
    ScanInfo scan;
    scan.tool = "Nikto";
    fields::put(scan.tool_version, version_, 40);
    fields::put(scan.target, origin());
    scan.target_kind = "url";
    scan.started = started_;
    report_.tell(scan);
}

void NiktoLines::item(const NiktoItem& item, std::int64_t line) {
    tell();
    RawFinding& f = report_.next(fmt::format("/{}", line), line);
    read_nikto_item(item, f, report_.stats, report_.limits);
    if (f.rule.empty() && !f.aliases.empty()) f.rule = f.aliases.front();
    report_.emit();
}

std::string_view nikto_osvdb(std::string_view word) {
    return word.starts_with("OSVDB-") ? word.substr(6) : std::string_view();
}

std::string_view nikto_references(std::string_view message) {
    const auto at = message.rfind("See: ");
    return at == std::string_view::npos ? std::string_view() : message.substr(at + 5);
}

} // namespace parapet
