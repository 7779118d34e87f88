#include "core/views/openvex.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/views/export_parts.h"

#include <fmt/format.h>

namespace parapet::views {

namespace {

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return out;
}

// OpenVEX names products by IRIs; what has no purl gets a generic one.
std::string generic_purl(std::string_view name, std::string_view version) {
    return "pkg:generic/" + encoded(name) + (version.empty() ? "" : "@" + encoded(version));
}

void write_products(json::Writer& w, const FindingDetail& d) {
    const Location& at = d.location;
    w.key("products").begin_array().begin_object();
    w.field("@id", generic_purl(d.row.asset.empty() ? at.package : d.row.asset, {}));
    if (!at.package.empty() && !d.row.asset.empty()) {
        w.key("subcomponents").begin_array().begin_object();
        w.field("@id", at.purl.empty() ? generic_purl(at.package, at.version) : at.purl);
        w.end_object().end_array();
    }
    w.end_object().end_array();
}

void write_statement(json::Writer& w, const FindingDetail& d) {
    const std::string& name = d.cve.empty() ? d.aliases.front() : d.cve.front();
    w.begin_object().key("vulnerability").begin_object().field("name", name);
    w.key("aliases").begin_array();
    for (const std::vector<std::string>* list : {&d.cve, &d.aliases})
        for (const std::string& alias : *list)
            if (alias != name) w.value(alias);
    w.end_array().end_object();
    if (d.decided_at) w.field("timestamp", format_rfc3339(*d.decided_at));
    write_products(w, d);
    if (d.row.status == FindingStatus::false_positive) {
        w.field("status", "not_affected").field("impact_statement", d.decision_reason);
    } else {
        const std::string until = d.row.decided_until ? " until " + format_rfc3339(*d.row.decided_until) : "";
        w.field("status", "affected");
        w.field("action_statement",
                fmt::format("The risk is accepted{} by {}: {}", until, d.decided_by, d.decision_reason));
    }
    w.end_object();
}

} // namespace

Result<OpenVexDocument> openvex_document(const Workspace& workspace, const OpenVexOptions& options,
                                         const std::stop_token& stop) {
    OpenVexDocument out;
    FindingsRequest request;
    request.scope.filter = "status:false_positive,risk_accepted";
    request.scope.global_filter = options.filter;
    std::string statements, author = options.author;
    bool one_author = true;
    json::Writer w(statements);
    w.begin_array();
    auto done = each_exported(
        workspace, request, 0,
        [&](const FindingDetail& d) -> Result<void> {
            if (d.cve.empty() && d.aliases.empty()) {
                ++out.left_out;
                return {};
            }
            if (options.author.empty() && author != d.decided_by) {
                one_author = one_author && author.empty();
                author = d.decided_by;
            }
            write_statement(w, d);
            ++out.statements;
            return {};
        },
        stop);
    if (!done) return fail(std::move(done.error()));
    w.end_array();
    if (author.empty() || !one_author) author = "Parapet";
    const std::string now = format_rfc3339(workspace.now());
    json::Writer head(out.text);
    head.begin_object().field("@context", "https://openvex.dev/ns/v0.2.0");
    head.field("@id", "https://openvex.dev/docs/public/vex-" + sha256_hex(now + statements));
    head.field("author", author).field("timestamp", now).field("version", 1);
    head.field("tooling", "Parapet").end_object();
    out.text.pop_back();
    out.text += ",\"statements\":" + statements + "}\n";
    return out;
}

} // namespace parapet::views
