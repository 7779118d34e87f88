#include "core/compliance/framework.h"

#include "core/base/embedded.h"
#include "core/base/text.h"

#include <map>

namespace parapet::compliance {
namespace {

Result<void> read_row(const std::vector<std::string_view>& row, Catalogue& out) {
    if (row.size() == 3 && row[0] == "family") {
        out.families.emplace_back(row[1], row[2]);
        return {};
    }
    if (row.size() != 4 || row[0].empty() || row[1].empty())
        return fail(Errc::internal, "a line of a catalogue does not have four cells", std::string(row[0]));
    Control control{std::string(row[0]), std::string(row[1]), std::string(row[2]), std::string(row[3])};
    if (!out.index.emplace(control.id, out.controls.size()).second)
        return fail(Errc::internal, "a control stands twice in a catalogue", control.id);
    out.controls.push_back(std::move(control));
    return {};
}

std::shared_ptr<const Catalogue> embedded_catalogue(std::string_view file) {
    static std::map<std::string, std::shared_ptr<const Catalogue>, std::less<>> loaded;
    const auto known = loaded.find(file);
    if (known != loaded.end()) return known->second;
    const std::string name = "frameworks/" + std::string(file);
    const std::string withdrawn_name = replace_all(name, ".tsv", "-withdrawn.tsv");
    const auto table = embedded_file(embedded_data(), name);
    const auto withdrawn = embedded_file(embedded_data(), withdrawn_name);
    auto catalogue = std::make_shared<Catalogue>();
    if (table) {
        Result<Catalogue> read = read_catalogue(*table, withdrawn.value_or(std::string_view{}));
        if (read) *catalogue = std::move(*read);
    }
    loaded.emplace(file, catalogue);
    return catalogue;
}

std::vector<Framework> load_frameworks() {
    std::vector<Framework> out;
    const auto table = embedded_file(embedded_data(), "frameworks/frameworks.tsv");
    if (!table) return out;
    for (const auto& row : table_rows(*table)) {
        if (row.size() != 4) continue;
        Framework framework{std::string(row[0]), std::string(row[1]), embedded_catalogue(row[2]), {}};
        for (const Control& control : framework.catalogue->controls)
            if (row[3] == "*" || control.baselines.find(row[3]) != std::string::npos)
                framework.controls.push_back(&control);
        out.push_back(std::move(framework));
    }
    return out;
}

} // namespace

const Control* Catalogue::find(const std::string& id) const {
    const auto at = index.find(id);
    return at == index.end() ? nullptr : &controls[at->second];
}

std::vector<std::string> Catalogue::current(const std::string& id) const {
    if (index.count(id) != 0) return {id};
    const auto went = moved.find(id);
    return went == moved.end() ? std::vector<std::string>{} : went->second;
}

std::vector<std::vector<std::string_view>> table_rows(std::string_view table) {
    std::vector<std::vector<std::string_view>> rows;
    for (const std::string_view line : split(table, '\n')) {
        if (line.empty() || line.front() == '#') continue;
        rows.push_back(split(line, '\t'));
        for (std::string_view& cell : rows.back())
            if (cell == "-") cell = {};
    }
    return rows;
}

Result<Catalogue> read_catalogue(std::string_view table, std::string_view withdrawn) {
    Catalogue out;
    for (const auto& row : table_rows(table)) {
        const Result<void> read = read_row(row, out);
        if (!read) return fail(read.error());
    }
    for (const auto& row : table_rows(withdrawn)) {
        if (row.size() != 2) return fail(Errc::internal, "a line of withdrawn controls does not have two cells");
        std::vector<std::string> targets;
        for (const std::string_view target : split(row[1], ' '))
            targets.emplace_back(target);
        out.moved.emplace(row[0], std::move(targets));
    }
    return out;
}

const std::vector<Framework>& all_frameworks() {
    static const std::vector<Framework> k_frameworks = load_frameworks();
    return k_frameworks;
}

const Framework* find_framework(std::string_view id) {
    for (const Framework& framework : all_frameworks())
        if (framework.id == id) return &framework;
    return nullptr;
}

const Catalogue& nist_catalogue() {
    static const Catalogue k_none;
    const Framework* framework = find_framework("nist-800-53-r5-moderate");
    return framework ? *framework->catalogue : k_none;
}

} // namespace parapet::compliance
