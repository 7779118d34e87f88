// CSAF: advisories and VEX documents. A vulnerability is open for the products that are affected; for those that are
// fixed or not affected it is suppressed with the reason that is given. It is no scan, so it closes nothing.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_csaf_format;

namespace {

constexpr int k_max_depth = 64;
constexpr std::size_t k_max_products = 500'000;

struct Product {
    std::string name, vendor, package, version, purl;
};
using Products = std::unordered_map<std::string, Product>;

// "Generic App 1.0.0" -> "Generic App", "1.0.0"
void split_name(Product& product) {
    product.package = product.name;
    const auto cut = product.name.rfind(' ');
    if (cut == std::string::npos || cut + 1 >= product.name.size()) return;
    std::string_view last = std::string_view(product.name).substr(cut + 1);
    const bool v = last.size() > 1 && (last[0] == 'v' || last[0] == 'V');
    if (const char c = last[v ? 1 : 0]; c < '0' || c > '9') return;
    product.version = last;
    product.package = product.name.substr(0, cut);
}

void add(json::Value full, Product product, Products& products) {
    if (products.size() >= k_max_products || full["product_id"].str().empty()) return;
    fields::put(product.name, full["name"].str());
    const json::Value helper = full["product_identification_helper"];
    fields::put(product.purl, helper["purl"].str(), 500);
    if (product.purl.empty()) fields::put(product.purl, helper["purls"].at(0).str(), 500);
    if (product.package.empty()) split_name(product);
    products.emplace(std::string(full["product_id"].str()), std::move(product));
}

// Vendor, name and version come from the categories of the branches on the way.
void walk(json::Value branches, const Product& outer, int depth, Products& products) {
    if (depth > k_max_depth) return;
    for (const json::Value branch : branches.items()) {
        Product here = outer;
        const std::string_view category = branch["category"].str();
        if (category == "vendor") fields::put(here.vendor, branch["name"].str());
        if (category == "product_name") fields::put(here.package, branch["name"].str());
        if (category == "product_version" || category == "product_version_range" || category == "service_pack" ||
            category == "patch_level")
            fields::put(here.version, branch["name"].str());
        if (branch["product"].is_object()) add(branch["product"], here, products);
        walk(branch["branches"], here, depth + 1, products);
    }
}

Products products_of(json::Value tree) {
    Products products;
    walk(tree["branches"], {}, 0, products);
    for (const json::Value full : tree["full_product_names"].items())
        add(full, {}, products);
    for (const char* list : {"relationships", "product_paths"})
        for (const json::Value one : tree[list].items())
            add(one["full_product_name"], {}, products);
    return products;
}

bool names(json::Value ids, const std::set<std::string_view>& wanted) {
    for (const json::Value id : ids.items())
        if (wanted.count(id.str()) != 0) return true;
    return false;
}

std::string_view rate_from(json::Value cvss, fields::CvssPick& pick) {
    pick.offer(cvss["vectorString"].str(), cvss["baseScore"].number());
    return cvss["baseSeverity"].str();
}

// Scores (2.0) and metrics (2.1) of these products; where none is for them, of any.
std::string_view read_scores(json::Value vulnerability, const std::set<std::string_view>& ids, RawFinding& finding) {
    std::string_view word;
    fields::CvssPick pick;
    for (const bool all : {false, true}) {
        if (!word.empty()) break;
        for (const json::Value score : vulnerability["scores"].items()) {
            if (!all && !names(score["products"], ids)) continue;
            for (const char* version : {"cvss_v4", "cvss_v3", "cvss_v2"})
                if (const auto said = rate_from(score[version], pick); word.empty()) word = said;
        }
        for (const json::Value metric : vulnerability["metrics"].items()) {
            if (!all && !names(metric["products"], ids)) continue;
            for (const char* version : {"cvss_v4", "cvss_v3", "cvss_v2"})
                if (const auto said = rate_from(metric["content"][version], pick); word.empty()) word = said;
        }
    }
    pick.put(finding);
    return word;
}

struct Group {
    const char* status;
    const char* suppression; // null: open
};
constexpr std::array<Group, 8> k_groups{{{"known_affected", nullptr},
                                         {"first_affected", nullptr},
                                         {"last_affected", nullptr},
                                         {"under_investigation", nullptr},
                                         {"unknown", nullptr},
                                         {"known_not_affected", "not affected"},
                                         {"fixed", "fixed"},
                                         {"first_fixed", "fixed"}}};

class Reader {
public:
    Reader(json::Value root, DomReport& report)
        : root_(root)
        , report_(report)
        , products_(products_of(root["product_tree"])) {}

