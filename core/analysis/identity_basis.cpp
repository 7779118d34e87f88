#include "core/analysis/identity_basis.h"

#include <fmt/format.h>

namespace parapet {

IdentityKind kind_of(IdentityBasis basis) {
    switch (basis) {
    case IdentityBasis::vuln_package:
    case IdentityBasis::vuln_place:
        return IdentityKind::vuln;
    case IdentityBasis::code_snippet:
    case IdentityBasis::code_fingerprint:
    case IdentityBasis::code_function:
    case IdentityBasis::code_file:
        return IdentityKind::code;
    case IdentityBasis::config_resource:
    case IdentityBasis::config_file:
    case IdentityBasis::config_asset:
        return IdentityKind::config;
    case IdentityBasis::secret_value:
    case IdentityBasis::secret_place:
        return IdentityKind::secret;
    case IdentityBasis::web_parameter:
    case IdentityBasis::web_path:
        return IdentityKind::web;
    case IdentityBasis::other_place:
    case IdentityBasis::other_fingerprint:
        break;
    }
    return IdentityKind::other;
}

namespace {

std::string named(std::string_view what, std::string_view name) {
    return name.empty() ? fmt::format("the same {}", what) : fmt::format("the same {} ({})", what, name);
}

std::string weakness(const IdentityWords& w) {
    return w.weakness.empty() ? named("rule", w.rule) : named("weakness", w.weakness);
}

} // namespace

std::string identity_reason(IdentityBasis basis, const IdentityWords& w) {
    switch (basis) {
    case IdentityBasis::vuln_package:
        return fmt::format("{} in {} on {}", named("advisory", w.advisory), named("package", w.package),
                           named("asset", w.asset));
    case IdentityBasis::vuln_place:
        return fmt::format("{} on {}; no package is named", named("advisory", w.advisory), named("asset", w.asset));
    case IdentityBasis::code_snippet:
        return fmt::format("{} in {} at the same source text", weakness(w), named("file", w.file));
    case IdentityBasis::code_fingerprint:
        return fmt::format("{} in {} with the same fingerprint of the tool", weakness(w), named("file", w.file));
    case IdentityBasis::code_function:
        return fmt::format("{} in {} within {}", weakness(w), named("file", w.file), named("function", w.function));
    case IdentityBasis::code_file:
        return fmt::format("{} in {}; the report carries neither source text nor function", weakness(w),
                           named("file", w.file));
    case IdentityBasis::config_resource:
        return fmt::format("{} for {} on {}", named("check", w.rule), named("resource", w.resource),
                           named("asset", w.asset));
    case IdentityBasis::config_file:
        return fmt::format("{} in {} on {}", named("check", w.rule), named("file", w.file), named("asset", w.asset));
    case IdentityBasis::config_asset:
        return fmt::format("{} on {}", named("check", w.rule), named("asset", w.asset));
    case IdentityBasis::secret_value:
        return fmt::format("the same secret in {}", named("file", w.file));
    case IdentityBasis::secret_place:
        return fmt::format("{} in {}; the secret itself is not in the report", named("rule", w.rule),
                           named("file", w.file));
    case IdentityBasis::web_parameter:
        return fmt::format("{} at {} {} in {}", weakness(w), w.method, named("address", w.url),
                           named("parameter", w.parameter));
    case IdentityBasis::web_path:
        return fmt::format("{} at {} {}", weakness(w), w.method, named("address", w.url));
    case IdentityBasis::other_fingerprint:
        return fmt::format("{} on {} with the same fingerprint of the tool", named("rule", w.rule),
                           named("asset", w.asset));
    case IdentityBasis::other_place:
        break;
    }
    return fmt::format("{} on {} at the same place", named("rule", w.rule), named("asset", w.asset));
}

} // namespace parapet
