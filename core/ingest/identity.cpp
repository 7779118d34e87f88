#include "core/ingest/identity.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/ingest/purl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace parapet {

namespace {

constexpr char k_separator = '\x1f';

class Parts {
public:
    explicit Parts(std::string& out)
        : out_(out) {
        out_.clear();
    }
    Parts& add(std::string_view part) {
        out_ += trim(part);
        out_ += k_separator;
        return *this;
    }
    Parts& lower(std::string_view part) {
        for (const char c : trim(part))
            out_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        out_ += k_separator;
        return *this;
    }
    Parts& number(std::uint64_t n) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
        out_.append(digits.data(), end);
        out_ += k_separator;
        return *this;
    }
    [[nodiscard]] std::string& raw() { return out_; }
    void close() { out_ += k_separator; }

private:
    std::string& out_;
};

constexpr std::array<int, 66> k_narrow{
    22,  23,  36,  59,  73,  77,  78,  79,  80,  88,  89,  90,  91,  93,  94,  95,  96,  97,  98,  113, 117,  120,
    121, 122, 124, 125, 126, 127, 131, 134, 170, 190, 191, 195, 242, 259, 295, 297, 321, 326, 327, 328, 329,  330,
    338, 347, 352, 377, 401, 415, 416, 457, 470, 476, 502, 601, 611, 614, 643, 776, 787, 798, 918, 943, 1321, 1333,
};

bool is_cve(std::string_view text) {
    return text.size() >= 13 && istarts_with(text, "CVE-");
}

// The rule, or a CWE that says the same more widely known. Of several narrow ones the lowest, as tools differ in order.
void add_weakness(const RawFinding& f, Identity& id, Parts& parts) {
    id.weakness = 0;
    for (const int cwe : f.cwe)
        if (is_narrow_weakness(cwe) && (id.weakness == 0 || cwe < id.weakness)) id.weakness = cwe;
    if (id.weakness != 0) {
        parts.add("cwe").number(static_cast<std::uint64_t>(id.weakness));
        return;
    }
    parts.add("rule").lower(f.rule.empty() ? std::string_view(f.title) : std::string_view(f.rule));
}

// Of a listing as "41 x = 1\n42: y = x\n" the source text at `line`, or all of it when that line is not there. Nothing
// when it is no listing.
std::optional<std::string> without_line_numbers(std::string_view listing, std::int64_t line) {
    std::string all;
    std::int64_t before = -1;
    for (std::string_view rest = listing; !trim(rest).empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t digit = std::min(row.find_first_not_of(" \t"), row.size());
        std::int64_t number = 0;
        const auto parsed = std::from_chars(row.data() + digit, row.data() + row.size(), number);
        if (parsed.ec != std::errc{} || (before >= 0 && number != before + 1)) return {};
        before = number;
        const std::string_view text = row.substr(static_cast<std::size_t>(parsed.ptr - row.data()));
        if (text.empty()) continue;
        if (std::string_view(" \t:|").find(text.front()) == std::string_view::npos) return {};
        if (number == line && !trim(text.substr(1)).empty()) return std::string(text.substr(1));
        all += text.substr(1);
    }
    return all;
}

// White space does not matter: tools cut, indent and join source lines differently. Nor do the line's number and its
// neighbours, where the tool lists them.
std::uint64_t snippet_hash(const Location& l) {
    const std::optional<std::string> listed =
        l.line > 0 && !l.snippet.empty() ? without_line_numbers(l.snippet, l.line) : std::nullopt;
    const std::string_view snippet = listed && !trim(*listed).empty() ? *listed : l.snippet;
    std::string plain;
    plain.reserve(snippet.size());
    for (const char c : snippet)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') plain += c;
    return plain.empty() ? 0 : hash64(plain);
}

// "/main.tf", "./main.tf" and "main.tf" of three tools are one file.
std::string_view path_of(std::string_view file) {
    file = trim(file);
    while (file.starts_with("./") || file.starts_with("/"))
        file.remove_prefix(file.front() == '/' ? 1 : 2);
    return file;
}

std::uint64_t line_spot(const RawFinding& f) {
    return f.location.line > 0 ? static_cast<std::uint64_t>(f.location.line) : 0;
}

void add_port(const Location& l, Parts& parts) {
    parts.number(l.port > 0 ? static_cast<std::uint64_t>(l.port) : 0);
}

void identify_vuln(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("vuln");
    const std::string_view advisory = main_advisory(f);
    parts.lower(advisory.empty() ? std::string_view(f.rule) : advisory);
    const Location& l = f.location;
    if (!l.package.empty() || !l.purl.empty()) {
        id.basis = IdentityBasis::vuln_package;
        append_package_key(l.purl, l.ecosystem, l.package, parts.raw());
        parts.close();
        parts.add(asset);
        return;
    }
    id.basis = IdentityBasis::vuln_place;
    parts.add(asset).lower(l.host);
    add_port(l, parts);
    parts.add(path_of(l.file)).add(l.resource);
}

