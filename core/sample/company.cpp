#include "core/sample/company.h"

#include "core/base/embedded.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::sample {

namespace {

using Row = std::vector<std::string_view>;

Result<std::vector<Row>> table(const std::string& name, std::size_t columns) {
    const auto bytes = embedded_file(embedded_data(), "sample/" + name);
    if (!bytes) return fail(Errc::internal, "the table is missing", name);
    std::vector<Row> rows;
    for (const std::string_view line : split(*bytes, '\n')) {
        if (line.empty() || line.front() == '#') continue;
        Row row = split(line, '\t');
        if (row.size() < columns) {
            return fail(Errc::internal, fmt::format("a row of the table has {} cells", row.size()), name);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

// When it appears and how long it lives: the worse, the sooner it is mended; some never are.
void set_life(Weakness& w, Random& random, int days) {
    static constexpr int k_typical_days[] = {80, 70, 45, 24, 11};
    const int typical = k_typical_days[static_cast<std::size_t>(w.finding.severity)];
    w.from = static_cast<int>(random.between(-25, days - 2));
    const bool stays = random.chance(0.14);
    w.to = stays ? days + 1 : w.from + 2 + static_cast<int>(static_cast<double>(typical) * (0.3 + 1.5 * random.unit()));
}

std::vector<std::string> images_of(std::string_view cell) {
    static const std::vector<std::string> k_on_debian{"payments-api", "ledger", "identity", "notifications",
                                                      "risk-model"};
    std::vector<std::string> out;
    for (const std::string_view name : split(cell, ',')) {
        out.emplace_back(name);
        if (name == "base-debian") out.insert(out.end(), k_on_debian.begin(), k_on_debian.end());
    }
    return out;
}

RawFinding vulnerability(const Row& r) {
    RawFinding f;
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    f.cve.emplace_back(r[0]);
    f.rule = r[0];
    f.title = r[1];
    f.location.package = r[2];
    f.location.ecosystem = r[3];
    f.location.version = r[4];
    f.location.fixed_version = r[5];
    f.location.purl = fmt::format("pkg:{}/{}@{}", r[3], r[2], r[4]);
    double score = 0, epss = 0;
    if (parse_double(r[6], score)) f.score = score;
    if (parse_double(r[8], epss)) f.epss = epss;
    std::int64_t cwe = 0;
    if (parse_int(r[7], cwe)) f.cwe.push_back(static_cast<int>(cwe));
    f.kev = r[9] == "yes";
    f.severity = severity_of_score(score);
    f.severity_known = true;
    f.severity_raw = to_lower(name_of(f.severity));
    f.description = fmt::format("{} {} is affected by {}: {}.", r[2], r[4], r[0], r[1]);
    f.remediation = r[5].empty() ? "No fixed version is known yet." : fmt::format("Update {} to {}.", r[2], r[5]);
    f.links.push_back(fmt::format("https://nvd.nist.gov/vuln/detail/{}", r[0]));
    return f;
}

RawFinding code_mistake(const Row& r) {
    RawFinding f;
    f.identity = IdentityKind::code;
    f.cause = Cause::code;
    f.rule = r[0];
    f.title = r[1];
    f.severity = parse_enum<Severity>(r[2]).value_or(Severity::medium);
    f.severity_known = true;
    f.severity_raw = r[2];
    std::int64_t n = 0;
    if (parse_int(r[3], n)) f.cwe.push_back(static_cast<int>(n));
    f.location.file = r[4];
    if (parse_int(r[5], n)) f.location.line = n;
    f.location.function = r[6];
    f.location.snippet = r[7];
    f.description = fmt::format("{} in {}.", r[1], r[6]);
    return f;
}

RawFinding configuration_error(const Row& r) {
    RawFinding f;
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    f.rule = r[0];
    f.title = r[1];
    f.severity = parse_enum<Severity>(r[2]).value_or(Severity::medium);
    f.severity_known = true;
    f.severity_raw = r[2];
    f.location.resource = r[3];
    f.location.file = r[4];
    std::int64_t line = 0;
    if (parse_int(r[5], line)) f.location.line = line;
    for (const std::string_view control : split(r[6], ',')) {
        if (!control.empty()) f.controls.emplace_back(control);
    }
    f.remediation = std::string(r[7]) + ".";
    return f;
}

RawFinding web_weakness(const Row& r) {
    RawFinding f;
    f.identity = IdentityKind::web;
    f.cause = Cause::code;
    f.rule = r[0];
    f.title = r[1];
    f.severity = parse_enum<Severity>(r[2]).value_or(Severity::medium);
    f.severity_known = true;
    f.severity_raw = r[2];
    std::int64_t cwe = 0;
    if (parse_int(r[3], cwe)) f.cwe.push_back(static_cast<int>(cwe));
    f.location.method = r[4];
    f.location.url = std::string(r[7]) + std::string(r[5]);
    f.location.parameter = r[6];
    f.remediation = std::string(r[8]) + ".";
    return f;
}

RawFinding secret(std::string_view rule, std::string_view title, std::string_view file, int line,
                  std::string_view value) {
    RawFinding f;
    f.identity = IdentityKind::secret;
    f.cause = Cause::secret;
    f.rule = rule;
    f.title = title;
    f.severity = Severity::high;
    f.severity_known = true;
    f.cwe.push_back(798);
    f.location.file = file;
    f.location.line = line;
    f.evidence = mask_secret(value);
    f.fingerprint = sha256_hex(value).substr(0, 32);
    f.remediation = "Revoke it, then take it out of the history.";
    return f;
}

void add(Company& c, RawFinding f, std::string scanner, std::string asset, Random& random, int days) {
    Weakness w{std::move(f), std::move(scanner), std::move(asset), 0, 0};
    set_life(w, random, days);
    c.weaknesses.push_back(std::move(w));
}

void add_secrets(Company& c, Random& random, int days) {
    add(c,
        secret("generic-api-key", "API key in deployment values", "deploy/values.yaml", 41,
               "lk_live_4f9a0c1db27e6688aa31"),
        "gitleaks", "atm-gateway", random, days);
    add(c,
        secret("private-key", "Private key in a test folder", "tests/tls/server.key", 1,
               "MIIEvQIBADANBgkqhkiG9w0BAQEF"),
        "gitleaks", "mobile-gateway", random, days);
    add(c,
        secret("postgres-url", "Database password in a URL", "scripts/load.sh", 8,
               "postgres://loader:hunter2sample@db-01/ledger"),
        "gitleaks", "ledger", random, days);
    add(c,
        secret("slack-webhook", "Webhook of a chat room", "ci/notify.yml", 12,
               "hooks.chat.example/T000/B000/sample0sample0"),
        "gitleaks", "web-banking", random, days);
}

void add_people_and_places(Company& c, Random& random) {
    c.images = {"payments-api",   "web-banking",   "ledger",   "identity",   "atm-journal",  "atm-gateway",
                "mobile-gateway", "notifications", "kiosk-ui", "risk-model", "k8s-platform", "base-debian"};
    c.repositories = {"ledger",   "web-banking",    "payments-api", "identity",
                      "kiosk-ui", "mobile-gateway", "atm-gateway",  "risk-model"};
    c.hosts = {"bastion-01", "bastion-02", "web-01", "web-02", "db-01", "build-01", "atm-gw-01"};
    c.staff = {"ines", "tomas", "marta", "piotr", "lena", "sam", "aino", "deploy", "backup"};
    for (int i = 0; i < 400; ++i)
        c.customers.push_back(fmt::format("c{:05}", 10'000 + random.below(89'999)));
    for (int i = 0; i < 60; ++i)
        c.attackers.push_back(fmt::format("203.0.113.{}", 1 + random.below(254)));
    for (int i = 0; i < 40; ++i)
        c.attackers.push_back(fmt::format("198.51.100.{}", 1 + random.below(254)));
    for (int i = 0; i < 12; ++i)
        c.attackers.push_back(fmt::format("2001:db8:4c:{:x}::{:x}", random.below(64), 1 + random.below(255)));
    for (int i = 0; i < 9; ++i)
        c.offices.push_back(fmt::format("192.0.2.{}", 10 + i));
}

} // namespace

Result<Company> make_company(Random& random, int days) {
    Company c;
    add_people_and_places(c, random);
    auto vulnerabilities = table("vulnerabilities.tsv", 11);
    if (!vulnerabilities) return fail(vulnerabilities.error());
    for (const Row& r : *vulnerabilities) {
        for (std::string& image : images_of(r[10]))
            add(c, vulnerability(r), "trivy", std::move(image), random, days);
    }
    auto code = table("code.tsv", 9);
    if (!code) return fail(code.error());
    for (const Row& r : *code)
        add(c, code_mistake(r), "semgrep", std::string(r[8]), random, days);
    auto config = table("config.tsv", 8);
    if (!config) return fail(config.error());
    for (const Row& r : *config)
        add(c, configuration_error(r), "checkov", "infra-live", random, days);
    auto web = table("web.tsv", 9);
    if (!web) return fail(web.error());
    for (const Row& r : *web)
        add(c, web_weakness(r), "zap", std::string(r[7]), random, days);
    add_secrets(c, random, days);
    auto rules = table("host_rules.tsv", 4);
    if (!rules) return fail(rules.error());
    for (const Row& r : *rules) {
        c.host_rules.push_back({std::string(r[0]), std::string(r[1]), std::string(r[3]),
                                parse_enum<Severity>(r[2]).value_or(Severity::medium)});
    }
    return c;
}

std::optional<Breach> breach_of(std::size_t host, std::size_t rule, int days) {
    Random random(host * 1009 + rule * 31 + 7);
    if (!random.chance(0.16)) return std::nullopt;
    const int from = static_cast<int>(random.between(-20, days - 5));
    return Breach{from, random.chance(0.3) ? days + 1 : from + static_cast<int>(random.between(7, 50))};
}

} // namespace parapet::sample
