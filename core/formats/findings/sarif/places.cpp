#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/findings/sarif/run.h"

#include <algorithm>
#include <array>

namespace parapet::sarif {

namespace {

constexpr std::size_t k_max_artifacts = 1'000'000;
constexpr int k_max_base_depth = 16; // a base may refer to a base; a circle ends here

bool is_absolute(std::string_view uri) {
    return istarts_with(uri, "file:") || (!uri.empty() && uri.front() == '/') ||
           uri.find("://") != std::string_view::npos;
}

// Bases that mean "the top of the sources", whatever their address was on the build machine.
bool means_sources(std::string_view id) {
    static constexpr std::array<std::string_view, 8> k_names{"SRCROOT",      "ROOTPATH",  "PROJECTROOT", "REPOROOT",
                                                             "PROJECT_ROOT", "REPO_ROOT", "SOURCEROOT",  "WORKINGDIR"};
    const std::string bare = replace_all(std::string(id), "%", "");
    return std::any_of(k_names.begin(), k_names.end(), [&](std::string_view name) { return iequals(name, bare); });
}

std::string with_slash(std::string path) {
    if (!path.empty() && path.back() != '/') path += '/';
    return path;
}

} // namespace

void Places::read(json::Value run) {
    const json::Value bases = run["originalUriBaseIds"];
    std::size_t tops = 0;
    for (const json::Member base : bases.members())
        if (base.value["uriBaseId"].str().empty()) ++tops;
    for (const json::Member base : bases.members()) {
        const std::string_view uri = base.value["uri"].str();
        if (is_absolute(uri) && (tops == 1 || means_sources(base.key))) add_root(uri);
    }
    for (const json::Member base : bases.members())
        read_base(bases, base.key, 0);
    for (const json::Value invocation : run["invocations"].items())
        add_root(invocation["workingDirectory"]["uri"].str());
    for (const json::Value from : run["versionControlProvenance"].items())
        add_root(from["mappedTo"]["uri"].str());
    std::sort(roots_.begin(), roots_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const json::Value artifact : run["artifacts"].items()) {
        if (artifacts_.size() >= k_max_artifacts) break;
        artifacts_.push_back(path(artifact["location"]));
    }
}

void Places::add_root(std::string_view uri) {
    if (!istarts_with(uri, "file:") && (uri.empty() || uri.front() != '/')) return;
    const std::string root = with_slash(fields::normal_path(uri));
    if (root.size() > 1) roots_.push_back(root);
}

void Places::read_base(json::Value bases, std::string_view id, int depth) {
    const std::string key(id);
    if (depth > k_max_base_depth || bases_.count(key) != 0) return;
    const json::Value base = bases[id];
    const std::string_view uri = base["uri"].str();
    const std::string_view up = base["uriBaseId"].str();
    std::string prefix;
    if (!up.empty()) {
        bases_[key]; // so that a circle ends
        read_base(bases, up, depth + 1);
        prefix = bases_[std::string(up)].prefix + std::string(uri);
    } else if (!is_absolute(uri)) {
        prefix = uri;
    } else {
        prefix = relative(with_slash(fields::normal_path(uri)));
    }
    bases_[key].prefix = with_slash(std::move(prefix));
}

std::string Places::relative(std::string path) const {
    for (const std::string& root : roots_) {
        if (path.compare(0, root.size(), root) == 0) return path.substr(root.size());
    }
    return path;
}

std::string Places::path(json::Value location) const {
    std::string_view uri;
    std::string_view base_id;
    std::int64_t index = -1;
    for (const json::Member m : location.members()) {
        if (m.key == "uri")
            uri = m.value.str();
        else if (m.key == "uriBaseId")
            base_id = m.value.str();
        else if (m.key == "index")
            index = m.value.integer().value_or(-1);
    }
    if (uri.empty()) {
        const auto at = static_cast<std::size_t>(index);
        return index >= 0 && at < artifacts_.size() ? artifacts_[at] : std::string();
    }
    if (is_absolute(uri)) return relative(fields::normal_path(uri));
    if (!base_id.empty()) {
        const auto base = bases_.find(std::string(base_id));
        if (base != bases_.end() && !base->second.prefix.empty())
            return fields::normal_path(base->second.prefix + std::string(uri));
    }
    return fields::normal_path(uri);
}

} // namespace parapet::sarif
