#include "core/ingest/fortify_package.h"

#include "core/base/text.h"
#include "core/base/xml.h"

namespace parapet {

namespace {

constexpr std::uint64_t k_max_audit_bytes = 64U << 20;

// From its root element on: a second declaration within a document would be an error.
std::string_view root_text(std::string_view text, const xml::Document& document) {
    const std::int64_t at = document.offset_of(document.root());
    if (at < 0 || static_cast<std::size_t>(at) >= text.size()) return {};
    const auto begin = text.rfind('<', static_cast<std::size_t>(at));
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

} // namespace

bool is_fortify_package(std::string_view name) {
    return to_lower(name).ends_with(".fpr");
}

Result<void> FortifyPackage::take(std::string_view path, Input& in) {
    if (path == "audit.fvdl") {
        Result<std::string> text = in.read_all(limits_.max_document_bytes);
        if (!text) return fail(std::move(text.error()));
        report_ = std::move(*text);
    } else if (path == "audit.xml") {
        Result<std::string> text = in.read_all(k_max_audit_bytes);
        if (!text) return fail(std::move(text.error()));
        audit_ = std::move(*text);
    }
    return {};
}

Result<std::string> FortifyPackage::joined() {
    if (report_.empty())
        return fail(Errc::damaged_archive, "the package has no audit.fvdl", {}, "export it again from Fortify");
    const auto end = report_.rfind("</");
    if (audit_.empty() || end == std::string::npos) return std::move(report_);
    xml::Document document;
    const auto root = document.parse(audit_, {}, limits_);
    const std::string_view audit = root && root->name() == "Audit" ? root_text(audit_, document) : std::string_view();
    audit_unreadable_ = audit.empty();
    report_.insert(end, audit);
    return std::move(report_);
}

} // namespace parapet
