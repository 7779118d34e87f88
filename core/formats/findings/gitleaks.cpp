// Gitleaks JSON: an array of leaks, of version 8 (RuleID, Secret, Fingerprint) and of 7 and before (rule, offender).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framed.h"
#include "core/formats/common/gitleaks_leak.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_gitleaks_format;

namespace {

class GitleaksReport final : public FramedReport {
public:
    GitleaksReport(RecordSink& out, ParseStats& stats, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , limits_(*options.limits) {}

    Result<void> document(json::Value root, bool /*whole*/) override {
        if (!root.is_array()) return fail(Errc::malformed, "a Gitleaks report is an array of leaks", "/");
        return {};
    }
    bool enough(json::Value /*owner*/, std::uint64_t /*waiting*/) override { return true; }
    Result<void> begin(json::Value /*owner*/, std::string_view /*path*/, std::uint64_t /*index*/) override {
        return {};
    }
    Result<void> end(json::Value /*owner*/) override { return {}; }

    Result<void> result(json::Value value, const json::Element& element) override {
        ++stats_.records;
        if (!value.is_object()) {
            stats_.skip("a leak that is no object");
            return {};
        }
        if (!told_) tell(value["repo"].str());
        finding_.clear();
        element.write_pointer(finding_.place.path);
        finding_.place.line = element.line;
        finding_.place.offset = static_cast<std::int64_t>(element.offset);
        gitleaks::read_leak(value, finding_, limits_);
        out_.finding(finding_);
        return {};
    }

    void finish() {
        if (told_) return;
        // An empty list is what other tools write, too: it must not close anything.
        complete_ = false;
        stats_.warn(
            "/", "an empty list, taken for Gitleaks' \"nothing found\"; as it could be any tool's, it closes nothing");
        tell({});
    }

private:
    void tell(std::string_view repository) {
        told_ = true;
        ScanInfo scan;
        scan.tool = "Gitleaks";
        if (repository != ".") fields::put(scan.target, repository);
        scan.target_kind = "repository";
        scan.complete = complete_;
        stats_.tool = scan.tool;
        out_.scan(scan);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool told_ = false, complete_ = true;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("RuleID") && (head.has_element_key("Secret") || head.has_element_key("Match")))
        return {92, "an array of objects with the keys RuleID and Secret", "8"};
    if (head.has_element_key("offender") && (head.has_element_key("rule") || head.has_element_key("commit")))
        return {88, "an array of objects with the keys rule, offender and commit", "7"};
    if (!head.truncated && head.element_keys.empty()) {
        std::string bare;
        for (const char c : head.text.substr(0, 64))
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') bare += c;
        if (bare == "[]" && trim(head.text).size() < 64)
            return {41, "an empty array, as Gitleaks writes when it finds nothing", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    GitleaksReport report(out, stats, options);
    if (auto ok = read_framed(in, {{""}}, report, stats, job, *options.limits); !ok) return fail(ok.error());
    report.finish();
    return stats;
}

} // namespace

const FormatInfo k_gitleaks_format{"gitleaks-json",
                                   FormatKind::findings,
                                   "Gitleaks",
                                   "application/json",
                                   "Gitleaks 7 and 8: secrets in code and history, masked while they are read",
                                   sniff,
                                   parse};

} // namespace parapet
