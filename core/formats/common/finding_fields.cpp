#include "core/formats/common/finding_fields.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet::fields {

namespace {

constexpr std::size_t k_max_links = 100;
constexpr std::size_t k_max_ids = 200;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void add_once(std::vector<std::string>& list, std::string_view text, std::size_t most) {
    if (text.empty() || list.size() >= most) return;
    if (std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

// Length of the id at the start of `text`: CVE-YYYY-N..., or GHSA-xxxx-xxxx-xxxx; 0 when there is none.
std::size_t cve_length(std::string_view text) {
    if (text.size() < 13 || !istarts_with(text, "CVE-")) return 0;
    std::size_t at = 4;
    while (at < 8)
        if (!is_digit(text[at++])) return 0;
    if (text[at++] != '-') return 0;
    const std::size_t digits = at;
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return at - digits >= 4 && at - digits <= 19 ? at : 0;
}
std::size_t ghsa_length(std::string_view text) {
    if (text.size() < 19 || !istarts_with(text, "GHSA-")) return 0;
    for (std::size_t i = 5; i < 19; ++i) {
        const bool dash = i == 9 || i == 14;
        if (dash ? text[i] != '-' : !is_alnum(text[i])) return 0;
    }
    return text.size() == 19 || !is_alnum(text[19]) ? 19 : 0;
}

constexpr std::array<SeverityWord, 22> k_common{{
    {"critical", Severity::critical},
    {"urgent", Severity::critical},
    {"blocker", Severity::critical},
    {"very high", Severity::critical},
    {"high", Severity::high},
    {"important", Severity::high},
    {"error", Severity::high},
    {"major", Severity::high},
    {"medium", Severity::medium},
    {"moderate", Severity::medium},
    {"warning", Severity::medium},
    {"warn", Severity::medium},
    {"low", Severity::low},
    {"minor", Severity::low},
    {"note", Severity::low},
    {"info", Severity::info},
    {"informational", Severity::info},
    {"information", Severity::info},
    {"negligible", Severity::info},
    {"none", Severity::info},
    {"log", Severity::info},
    {"best practices", Severity::info},
}};

// Advisory schemes by their beginning.
constexpr std::array<std::string_view, 44> k_alias_heads{
    "GHSA-", "OSV-",  "PYSEC-",  "RUSTSEC-", "GO-",    "GMS-",      "MAL-",  "DSA-",  "DLA-",   "USN-",      "RHSA-",
    "RHBA-", "RHEA-", "ALAS",    "ELSA-",    "SUSE-",  "openSUSE-", "ALSA-", "RLSA-", "TEMP-",  "NSWG-",     "SNYK-",
    "ADV-",  "MSFA-", "MFSA",    "CNVD-",    "CNNVD-", "JVNDB-",    "VDE-",  "ICSA-", "CISCO-", "cisco-sa-", "XSA-",
    "EDB-",  "BDU:",  "DRUPAL-", "OPENSSL-", "OSVDB-", "NPM-",      "CGA-",  "ASB-",  "PUB-",   "HSEC-",     "WSTG-"};

} // namespace

std::span<const SeverityWord> common_severities() {
    return k_common;
}

void set_severity(RawFinding& finding, std::string_view word, std::span<const SeverityWord> table, ParseStats& stats) {
    word = trim(word);
    finding.severity_raw = elide(word, 64);
    for (const SeverityWord& known : table) {
        if (!iequals(known.word, word)) continue;
        finding.severity = known.severity;
        finding.severity_known = true;
        return;
    }
    finding.severity = Severity::info;
    finding.severity_known = false;
    stats.warn(finding.place.path,
               word.empty()
                   ? std::string("it has no severity; shown as unknown")
                   : fmt::format("the severity \"{}\" is not known; shown as unknown", visible(finding.severity_raw)),
               finding.place.line > 0 ? finding.place.line : -1);
}

// ---- CVSS ----

namespace {

// 5 = v4, 4 = v3.1, 3 = v3.0, 2 = v2, 0 = none of these.
int cvss_rank(std::string_view vector) {
    if (vector.substr(0, 9) == "CVSS:4.0/") return 5;
    if (vector.substr(0, 9) == "CVSS:3.1/") return 4;
    if (vector.substr(0, 9) == "CVSS:3.0/") return 3;
    if (vector.substr(0, 5) == "CVSS:")
        return vector.substr(0, 7) == "CVSS:2/" || vector.substr(0, 9) == "CVSS:2.0/" ? 2 : 0;
    if (vector.find("Au:") != std::string_view::npos) return 2;
    return vector.find("AV:") != std::string_view::npos && vector.find("PR:") != std::string_view::npos ? 3 : 0;
}

bool plausible_vector(std::string_view vector) {
    if (vector.size() < 8 || vector.size() > 400) return false;
    return std::all_of(vector.begin(), vector.end(),
                       [](char c) { return is_alnum(c) || c == ':' || c == '/' || c == '.'; });
}

} // namespace

void CvssPick::offer(std::string_view vector, std::optional<double> score) {
    vector = trim(vector);
    if (vector.size() > 2 && vector.front() == '(' && vector.back() == ')')
        vector = vector.substr(1, vector.size() - 2);
    if (score && !(*score >= 0 && *score <= 10)) score.reset();
    int rank = cvss_rank(vector);
    if (rank > rank_ && !plausible_vector(vector)) rank = 0;
    if (rank == 0 && score) { // a bare score is better than nothing
        rank = 1;
        vector = {};
    }
    if (rank == 0) return;
    if (rank > rank_) {
        rank_ = rank;
        vector_ = vector;
        score_ = score;
    } else if (rank == rank_ && !score_) {
        score_ = score;
    }
}

void CvssPick::put(RawFinding& finding) const {
    if (rank_ == 0) return;
    finding.cvss_vector = vector_;
    finding.score = score_;
}

// ---- ids ----

void add_cwe(RawFinding& finding, std::int64_t number) {
    if (number < 1 || number > 99'999 || finding.cwe.size() >= k_max_ids) return;
    const int cwe = static_cast<int>(number);
    if (std::find(finding.cwe.begin(), finding.cwe.end(), cwe) == finding.cwe.end()) finding.cwe.push_back(cwe);
}

void find_cwes(std::string_view text, std::vector<int>& out) {
    text = text.substr(0, 64U << 10);
    for (std::size_t at = 0; at + 3 < text.size(); ++at) {
        if ((text[at] | 0x20) != 'c' || (text[at + 1] | 0x20) != 'w' || (text[at + 2] | 0x20) != 'e') continue;
        if (at > 0 && is_alnum(text[at - 1])) continue;
        std::size_t digits = at + 3;
        while (digits < text.size() && digits < at + 7 &&
               (text[digits] == '-' || text[digits] == ':' || text[digits] == '_' || text[digits] == ' ' ||
                text[digits] == '='))
            ++digits;
        int number = 0;
        std::size_t n = 0;
        for (; digits + n < text.size() && is_digit(text[digits + n]) && n < 6; ++n)
            number = number * 10 + (text[digits + n] - '0');
        if (n == 0 || number < 1 || number > 99'999) continue;
        if (std::find(out.begin(), out.end(), number) == out.end() && out.size() < k_max_ids) out.push_back(number);
        at = digits + n - 1;
    }
}

void add_cwes_of(RawFinding& finding, std::string_view text) {
    find_cwes(text, finding.cwe);
}

bool add_id(RawFinding& finding, std::string_view id) {
    id = trim(id);
    if (id.size() < 6 || id.size() > 80) return false;
    if (cve_length(id) == id.size()) {
        add_once(finding.cve, upper(id), k_max_ids);
        return true;
    }
    for (const std::string_view head : k_alias_heads) {
        if (!istarts_with(id, head)) continue;
        if (id.find_first_of(" \t\r\n") != std::string_view::npos) return false;
        add_once(finding.aliases, id, k_max_ids);
        return true;
    }
    return false;
}

void add_ids_of(RawFinding& finding, std::string_view text) {
    text = text.substr(0, 64U << 10);
    for (std::size_t at = 0; at + 12 < text.size(); ++at) {
        const char c = static_cast<char>(text[at] | 0x20);
        if (c != 'c' && c != 'g') continue;
        if (at > 0 && is_alnum(text[at - 1])) continue;
        const std::string_view rest = text.substr(at);
        if (const std::size_t n = cve_length(rest); n > 0) {
            add_once(finding.cve, upper(rest.substr(0, n)), k_max_ids);
            at += n - 1;
        } else if (const std::size_t g = ghsa_length(rest); g > 0) {
            add_once(finding.aliases, rest.substr(0, g), k_max_ids);
            at += g - 1;
        }
    }
}

void add_alias(RawFinding& finding, std::string_view alias) {
    alias = trim(alias);
    if (alias.empty() || alias.size() > 120 || add_id(finding, alias)) return;
    add_once(finding.aliases, alias, k_max_ids);
}

void add_link(RawFinding& finding, std::string_view url) {
    url = trim(url);
    if (url.size() > 2048 || (!istarts_with(url, "http://") && !istarts_with(url, "https://"))) return;
    for (const char c : url)
        if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>') return;
    add_once(finding.links, url, k_max_links);
}

void add_tag(RawFinding& finding, std::string_view tag) {
    tag = trim(tag);
    if (tag.size() <= 200) add_once(finding.tags, tag, k_max_ids);
}

void add_control(RawFinding& finding, std::string_view scheme, std::string_view id) {
    id = trim(id);
    if (id.empty() || id.size() > 120) return;
    add_once(finding.controls, fmt::format("{}:{}", scheme, id), k_max_ids);
}

// ---- text ----

void set_text(std::string& field, std::string_view text, ParseStats& stats, std::string_view where,
              const Limits& limits) {
    text = trim(text);
    if (text.size() <= limits.max_field_bytes) {
        field.assign(text);
        return;
    }
    stats.warn(std::string(where), fmt::format("a text of {} was cut to {}", format_bytes(text.size()),
                                               format_bytes(limits.max_field_bytes)));
    field = elide(text, limits.max_field_bytes);
}

std::string folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : trim(text)) {
        const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

void set_title(RawFinding& finding, std::initializer_list<std::string_view> texts, const Limits& limits) {
    finding.title.clear();
    for (std::string_view text : texts) {
        text = trim(text);
        if (text.empty()) continue;
        text = trim(text.substr(0, text.find('\n')));
        if (text.size() > limits.max_title_bytes) {
            finding.title = elide(text, limits.max_title_bytes);
        } else {
            finding.title.assign(text);
        }
        std::replace_if(
            finding.title.begin(), finding.title.end(), [](char c) { return c == '\r' || c == '\t'; }, ' ');
        return;
    }
}

// ---- secrets ----

void set_secret(RawFinding& finding, std::string_view secret) {
    finding.cause = Cause::secret;
    finding.identity = IdentityKind::secret;
    if (secret.empty()) return;
    finding.evidence = mask_secret(secret);
    // Slow to reverse for anything worth calling a secret, and the same in every report of it.
    finding.fingerprint = "secret:" + sha256_hex("parapet secret\n" + std::string(secret)).substr(0, 32);
}

std::string without_secret(std::string text, std::string_view secret) {
    return secret.size() < 3 ? text : replace_all(std::move(text), secret, mask_secret(secret));
}

std::string masked_http(std::string_view message) {
    static constexpr std::array<std::string_view, 8> k_heads{
        "authorization:", "proxy-authorization:",  "cookie:",      "set-cookie:", "x-api-key:",
        "x-auth-token:",  "x-amz-security-token:", "x-csrf-token:"};
    std::string out;
    out.reserve(message.size());
    while (!message.empty()) {
        const auto end = message.find('\n');
        const std::string_view line = message.substr(0, end);
        const auto head =
            std::find_if(k_heads.begin(), k_heads.end(), [&](std::string_view h) { return istarts_with(line, h); });
        if (head == k_heads.end()) {
            out += line;
        } else {
            out += line.substr(0, head->size());
            out += ' ';
            out += mask_secret(trim(line.substr(head->size())));
        }
        if (end == std::string_view::npos) break;
        out += '\n';
        message.remove_prefix(end + 1);
    }
    return out;
}

} // namespace parapet::fields
