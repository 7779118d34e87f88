#include "core/formats/common/framework_ids.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <array>

namespace parapet::fields {

namespace {

struct Scheme {
    std::string_view word, scheme;
};
// Found anywhere in the name, the more specific first.
constexpr std::array<Scheme, 24> k_schemes{{
    {"800-171", "sp800-171"},
    {"800_171", "sp800-171"},
    {"fedramp", "nist"}, // baselines of SP 800-53, with its ids
    {"800-53", "nist"},
    {"800_53", "nist"},
    {"nist-csf", "csf"},
    {"nist csf", "csf"},
    {"nist_csf", "csf"},
    {"nist", "nist"},
    {"cis controls", "cis-controls"},
    {"cis_csc", "cis-controls"},
    {"cis", "cis"},
    {"pci-4.0", "pci-4.0"},
    {"pci_dss_4.0", "pci-4.0"},
    {"pci_dss_v4", "pci-4.0"},
    {"pci-3.2.1", "pci-3.2.1"},
    {"pci_dss_v3.2.1", "pci-3.2.1"},
    {"pci", "pci"},
    {"27001-2022", "iso27001-2022"},
    {"27001", "iso27001-2013"},
    {"iso", "iso27001-2013"},
    {"hipaa", "hipaa"},
    {"soc", "soc2"},
    {"gdpr", "gdpr"},
}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

} // namespace

std::string framework_scheme(std::string_view framework) {
    framework = trim(framework);
    for (const Scheme& known : k_schemes)
        if (icontains(framework, known.word)) return std::string(known.scheme);
    return replace_all(to_lower(elide(framework, 60)), " ", "-");
}

std::string nist_control(std::string_view id) {
    id = trim(id);
    if (const auto space = id.rfind(' '); space != std::string_view::npos && istarts_with(id, "NIST"))
        id = id.substr(space + 1);
    // Two letters, a number, then enhancements.
    if (id.size() < 4 || !is_letter(id[0]) || !is_letter(id[1]) || (id[2] != '_' && id[2] != '-') || !is_digit(id[3]))
        return std::string(id);
    std::string out;
    for (const char c : id.substr(0, 2))
        out += static_cast<char>(c >= 'a' ? c - 32 : c);
    out += '-';
    std::size_t at = 3;
    while (at < id.size() && is_digit(id[at]))
        out += id[at++];
    while (at < id.size() && (id[at] == '_' || id[at] == '-' || id[at] == '.')) {
        std::string part;
        for (++at; at < id.size() && (is_digit(id[at]) || is_letter(id[at])); ++at)
            part += id[at];
        if (!part.empty()) out += fmt::format("({})", part);
    }
    out += id.substr(at);
    return out;
}

void add_framework_control(RawFinding& finding, std::string_view framework, std::string_view id) {
    const std::string scheme = framework_scheme(framework);
    add_control(finding, scheme, scheme == "nist" ? nist_control(id) : std::string(id));
}

} // namespace parapet::fields