    // One finding for the products that are open; one more for each other status, of packages that are open nowhere:
    // a version that is fixed is what to update to.
    void read(json::Value vulnerability, std::size_t index) {
        ++report_.stats.records;
        Ids open;
        std::set<std::string> packages;
        for (const Group& group : k_groups) {
            if (group.suppression != nullptr) continue;
            for (const json::Value id : vulnerability["product_status"][group.status].items()) {
                open.insert(id.str());
                packages.insert(package_of(id.str()));
            }
        }
        bool any = !open.empty();
        fixed_.clear();
        std::vector<std::pair<const char*, Ids>> closed;
        for (const Group& group : k_groups) {
            if (group.suppression == nullptr) continue;
            Ids ids;
            for (const json::Value id : vulnerability["product_status"][group.status].items()) {
                if (packages.count(package_of(id.str())) == 0)
                    ids.insert(id.str());
                else if (group.status != std::string_view("known_not_affected"))
                    add_fixed(id.str());
            }
            if (!ids.empty()) closed.emplace_back(group.suppression, std::move(ids));
        }
        if (!open.empty()) one(vulnerability, index, open, nullptr);
        fixed_.clear();
        for (const auto& [why, ids] : closed) {
            any = true;
            one(vulnerability, index, ids, why);
        }
        if (!any) one(vulnerability, index, {}, nullptr);
    }

private:
    using Ids = std::set<std::string_view>;

    [[nodiscard]] std::string package_of(std::string_view id) const {
        const auto known = products_.find(std::string(id));
        return known == products_.end() ? std::string(id) : known->second.package;
    }
    void add_fixed(std::string_view id) {
        const auto known = products_.find(std::string(id));
        if (known != products_.end()) fixed_.emplace(known->second.package, known->second.version);
    }

