#include "core/ingest/decision_file.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/yaml_json.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

namespace {

using Claim = DecisionStatement::Claim;
using Product = DecisionStatement::Product;
constexpr std::size_t k_most_statements = 100'000;
constexpr std::size_t k_most_words = 2000;
constexpr int k_most_depth = 32;

std::string worded(std::string_view text) {
    return replace_all(elide(trim(text), k_most_words), "_", " ");
}

void add_reason(std::string& reason, std::string_view more) {
    if (trim(more).empty()) return;
    if (!reason.empty()) reason += ": ";
    reason += elide(trim(more), k_most_words);
}

class Builder {
public:
    Builder(std::string format, std::string who, Time at) {
        out.format = std::move(format);
        who_ = who.empty() ? out.format : std::move(who);
        at_ = at;
    }
    [[nodiscard]] DecisionStatement statement(std::string place) const {
        DecisionStatement s;
        s.who = who_;
        s.at = at_;
        s.place = std::move(place);
        return s;
    }
    void add(DecisionStatement s) {
        if (out.statements.size() < k_most_statements) out.statements.push_back(std::move(s));
    }
    void warn(const std::string& place, std::string what) {
        if (out.warnings.size() < default_limits().max_warnings) out.warnings.push_back({place, std::move(what), -1});
    }
    DecisionDocument out;

private:
    std::string who_;
    Time at_{};
};

// ---- OpenVEX ----

std::string id_of(json::Value thing) {
    if (thing.is_string()) return std::string(thing.str());
    const std::string_view purl = thing["identifiers"]["purl"].str();
    return std::string(purl.empty() ? thing["@id"].str() : purl);
}

void openvex_statement(json::Value one, Builder& to, std::string place) {
    const std::string_view status = one["status"].str();
    if (status != "not_affected" && status != "fixed") return; // nothing is decided
    DecisionStatement s = to.statement(std::move(place));
    s.claim = status == "fixed" ? Claim::fixed : Claim::false_positive;
    if (const auto at = parse_rfc3339(one["timestamp"].str())) s.at = *at;
    s.reason = worded(one["justification"].str());
    add_reason(s.reason, one["impact_statement"].str());
    add_reason(s.reason, one["status_notes"].str());
    if (s.reason.empty()) s.reason = worded(status);
    const json::Value v = one["vulnerability"];
    s.vulnerabilities.emplace_back(v.is_string() ? v.str() : v["name"].str());
    if (s.vulnerabilities.back().empty()) s.vulnerabilities.back() = v["@id"].str();
    for (const json::Value alias : v["aliases"].items())
        s.vulnerabilities.emplace_back(alias.str());
    for (const json::Value product : one["products"].items()) {
        const std::string id = id_of(product);
        if (product["subcomponents"].size() == 0) s.products.push_back({id, {}, {}});
        for (const json::Value part : product["subcomponents"].items())
            s.products.push_back({id_of(part), {}, id});
    }
    if (s.products.empty()) return to.warn(s.place, "it names no product, so it speaks of nothing here");
    to.add(std::move(s));
}

DecisionDocument read_openvex(json::Value root, Time otherwise) {
    Builder to("openvex", elide(root["author"].str(), 200), parse_rfc3339(root["timestamp"].str()).value_or(otherwise));
    for (const json::Value one : root["statements"].items())
        openvex_statement(one, to, fmt::format("/statements/{}", to.out.records++));
    return std::move(to.out);
}

// ---- CSAF ----

using Products = std::map<std::string, Product, std::less<>>;

void csaf_product(json::Value full, const std::string& inside, Products& products) {
    const json::Value helper = full["product_identification_helper"];
    std::string_view name = helper["purl"].str();
    if (name.empty()) name = helper["purls"].at(0).str();
    if (name.empty()) name = full["name"].str();
    products.emplace(std::string(full["product_id"].str()), Product{std::string(name), {}, inside});
}

void csaf_branches(json::Value branches, int depth, Products& products) {
    if (depth > k_most_depth) return;
    for (const json::Value branch : branches.items()) {
        if (branch["product"].is_object()) csaf_product(branch["product"], {}, products);
        csaf_branches(branch["branches"], depth + 1, products);
    }
}

Products csaf_products(json::Value tree) {
    Products products;
    csaf_branches(tree["branches"], 0, products);
    for (const json::Value full : tree["full_product_names"].items())
        csaf_product(full, {}, products);
    for (const json::Value relation : tree["relationships"].items()) {
        const auto part = products.find(relation["product_reference"].str());
        const auto whole = products.find(relation["relates_to_product_reference"].str());
        if (part == products.end() || whole == products.end()) continue;
        products.emplace(std::string(relation["full_product_name"]["product_id"].str()),
                         Product{part->second.name, part->second.version, whole->second.name});
    }
    return products;
}

bool is_for(json::Value ids, std::string_view wanted) {
    for (const json::Value id : ids.items())
        if (id.str() == wanted) return true;
    return !ids.exists();
}

std::string csaf_reason(json::Value v, std::string_view id) {
    std::string reason;
    for (const json::Value flag : v["flags"].items())
        if (is_for(flag["product_ids"], id)) add_reason(reason, worded(flag["label"].str()));
    for (const json::Value threat : v["threats"].items())
        if (threat["category"].str() == "impact" && is_for(threat["product_ids"], id))
            add_reason(reason, threat["details"].str());
    return reason;
}

void csaf_status(json::Value v, const Products& products, const char* status, Builder& to, const std::string& place) {
    std::map<std::string, DecisionStatement> by_reason;
    for (const json::Value id : v["product_status"][status].items()) {
        const std::string reason = csaf_reason(v, id.str());
        auto [at, is_new] = by_reason.try_emplace(reason, to.statement(place + "/product_status/" + status));
        DecisionStatement& s = at->second;
        if (is_new) {
            s.claim = std::string_view(status) == "known_not_affected" ? Claim::false_positive : Claim::fixed;
            s.reason = reason.empty() ? worded(status) : reason;
            s.vulnerabilities.emplace_back(v["cve"].str());
            for (const json::Value other : v["ids"].items())
                s.vulnerabilities.emplace_back(other["text"].str());
        }
        const auto known = products.find(id.str());
        s.products.push_back(known == products.end() ? Product{std::string(id.str()), {}, {}} : known->second);
    }
    for (auto& [reason, s] : by_reason)
        to.add(std::move(s));
}

DecisionDocument read_csaf(json::Value root, Time otherwise) {
    const json::Value document = root["document"];
    Builder to("csaf", elide(document["publisher"]["name"].str(), 200),
               parse_rfc3339(document["tracking"]["current_release_date"].str()).value_or(otherwise));
    const Products products = csaf_products(root["product_tree"]);
    for (const json::Value v : root["vulnerabilities"].items()) {
        const std::string place = fmt::format("/vulnerabilities/{}", to.out.records++);
        for (const char* status : {"known_not_affected", "fixed", "first_fixed"})
            csaf_status(v, products, status, to, place);
    }
    return std::move(to.out);
}

// ---- CycloneDX ----

void cyclonedx_components(json::Value list, int depth, Products& products) {
    if (depth > k_most_depth) return;
    for (const json::Value one : list.items()) {
        std::string name(one["purl"].str());
        if (name.empty()) name = one["name"].str();
        Product product{name, std::string(one["version"].str()), {}};
        products.emplace(std::string(one["bom-ref"].str()), product);
        products.emplace(std::string(one["purl"].str()), product);
        cyclonedx_components(one["components"], depth + 1, products);
    }
}

std::string cyclonedx_author(json::Value metadata) {
    for (const json::Value author : metadata["authors"].items())
        if (!author["name"].str().empty()) return elide(author["name"].str(), 200);
    for (const char* who : {"manufacturer", "manufacture", "supplier"})
        if (!metadata[who]["name"].str().empty()) return elide(metadata[who]["name"].str(), 200);
    return {};
}

void cyclonedx_vulnerability(json::Value v, const Products& products, std::string_view whole, Builder& to,
                             std::string place) {
    const json::Value analysis = v["analysis"];
    const std::string_view state = analysis["state"].str();
    const bool fixed = state == "resolved" || state == "resolved_with_pedigree";
    if (!fixed && state != "not_affected" && state != "false_positive") return;
    DecisionStatement s = to.statement(std::move(place));
    s.claim = fixed ? Claim::fixed : Claim::false_positive;
    for (const char* time : {"firstIssued", "lastUpdated"})
        if (const auto at = parse_rfc3339(analysis[time].str())) s.at = *at;
    s.reason = worded(analysis["justification"].str());
    add_reason(s.reason, analysis["detail"].str());
    if (s.reason.empty()) s.reason = worded(state);
    s.vulnerabilities.emplace_back(v["id"].str());
    for (const json::Value other : v["references"].items())
        s.vulnerabilities.emplace_back(other["id"].str());
    for (const json::Value affected : v["affects"].items()) {
        std::string_view ref = affected["ref"].str();
        auto known = products.find(ref);
        if (const std::size_t hash = ref.rfind('#'); known == products.end() && hash != std::string_view::npos)
            known = products.find(ref.substr(hash + 1)); // urn:cdx:SERIAL/VERSION#REF
        Product product = known == products.end() ? Product{std::string(ref), {}, {}} : known->second;
        if (product.name != whole) product.inside = whole;
        s.products.push_back(std::move(product));
    }
    if (s.products.empty()) return to.warn(s.place, "it names no product, so it speaks of nothing here");
    to.add(std::move(s));
}

DecisionDocument read_cyclonedx(json::Value root, Time otherwise) {
    const json::Value metadata = root["metadata"];
    Builder to("cyclonedx", cyclonedx_author(metadata), parse_rfc3339(metadata["timestamp"].str()).value_or(otherwise));
    Products products;
    const json::Value whole = metadata["component"];
    const std::string name(whole["purl"].str().empty() ? whole["name"].str() : whole["purl"].str());
    products.emplace(std::string(whole["bom-ref"].str()), Product{name, std::string(whole["version"].str()), {}});
    cyclonedx_components(root["components"], 0, products);
    for (const json::Value v : root["vulnerabilities"].items())
        cyclonedx_vulnerability(v, products, name, to, fmt::format("/vulnerabilities/{}", to.out.records++));
    return std::move(to.out);
}

// ---- .parapet-ignore.yaml ----

void ignore_entry(json::Value one, Builder& to, std::string place) {
    DecisionStatement s = to.statement(std::move(place));
    s.rule = trimmed(one["rule"].text());
    s.cve = trimmed(one["cve"].text());
    s.package = trimmed(one["package"].text());
    s.path = trimmed(one["path"].text());
    s.asset = trimmed(one["asset"].text());
    s.reason = elide(trimmed(one["reason"].text()), k_most_words);
    if (!one["who"].str().empty()) s.who = elide(one["who"].str(), 200);
    const std::string until = one["until"].text(), date = one["date"].text(), status = one["status"].text();
    if (const auto at = parse_rfc3339(date)) s.at = *at;
    if (!until.empty()) s.until = parse_rfc3339(until);
    s.claim = status == "risk_accepted" || (status.empty() && s.until) ? Claim::risk_accepted : Claim::false_positive;
    if (s.rule.empty() && s.cve.empty() && s.package.empty() && s.path.empty() && s.asset.empty())
        return to.warn(s.place, "it has none of rule, cve, package, path and asset");
    if (s.reason.empty()) return to.warn(s.place, "it says no reason; left out");
    if (!until.empty() && !s.until) return to.warn(s.place, "until is no date such as 2027-01-31; left out");
    if (!status.empty() && status != "risk_accepted" && status != "false_positive")
        return to.warn(s.place, "status is neither false_positive nor risk_accepted; left out");
    if (s.claim == Claim::risk_accepted && !s.until)
        return to.warn(s.place, "an accepted risk needs a day in until; left out");
    to.add(std::move(s));
}

DecisionDocument read_ignore(json::Value root, Time otherwise) {
    Builder to("parapet-ignore", elide(root["who"].text(), 200),
               parse_rfc3339(root["date"].text()).value_or(otherwise));
    for (const json::Value one : root["ignore"].items())
        ignore_entry(one, to, fmt::format("/ignore/{}", to.out.records++));
    return std::move(to.out);
}

} // namespace

bool is_ignore_file(std::string_view name) {
    return name == ".parapet-ignore.yaml" || name == ".parapet-ignore.yml";
}

Result<DecisionDocument> read_decisions(std::string_view text, Time otherwise) {
    const std::string_view begin = trim(text);
    std::string from_yaml;
    if (!begin.starts_with('{')) {
        auto json = yaml_to_json(text);
        if (!json) return fail(std::move(json.error()));
        from_yaml = std::move(*json);
        text = from_yaml;
    }
    json::Document document;
    auto root = document.parse(text);
    if (!root) return fail(std::move(root.error()));
    if ((*root)["statements"].is_array() && (*root)["@context"].exists()) return read_openvex(*root, otherwise);
    if ((*root)["document"]["category"].exists() && (*root)["vulnerabilities"].is_array())
        return read_csaf(*root, otherwise);
    if ((*root)["bomFormat"].str() == "CycloneDX") return read_cyclonedx(*root, otherwise);
    if ((*root)["ignore"].is_array()) return read_ignore(*root, otherwise);
    return fail(Errc::unknown_format, "it holds no decisions", {},
                "OpenVEX, CSAF, CycloneDX in JSON and .parapet-ignore.yaml do");
}

} // namespace parapet