void identify_code(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("code");
    add_weakness(f, id, parts);
    parts.add(asset).add(path_of(f.location.file));
    if (const std::uint64_t snippet = snippet_hash(f.location); snippet != 0) {
        id.basis = IdentityBasis::code_snippet;
        parts.add("snippet").number(snippet);
        id.spot = line_spot(f);
    } else if (!f.fingerprint.empty()) {
        id.basis = IdentityBasis::code_fingerprint;
        parts.add("fingerprint").add(f.fingerprint);
    } else {
        const bool function = !f.location.function.empty();
        id.basis = function ? IdentityBasis::code_function : IdentityBasis::code_file;
        parts.add("function").add(f.location.function);
        id.spot = line_spot(f);
    }
}

void identify_config(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("config").lower(f.rule.empty() ? std::string_view(f.title) : std::string_view(f.rule)).add(asset);
    const Location& l = f.location;
    if (!l.resource.empty()) {
        id.basis = IdentityBasis::config_resource;
        parts.add("resource").add(l.resource).add(path_of(l.file));
    } else if (!l.file.empty()) {
        id.basis = IdentityBasis::config_file;
        parts.add("file").add(path_of(l.file));
        id.spot = line_spot(f);
    } else {
        id.basis = IdentityBasis::config_asset;
        parts.add("asset").lower(l.host).add(l.url);
        add_port(l, parts);
    }
}

void identify_secret(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("secret").add(asset).add(path_of(f.location.file));
    id.spot = line_spot(f);
    if (!f.evidence.empty()) {
        id.basis = IdentityBasis::secret_value;
        parts.add("value").number(hash64(trim(f.evidence)));
        return;
    }
    id.basis = IdentityBasis::secret_place;
    parts.add("rule").lower(f.rule);
}

// Scheme, host and path of an address; the query is told by its parameter, the fragment never reaches the server.
void add_address(std::string_view url, Parts& parts) {
    url = trim(url);
    url = url.substr(0, url.find('#'));
    url = url.substr(0, url.find('?'));
    const std::size_t scheme = url.find("://");
    const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    const bool with_host = scheme != std::string_view::npos;
    if (with_host) {
        parts.lower(url.substr(0, path));
        url = path == std::string_view::npos ? std::string_view("/") : url.substr(path);
    } else {
        parts.add("");
    }
    while (url.size() > 1 && url.back() == '/')
        url.remove_suffix(1);
    parts.add(url);
}

void identify_web(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("web");
    add_weakness(f, id, parts);
    parts.add(asset);
    const Location& l = f.location;
    add_address(l.url.empty() ? std::string_view(l.host) : std::string_view(l.url), parts);
    parts.lower(l.method.empty() ? "get" : std::string_view(l.method)).add(l.parameter);
    id.basis = l.parameter.empty() ? IdentityBasis::web_path : IdentityBasis::web_parameter;
}

void identify_other(const RawFinding& f, std::string_view asset, Identity& id) {
    Parts parts(id.text);
    parts.add("other").lower(f.rule.empty() ? std::string_view(f.title) : std::string_view(f.rule)).add(asset);
    const Location& l = f.location;
    const bool placed = !l.file.empty() || !l.url.empty() || !l.resource.empty() || !l.host.empty() ||
                        !l.package.empty() || !l.purl.empty();
    if (!placed && !f.fingerprint.empty()) {
        id.basis = IdentityBasis::other_fingerprint;
        parts.add("fingerprint").add(f.fingerprint);
        return;
    }
    id.basis = IdentityBasis::other_place;
    parts.add(path_of(l.file)).add(l.resource).lower(l.host);
    add_port(l, parts);
    add_address(l.url, parts);
    if (!l.package.empty() || !l.purl.empty()) append_package_key(l.purl, l.ecosystem, l.package, parts.raw());
    parts.close();
    parts.number(snippet_hash(l));
    id.spot = line_spot(f);
}

} // namespace

bool is_narrow_weakness(int cwe) {
    return std::binary_search(k_narrow.begin(), k_narrow.end(), cwe);
}

std::string_view main_advisory(const RawFinding& f) {
    if (is_cve(f.rule)) return f.rule;
    const auto least = [](const std::vector<std::string>& names) -> std::string_view {
        const auto found = std::min_element(names.begin(), names.end());
        return found == names.end() ? std::string_view() : std::string_view(*found);
    };
    // One advisory for many CVEs (a distribution's, say) is itself what will be fixed.
    if (f.cve.size() > 1 && !f.aliases.empty()) return least(f.aliases);
    if (!f.cve.empty()) return least(f.cve);
    return least(f.aliases);
}

void identify(const RawFinding& finding, std::string_view asset, Identity& out) {
    out.spot = 0;
    out.weakness = 0;
    switch (finding.identity) {
    case IdentityKind::vuln:
        return identify_vuln(finding, asset, out);
    case IdentityKind::code:
        return identify_code(finding, asset, out);
    case IdentityKind::config:
        return identify_config(finding, asset, out);
    case IdentityKind::secret:
        return identify_secret(finding, asset, out);
    case IdentityKind::web:
        return identify_web(finding, asset, out);
    case IdentityKind::other:
        return identify_other(finding, asset, out);
    }
}

std::uint64_t identity_key(const Identity& identity, std::uint32_t number, std::uint64_t seed) {
    return numbered_key(hash64(identity.text, seed), number);
}

std::uint64_t numbered_key(std::uint64_t first, std::uint32_t number) {
    if (number <= 1) return first;
    return hash64({reinterpret_cast<const char*>(&number), sizeof number}, first);
}

} // namespace parapet