    void one(json::Value v, std::size_t index, const std::set<std::string_view>& ids, const char* suppression) {
        RawFinding finding;
        finding.place.path = fmt::format("/vulnerabilities/{}", index);
        put_products(ids, finding);
        std::string id(v["cve"].str());
        for (const json::Value other : v["ids"].items()) {
            if (id.empty()) id = elide(other["text"].str(), 120);
            fields::add_alias(finding, other["text"].str());
        }
        fields::set_title(finding, {v["title"].str()}, report_.limits);
        fields::set_vulnerability(finding, id, report_.limits);
        // No alias: an advisory may be about many vulnerabilities.
        fields::add_tag(finding, "advisory: " + elide(root_["document"]["tracking"]["id"].str(), 150));
        fields::add_cwes_of(finding, v["cwe"]["id"].str());
        for (const json::Value cwe : v["cwes"].items())
            fields::add_cwes_of(finding, cwe["id"].str());
        for (const json::Value note : v["notes"].items())
            if (finding.description.empty() || note["category"].str() == "description")
                report_.text(finding.description, note["text"].str());
        for (const json::Value link : v["references"].items())
            fields::add_link(finding, link["url"].str());
        put_rating(v, ids, finding);
        put_remedy(v, ids, finding);
        if (suppression != nullptr) put_suppression(v, ids, suppression, finding);
        report_.emit(finding);
    }
    void put_products(const std::set<std::string_view>& ids, RawFinding& finding) {
        fields::LocationCount count;
        bool first = true;
        for (const std::string_view id : ids) {
            const auto known = products_.find(std::string(id));
            Location at;
            if (known == products_.end()) {
                fields::put(at.package, id);
            } else {
                at.package = known->second.package;
                at.version = known->second.version;
                at.resource = known->second.name;
                if (!known->second.purl.empty()) fields::set_purl(at, known->second.purl);
                if (first && !known->second.vendor.empty()) fields::add_tag(finding, "vendor: " + known->second.vendor);
            }
            if (const auto fix = fixed_.find(at.package); fix != fixed_.end())
                fields::put(at.fixed_version, fix->second);
            if (first)
                finding.location = std::move(at);
            else
                fields::add_location(finding, std::move(at), count, report_.limits);
            first = false;
        }
        fields::finish_locations(count, finding.place.path, report_.stats);
    }
    void put_rating(json::Value v, const std::set<std::string_view>& ids, RawFinding& finding) {
        std::string_view word = read_scores(v, ids, finding);
        const json::Value document = root_["document"];
        if (word.empty() && !finding.score) word = document["aggregate_severity"]["text"].str();
        for (const json::Value threat : v["threats"].items())
            if (word.empty() && !finding.score && threat["category"].str() == "impact" &&
                threat["details"].str().size() < 12)
                word = threat["details"].str();
        fields::rate(finding, word, Severity::info, report_.stats);
    }
    void put_remedy(json::Value v, const std::set<std::string_view>& ids, RawFinding& finding) {
        for (const json::Value one : v["remediations"].items()) {
            if (one["product_ids"].exists() && !ids.empty() && !names(one["product_ids"], ids)) continue;
            const std::string_view category = one["category"].str();
            if (category == "vendor_fix" || finding.remediation.empty())
                report_.text(finding.remediation, one["details"].str());
            fields::add_link(finding, one["url"].str());
            if (category == "vendor_fix") break;
        }
    }
    void put_suppression(json::Value v, const std::set<std::string_view>& ids, std::string why, RawFinding& finding) {
        finding.suppressed = true;
        for (const json::Value flag : v["flags"].items())
            if (names(flag["product_ids"], ids) || !flag["product_ids"].exists())
                why += ": " + replace_all(elide(flag["label"].str(), 100), "_", " ");
        for (const json::Value threat : v["threats"].items())
            if (threat["category"].str() == "impact" && names(threat["product_ids"], ids))
                why += ": " + elide(threat["details"].str(), 1000);
        finding.suppression = elide(why, 2000);
    }

    json::Value root_;
    DomReport& report_;
    Products products_;
    std::map<std::string, std::string> fixed_; // package: version, of the vulnerability that is read
};

Result<void> read(json::Value root, DomReport& report) {
    const json::Value document = root["document"];
    const json::Value tracking = document["tracking"];
    ScanInfo scan;
    scan.tool = "CSAF";
    fields::put(scan.tool_version, document["csaf_version"].str(), 20);
    scan.target_kind = "other";
    fields::put(scan.policy, tracking["id"].str());
    scan.finished = parse_rfc3339(tracking["current_release_date"].str());
    scan.complete = false;
    report.tell(scan);
    Reader reader(root, report);
    std::size_t i = 0;
    for (const json::Value vulnerability : root["vulnerabilities"].items())
        reader.read(vulnerability, i++);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    // Of large documents the head may hold products or vulnerabilities only.
    if (!head.has_key("document")) {
        if (head.has_key("product_tree") && head.contains("\"product_id\""))
            return {72, "a product_tree with product_id", {}};
        if (head.has_key("vulnerabilities") && head.contains("\"product_status\"") && head.contains("\"CSAF"))
            return {72, "vulnerabilities with product_status", {}};
        if (head.has_key("vulnerabilities") && head.contains("\"product_ids\"") && head.contains("\"remediations\""))
            return {72, "vulnerabilities with remediations of product_ids", {}};
        return {};
    }
    if (head.contains("\"csaf_version\"")) return {92, "a document with csaf_version", {}};
    if (head.has_key("product_tree")) return {75, "top-level keys document and product_tree", {}};
    if (head.has_key("vulnerabilities") && head.contains("\"tracking\"") && head.contains("\"publisher\""))
        return {70, "a document with publisher and tracking, and vulnerabilities", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_csaf_format{"csaf-json",
                               FormatKind::findings,
                               "CSAF",
                               "application/json",
                               "CSAF 2.0 and 2.1: security advisories and VEX of vendors",
                               sniff,
                               parse};

} // namespace parapet
