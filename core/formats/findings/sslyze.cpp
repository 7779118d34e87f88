// SSLyze's JSON, versions 2 and later: every server a record, of which each weakness is a finding.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/findings/tls/tls_target.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>

namespace parapet {

extern const FormatInfo k_sslyze_format;

namespace {

// Since version 5 each result stands in a wrapper with its status.
json::Value result_of(json::Value wrapped) {
    return wrapped["status"].exists() && wrapped["result"].exists() ? wrapped["result"] : wrapped;
}

bool is_true(json::Value value) {
    return value.boolean().value_or(false);
}
bool is_false(json::Value value) {
    return !value.boolean().value_or(true);
}

class SslyzeReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        version_ = root["sslyze_version"].text();
        started_ = loose_time(root["date_scans_started"].str());
        finished_ = loose_time(root["date_scans_completed"].str());
        return scan();
    }

    bool read(json::Value server, const json::Element& /*element*/, RawFinding& finding) override {
        json::Value at = server.any({"server_location", "server_info"});
        if (at["server_location"]) at = at["server_location"]; // of version 3
        TlsTarget target;
        fields::put(target.host, at["hostname"].str());
        fields::put(target.ip, at["ip_address"].str(), 100);
        target.port = at["port"].integer().value_or(443);
        if (target.port < 1 || target.port > 65535) target.port = 0;
        const json::Value results = server.any({"scan_result", "scan_commands_results", "commands_results"});
        ScanInfo info = scan();
        info.target = target.host;
        info.failed = !results;
        info.complete = results && (!server["scan_status"] || server["scan_status"].str() == "COMPLETED");
        tell(info);
        if (!results) {
            stats.skip("a server that could not be reached");
            return false;
        }
        read_results(results, target);
        const Place place = finding.place;
        const std::function<RawFinding&()> next = [&]() -> RawFinding& {
            finding.clear();
            finding.place = place;
            return finding;
        };
        bool any = false;
        const std::function<void()> hand_out = [&] {
            any = true;
            emit(finding);
        };
        judge_tls(target, next, hand_out);
        if (!any) stats.skip("a server without fault");
        return false; // all of it is handed out
    }

private:
    [[nodiscard]] ScanInfo scan() const {
        ScanInfo info;
        info.tool = "SSLyze";
        fields::put(info.tool_version, version_, 40);
        info.target_kind = "host";
        info.started = started_;
        info.finished = finished_;
        return info;
    }

    // Names before version 3 were others.
    static json::Value command(json::Value results, std::initializer_list<std::string_view> names) {
        return result_of(results.any(names));
    }

    static void read_protocols(json::Value results, TlsTarget& target) {
        static constexpr std::array<std::array<std::string_view, 2>, 6> k_protocols{{
            {"ssl_2_0_cipher_suites", "sslv2"},
            {"ssl_3_0_cipher_suites", "sslv3"},
            {"tls_1_0_cipher_suites", "tlsv1"},
            {"tls_1_1_cipher_suites", "tlsv1_1"},
            {"tls_1_2_cipher_suites", "tlsv1_2"},
            {"tls_1_3_cipher_suites", "tlsv1_3"},
        }};
        for (const auto& names : k_protocols) {
            TlsTarget::Protocol p;
            p.name = tls_protocol_name(names[0]);
            const json::Value result = command(results, {names[0], names[1]});
            for (const json::Value cipher : result.any({"accepted_cipher_suites", "accepted_cipher_list"}).items()) {
                const json::Value suite = cipher["cipher_suite"] ? cipher["cipher_suite"] : cipher;
                if (p.ciphers.size() < 500) p.ciphers.push_back(elide(suite.any({"name", "openssl_name"}).str(), 100));
            }
            p.supported = !p.ciphers.empty();
            target.protocols.push_back(std::move(p));
        }
    }

    void read_results(json::Value results, TlsTarget& target) {
        read_protocols(results, target);
        target.heartbleed = is_true(command(results, {"heartbleed"})["is_vulnerable_to_heartbleed"]);
        target.ccs_injection =
            is_true(command(results, {"openssl_ccs_injection", "openssl_ccs"})["is_vulnerable_to_ccs_injection"]);
        target.robot =
            istarts_with(command(results, {"robot"}).any({"robot_result", "robot_result_enum"}).str(), "VULNERABLE");
        const json::Value renegotiation = command(results, {"session_renegotiation", "reneg"});
        target.insecure_renegotiation = is_false(renegotiation["supports_secure_renegotiation"]);
        target.client_renegotiation =
            is_true(renegotiation.any({"is_vulnerable_to_client_renegotiation_dos", "accepts_client_renegotiation"}));
        const json::Value compression = command(results, {"tls_compression", "compression"});
        target.compression =
            is_true(compression["supports_compression"]) || !compression["compression_name"].str().empty();
        target.no_fallback_scsv =
            is_false(command(results, {"tls_fallback_scsv", "fallback"})["supports_fallback_scsv"]);
        target.early_data = is_true(command(results, {"tls_1_3_early_data"})["supports_early_data"]);
        const json::Value certificates = command(results, {"certificate_info", "certinfo"});
        for (const json::Value deployment : certificates["certificate_deployments"].items())
            read_certificate(deployment, target);
        for (const json::Value check : certificates["path_validation_result_list"].items())
            if (is_false(check["is_certificate_trusted"]))
                target.certificate_problems.push_back(
                    elide(fmt::format("the trust store {} rejects it: {}", check["trust_store"]["name"].str(),
                                      check["verify_string"].str()),
                          500));
    }

    void read_certificate(json::Value deployment, TlsTarget& target) {
        auto& problems = target.certificate_problems;
        const json::Value leaf = deployment["received_certificate_chain"].at(0);
        if (target.certificate.empty()) target.certificate = elide(leaf["subject"]["rfc4514_string"].str(), 300);
        if (is_false(deployment["leaf_certificate_subject_matches_hostname"]))
            problems.emplace_back("its names do not match the name of the host");
        const json::Value key = leaf["public_key"];
        judge_key(target, key["algorithm"].str(), key["key_size"].integer().value_or(0));
        judge_signature(target, leaf["signature_hash_algorithm"]["name"].str());
        if (is_true(deployment["verified_chain_has_sha1_signature"]))
            problems.emplace_back("its chain has a SHA-1 signature");
        if (is_true(deployment["verified_chain_has_legacy_symantec_anchor"]))
            problems.emplace_back("its chain ends in a withdrawn Symantec authority");
        for (const json::Value check : deployment["path_validation_results"].items()) {
            const std::string_view error = check.any({"openssl_error_string", "validation_error"}).str();
            if (error.empty() && !is_false(check["was_validation_successful"])) continue;
            problems.push_back(elide(
                fmt::format("the trust store {} rejects it: {}", check["trust_store"]["name"].str(), error), 500));
        }
    }

    std::string version_;
    std::optional<Time> started_, finished_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("server_scan_results")) return {90, "top-level key server_scan_results", {}};
    if (head.has_key("sslyze_version") || head.has_key("sslyze_url"))
        return {85, "top-level keys sslyze_version and sslyze_url", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SslyzeReport>(in, out, job, options, {{"server_scan_results"}, {"accepted_targets"}});
}

} // namespace

const FormatInfo k_sslyze_format{"sslyze-json",
                                 FormatKind::findings,
                                 "SSLyze",
                                 "application/json",
                                 "SSLyze, version 2 and later: what TLS servers offer",
                                 sniff,
                                 parse};

} // namespace parapet
