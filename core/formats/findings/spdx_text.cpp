// SPDX 2 as lines of "Tag: value". See spdx_json.cpp.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/clean_lines.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <vector>

namespace parapet {

extern const FormatInfo k_spdx_text_format;

namespace {

class Reader {
public:
    Reader(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    void line(std::string_view text, std::int64_t number) {
        if (in_text_) { // <text> ... </text> has lines
            in_text_ = text.find("</text>") == std::string_view::npos;
            if (in_text_) text_line_ = text_line_ == 0 ? number : text_line_;
            return;
        }
        const auto colon = text.find(':');
        if (colon == std::string_view::npos || text.front() == '#') return;
        const std::string_view tag = trim(text.substr(0, colon));
        const std::string_view value = trim(text.substr(colon + 1));
        if (istarts_with(value, "<text>") && value.find("</text>") == std::string_view::npos) {
            in_text_ = true;
            text_line_ = number;
        }
        if (tag == "SPDXVersion") fields::put(scan_.tool_version, value, 20);
        if (tag == "DocumentName") fields::put(scan_.target, value, 500);
        if (tag == "Created") scan_.finished = parse_rfc3339(value);
        if (tag == "PackageName") {
            tell();
            end_package();
            fields::put(package_.package, value);
        }
        if (tag == "PackageVersion") fields::put(package_.version, value);
        if (tag == "ExternalRef") reference(value, number);
    }
    Result<void> end() {
        if (in_text_) {
            Error error{Errc::malformed, "A <text> is opened here and never closed", {}, {}};
            error.line = text_line_;
            return fail(std::move(error));
        }
        if (scan_.tool_version.empty()) return fail(Errc::malformed, "There is no SPDXVersion", "SPDXVersion");
        tell();
        end_package();
        return {};
    }

private:
    struct Reference {
        std::string type, locator;
        std::int64_t line = 0;
    };

    void tell() {
        if (told_) return;
        told_ = true;
        scan_.tool = stats_.tool = "SPDX";
        scan_.target_kind = "other";
        scan_.complete = false;
        out_.scan(scan_);
    }
    void reference(std::string_view value, std::int64_t number) {
        const auto first = value.find(' ');
        const auto second = first == std::string_view::npos ? first : value.find(' ', first + 1);
        if (second == std::string_view::npos) return;
        const std::string_view category = value.substr(0, first);
        const std::string_view type = trim(value.substr(first, second - first));
        const std::string_view locator = trim(value.substr(second));
        if (type == "purl") fields::set_purl(package_, locator);
        if (category != "SECURITY") return;
        ++stats_.records;
        if (istarts_with(type, "cpe"))
            stats_.skip("a CPE, which names the package");
        else if (type == "fix")
            stats_.skip("a reference to a fix, not to an advisory");
        else if (references_.size() < 10'000)
            references_.push_back({elide(type, 60), elide(locator, 2000), number});
        else
            stats_.skip("more than 10,000 references of one package");
    }
    void end_package() {
        for (const Reference& one : references_) {
            RawFinding finding;
            finding.place.line = one.line;
            fields::add_ids_of(finding, one.locator);
            if (finding.cve.empty() && finding.aliases.empty()) {
                stats_.skip("a security reference that names no vulnerability");
                continue;
            }
            finding.location = package_;
            fields::set_vulnerability(finding, finding.cve.empty() ? finding.aliases.front() : finding.cve.front(),
                                      limits_);
            fields::add_link(finding, one.locator);
            fields::rate(finding, {}, Severity::medium, stats_);
            out_.finding(finding);
        }
        references_.clear();
        package_ = {};
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    ScanInfo scan_;
    bool told_ = false, in_text_ = false;
    std::int64_t text_line_ = 0;
    Location package_;
    std::vector<Reference> references_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    bool version = false, id = false;
    for (const std::string_view line : head.lines) {
        version = version || line.substr(0, 18) == "SPDXVersion: SPDX-";
        id = id || line.substr(0, 7) == "SPDXID:" || line.substr(0, 12) == "DataLicense:";
    }
    if (version) return {id ? 92 : 80, "lines SPDXVersion: SPDX-2 and SPDXID:", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    Reader reader(out, stats, *options.limits);
    const auto line = [&](std::string_view text, std::int64_t number) -> Result<void> {
        if (text = trim(text); !text.empty()) reader.line(text, number);
        return {};
    };
    if (auto ok = each_clean_line(in, *options.limits, line); !ok) return fail(ok.error());
    if (auto ok = reader.end(); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_spdx_text_format{"spdx-text",
                                    FormatKind::findings,
                                    "SPDX",
                                    "text/spdx",
                                    "SPDX 2 as tag and value: the advisories of its packages",
                                    sniff,
                                    parse};

} // namespace parapet
