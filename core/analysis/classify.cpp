#include "core/analysis/classify.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

// Numbers stand in workspaces: only append.
enum CauseRule : int {
    cause_from_report,
    cause_secret,
    cause_known_vulnerability,
    cause_failed_check,
    cause_source_code,
    cause_web_setting,
    cause_web_code,
    cause_weakness_of_code,
    cause_weakness_of_setting,
    cause_unknown,
    cause_rule_count,
};
constexpr std::array<std::string_view, cause_rule_count> k_cause_reasons{
    "the report itself says so",
    "a credential lies where it can be read",
    "the vulnerability is known and cured by a newer version",
    "a check of the configuration failed",
    "the weakness was found in source code",
    "its weakness is one of headers, cookies or server settings",
    "a running application answered in a way that only its code can cure",
    "its weakness (CWE) is one of code",
    "its weakness (CWE) is one of configuration",
    "the report names neither a known vulnerability nor a weakness",
};

enum PhaseRule : int {
    phase_from_report,
    phase_secret,
    phase_dependency,
    phase_host_patch,
    phase_configuration,
    phase_source_code,
    phase_running_test,
    phase_operation,
    phase_rule_count,
};
constexpr std::array<std::string_view, phase_rule_count> k_phase_reasons{
    "the report itself says so",
    "a secret scan before the commit could have caught it",
    "a dependency scan of the build could have caught it",
    "patching of running systems could have caught it",
    "a configuration check before deployment could have caught it",
    "a scan of the source code could have caught it",
    "a test against the running application could have caught it",
    "only watching the running system could have caught it",
};

// Weaknesses that a setting cures: CWE-16 and its kin, cookies, transport, headers, listings, defaults.
constexpr std::array<int, 30> k_setting_weaknesses{2,   11,  12,   13,   15,   16,   260,  276,  284,  311,
                                                   319, 497, 523,  525,  530,  538,  541,  548,  552,  614,
                                                   693, 732, 1004, 1021, 1032, 1188, 1275, 1390, 1391, 1392};

bool is_setting_weakness(int cwe) {
    return std::binary_search(k_setting_weaknesses.begin(), k_setting_weaknesses.end(), cwe);
}

void set_cause(Classified& out, Cause cause, CauseRule rule) {
    out.cause = cause;
    out.cause_rule = rule;
}

void set_phase(Classified& out, Phase phase, PhaseRule rule) {
    out.phase = phase;
    out.phase_rule = rule;
}

void cause_by_weakness(const RawFinding& f, Classified& out) {
    if (!f.cve.empty()) return set_cause(out, Cause::missing_patch, cause_known_vulnerability);
    if (f.cwe.empty()) return set_cause(out, Cause::other, cause_unknown);
    const bool setting = std::any_of(f.cwe.begin(), f.cwe.end(), is_setting_weakness);
    if (setting) return set_cause(out, Cause::configuration, cause_weakness_of_setting);
    set_cause(out, Cause::code, cause_weakness_of_code);
}

} // namespace

Classified classify(const RawFinding& f, std::string_view target_kind) {
    Classified out;
    switch (f.identity) {
    case IdentityKind::secret:
        set_cause(out, Cause::secret, cause_secret);
        set_phase(out, Phase::code, phase_secret);
        break;
    case IdentityKind::vuln:
        set_cause(out, Cause::missing_patch, cause_known_vulnerability);
        if (target_kind == "host")
            set_phase(out, Phase::operate, phase_host_patch);
        else
            set_phase(out, Phase::build, phase_dependency);
        break;
    case IdentityKind::config:
        set_cause(out, Cause::configuration, cause_failed_check);
        set_phase(out, Phase::deploy, phase_configuration);
        break;
    case IdentityKind::code:
        set_cause(out, Cause::code, cause_source_code);
        set_phase(out, Phase::code, phase_source_code);
        break;
    case IdentityKind::web: {
        const bool setting = std::any_of(f.cwe.begin(), f.cwe.end(), is_setting_weakness);
        if (setting)
            set_cause(out, Cause::configuration, cause_web_setting);
        else
            set_cause(out, Cause::code, cause_web_code);
        set_phase(out, Phase::test, phase_running_test);
        break;
    }
    case IdentityKind::other:
        cause_by_weakness(f, out);
        set_phase(out, Phase::operate, phase_operation);
        break;
    }
    if (f.cause) set_cause(out, *f.cause, cause_from_report);
    if (f.phase) set_phase(out, *f.phase, phase_from_report);
    return out;
}

std::string_view cause_reason(int rule) {
    return rule >= 0 && rule < cause_rule_count ? k_cause_reasons[static_cast<std::size_t>(rule)] : "";
}

std::string_view phase_reason(int rule) {
    return rule >= 0 && rule < phase_rule_count ? k_phase_reasons[static_cast<std::size_t>(rule)] : "";
}

} // namespace parapet
