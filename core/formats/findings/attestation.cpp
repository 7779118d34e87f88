// Attestations of in-toto about scans: a statement, alone or in DSSE envelopes (cosign attest, download and
// verify-attestation; Sigstore's bundles; GitHub's), around a report, which is read as what it is. Whether a signature
// holds is for those to check who have the keys.

#include "core/base/text.h"
#include "core/formats/common/base64.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/common/record_run.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/findings/attestation/subject_sink.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parapet {

extern const FormatInfo k_attestation_format;

namespace {

using attestation::Around;

constexpr std::size_t k_head_bytes = 64U << 10;
constexpr std::size_t k_most_kinds = 8; // that are named where no report is in them

// "ghcr.io/tea/pot" but not "pot.tar.gz".
bool is_image_name(std::string_view name) {
    const auto slash = name.find('/');
    return slash != std::string_view::npos && slash > 0 &&
           name.substr(0, slash).find_first_of(".:") != std::string_view::npos;
}

// "pkg:github/aquasecurity/trivy@0.19.2" -> trivy
std::string_view tool_of(std::string_view uri) {
    uri = uri.substr(0, uri.find_first_of("@?#"));
    while (uri.ends_with('/'))
        uri.remove_suffix(1);
    const auto slash = uri.rfind('/');
    return slash == std::string_view::npos ? uri : uri.substr(slash + 1);
}

class Attestations {
public:
    Attestations(RecordSink& out, ParseStats& stats, JobContext& job, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , options_(options) {}

    Result<void> read(const ObjectFrame& frame) {
        json::Document document;
        auto root = document.parse(frame.bytes, *options_.limits);
        if (!root) {
            Error error = root.error();
            error.line = static_cast<std::int64_t>(frame.line) + std::max<std::int64_t>(error.line, 1) - 1;
            return fail(std::move(error));
        }
        return read(*root, static_cast<std::int64_t>(frame.line));
    }
    Result<void> read(json::Value root, std::int64_t line) {
        Around around;
        around.line = line;
        return any(root, around);
    }
    Result<void> finish() const {
        if (reports_ > 0) return {};
        if (kinds_.empty()) return fail(Errc::malformed, "no attestation is in it", "/");
        return fail(Errc::malformed, "no report that is known is attested, but " + join(kinds_, ", "), "/predicate");
    }

private:
    Result<void> any(json::Value v, Around& around) {
        for (const json::Value one : v["attestations"].items()) // of GitHub's API
            if (auto ok = within(one, "/attestations", around); !ok) return ok;
        if (v["attestation"].is_object()) return within(v["attestation"], "/attestation", around); // of its client
        return within(v, "", around);
    }
    Result<void> within(json::Value v, std::string_view path, const Around& outside) {
        Around around = outside;
        around.path += path;
        if (v["bundle"].is_object()) {
            v = v["bundle"];
            around.path += "/bundle";
        }
        if (v["dsseEnvelope"].is_object()) {
            v = v["dsseEnvelope"];
            around.path += "/dsseEnvelope";
        }
        if (v["payload"].is_string()) return envelope(v, around);
        if (v["predicateType"].is_string()) return statement(v, around);
        if (v["scanner"].is_object()) return predicate(v, "a scan", around); // a predicate that waits for its statement
        return {};
    }

    Result<void> envelope(json::Value v, Around& around) {
        around.path += "/payload";
        const std::string_view payload = v["payload"].str();
        std::string base64(payload);
        std::replace(base64.begin(), base64.end(), '-', '+'); // either alphabet is allowed
        std::replace(base64.begin(), base64.end(), '_', '/');
        const auto text = decode_base64(base64, base64.size());
        if (!text) return fail(Errc::malformed, "the payload of the envelope is not base64", around.path);
        json::Document document;
        auto inner = document.parse(*text, *options_.limits);
        if (inner && inner->is_object() && (*inner)["predicateType"].is_string()) return statement(*inner, around);
        return report(*text, around, v["payloadType"].str()); // signed as it is
    }

    Result<void> statement(json::Value v, Around& around) {
        const json::Value subject = v["subject"].at(0);
        std::string_view name = subject["name"].str();
        name = name.substr(0, name.find("@sha256:"));
        fields::put(around.scan.target, name, 500);
        if (is_image_name(name)) around.scan.target_kind = "image";
        const std::string_view digest = subject["digest"]["sha256"].str();
        if (!digest.empty()) around.scan.digest = "sha256:" + elide(digest, 64);
        if (v["subject"].size() > 1)
            stats_.warn(around.path + "/subject", "only the first of several subjects is the scan's target");
        json::Value of = v["predicate"];
        around.path += "/predicate";
        return predicate(of, v["predicateType"].str(), around);
    }

    Result<void> predicate(json::Value v, std::string_view kind, Around& around) {
        const json::Value scanner = v["scanner"], metadata = v["metadata"];
        fields::put(around.scan.tool, tool_of(scanner["uri"].str()), 80);
        fields::put(around.scan.tool_version, scanner["version"].str(), 60);
        around.scan.started = parse_rfc3339(metadata["scanStartedOn"].str());
        around.scan.finished = parse_rfc3339(metadata["scanFinishedOn"].str());
        json::Value of = v;
        if (const json::Value result = scanner["result"]; result.is_array()) return vulnerabilities(result, around);
        if (scanner["result"]) {
            of = scanner["result"];
            around.path += "/scanner/result";
        } else if (v["Data"].is_string() || v["Data"].is_object()) { // cosign attest --type custom, and older ones
            of = v["Data"];
            around.path += "/Data";
        }
        if (of.is_string()) return report(std::string(of.str()), around, kind);
        if (of.is_object() || of.is_array()) return report(of.raw(), around, kind);
        note(kind);
        return {};
    }

    Result<void> report(const std::string& text, const Around& around, std::string_view kind) {
        const std::string_view head = std::string_view(text).substr(0, k_head_bytes);
        const Recognition seen = recognise(make_head(head, "", head.size() < text.size()));
        if (!seen.format || seen.format->kind != FormatKind::findings || seen.format == &k_attestation_format) {
            note(kind);
            return {};
        }
        ++reports_;
        attestation::SubjectSink sink(out_, around);
        const auto input = memory_input(text, "attestation");
        auto stats = seen.format->parse(*input, sink, job_, options_);
        if (!stats) {
            Error error = stats.error();
            error.where.insert(0, around.path);
            error.line = around.line;
            error.column = error.offset = -1;
            return fail(std::move(error));
        }
        attestation::add_stats(stats_, *stats, around);
        return {};
    }

    // in-toto's own list (https://in-toto.io/attestation/vulns): ids with the ratings that they were given.
    Result<void> vulnerabilities(json::Value list, Around& around) {
        ++reports_;
        RecordRun run(out_, stats_, job_, options_);
        if (around.scan.target_kind.empty()) around.scan.target_kind = "other";
        run.tell(around.scan);
        std::uint64_t index = 0;
        for (const json::Value one : list.items()) {
            if (auto ok = run.check(); !ok) return ok;
            RawFinding& f = run.next(fmt::format("{}/scanner/result/{}", around.path, index++), around.line);
            if (!one["id"].is_string()) {
                stats_.skip("a vulnerability without an id");
                continue;
            }
            read_rated(one, f);
            run.emit();
        }
        return {};
    }
    void read_rated(json::Value one, RawFinding& f) {
        for (const json::Value note : one["annotations"].items())
            annotation(note, f);
        annotation(one["annotations"], f);
        std::string_view word;
        fields::CvssPick cvss;
        for (const json::Value rating : one["severity"].items()) {
            const std::string_view score = rating["score"].str();
            if (score.starts_with("CVSS:"))
                cvss.offer(score, std::nullopt);
            else if (const auto number = rating["score"].number())
                cvss.offer("", number);
            else if (word.empty())
                word = score;
        }
        cvss.put(f);
        fields::set_vulnerability(f, one["id"].str(), *options_.limits);
        fields::rate(f, word, Severity::medium, stats_);
    }
    // What a scanner adds has no fixed names.
    void annotation(json::Value note, RawFinding& f) {
        Location& at = f.location;
        for (const auto& [key, value] : note.members()) {
            const std::string name = to_lower(key);
            if (name == "purl") fields::set_purl(at, value.str());
            if (name == "package" || name == "component") fields::put(at.package, value.str());
            if (name == "version" || name == "installed_version") fields::put(at.version, value.str());
            if (name == "fixed_version" || name == "fixedversion") fields::put(at.fixed_version, value.str());
            if (name == "description") fields::set_text(f.description, value.str(), stats_, f.place.path);
            fields::add_link(f, value.str());
        }
    }

    void note(std::string_view kind) {
        const std::string name = visible(elide(kind.empty() ? "something without a type" : kind, 120));
        if (std::find(kinds_.begin(), kinds_.end(), name) != kinds_.end()) return;
        if (kinds_.size() < k_most_kinds) kinds_.push_back(name);
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const ParseOptions& options_;
    std::uint64_t reports_ = 0;
    std::vector<std::string> kinds_; // what is attested besides
};

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("predicateType") && (has("_type") || has("subject") || has("predicate")))
        // Inventories and statements of suppliers that stand there as they are, their own readers read piece by piece.
        return {head.contains("cyclonedx.org/bom") || head.contains("openvex.dev/ns") ? 85 : 96,
                "a statement of in-toto, with predicateType and predicate",
                {}};
    if (has("dsseEnvelope") || (head.contains("\"dsseEnvelope\"") && (has("attestations") || has("attestation"))))
        return {96, "a Sigstore bundle with dsseEnvelope", {}};
    if (has("payloadType") && (has("payload") || has("signatures")))
        return {head.contains("in-toto") ? 96 : 80, "a DSSE envelope, with payloadType, payload and signatures", {}};
    if (has("payload") && (head.contains("\"eyJfdHlwZSI6") || head.contains("\"eyJwcmVkaWNhdGVUeXBl")))
        return {90, "a DSSE envelope, whose payload begins as a statement of in-toto", {}};
    if (has("scanner") && has("metadata") && head.contains("\"scanFinishedOn\""))
        return {90, "cosign's predicate of a scan, with scanner and metadata", {}};
    if (has("scanner") && has("invocation") && head.contains("\"result\""))
        return {80, "cosign's predicate of a scan, with invocation and scanner", {}};
    return {};
}

// One after the other: JSON lines, as cosign prints them, or the elements of an array.
Result<void> read_all(std::string_view text, Attestations& attestations, const Limits& limits) {
    if (trim(text).starts_with('[')) {
        json::Document document;
        auto root = document.parse(text, limits);
        if (!root) return fail(root.error());
        for (const json::Value one : root->items())
            if (auto ok = attestations.read(one, 0); !ok) return ok;
        return attestations.finish();
    }
    const auto in = memory_input(text, "attestations");
    auto found = for_each_object(
        *in, [&](const ObjectFrame& frame) { return attestations.read(frame); }, limits);
    if (!found) return fail(found.error());
    if (!found->cut) return attestations.finish();
    Error error{Errc::malformed, "the last attestation is cut off", {}, "fetch it again"};
    error.line = static_cast<std::int64_t>(found->cut_line);
    return fail(std::move(error));
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    auto text = whole_text(in, *options.limits);
    if (!text) return fail(text.error());
    ParseStats stats;
    Attestations attestations(out, stats, job, options);
    if (auto ok = read_all(*text, attestations, *options.limits); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_attestation_format{
    "in-toto-json",
    FormatKind::findings,
    "in-toto",
    "application/vnd.in-toto+json",
    "in-toto attestations of scans and inventories, in DSSE and Sigstore bundles; signatures are not checked",
    sniff,
    parse};

} // namespace parapet
