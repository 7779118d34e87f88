#include "core/views/framework_words.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"
#include "core/compliance/framework.h"
#include "core/compliance/mapping.h"

#include <algorithm>
#include <set>

namespace parapet::views {

namespace {

bool is_named(const compliance::Framework& framework, const query::Term& name) {
    if (name.any || name.none) return true;
    const std::string wanted = to_lower(name.text);
    if (name.wildcard) return matches_wildcard(wanted, to_lower(framework.id));
    return wanted == to_lower(framework.id) || wanted == to_lower(framework.title);
}

Result<std::set<std::string>> controls_named(const query::Term& name) {
    std::set<std::string> ids;
    std::string known;
    for (const compliance::Framework& framework : compliance::all_frameworks()) {
        known += (known.empty() ? "" : ", ") + framework.id;
        if (!is_named(framework, name)) continue;
        for (const compliance::Control* control : framework.controls)
            ids.insert(control->id);
    }
    if (ids.empty())
        return fail(Errc::bad_argument, "\"" + elide(name.text, 60) + "\" is not a framework", {},
                    "framework takes: " + known + ", none, any");
    return ids;
}

} // namespace

Result<FrameworkWords> framework_words_of(Connection& db, const query::Term& name) {
    auto ids = controls_named(name);
    if (!ids) return fail(std::move(ids.error()));
    FrameworkWords out;
    std::set<int> cwes;
    for (const std::string& id : *ids) {
        const auto& mapped = compliance::cwes_of(id);
        cwes.insert(mapped.begin(), mapped.end());
    }
    for (const int cwe : cwes)
        out.cwes.push_back(std::to_string(cwe));
    auto words = db.cached("SELECT DISTINCT word FROM word_of_set WHERE kind = 4");
    if (!words) return fail(std::move(words.error()));
    for (;;) {
        auto there = (*words)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const std::vector<std::string> word{(*words)->str(0)};
        const auto controls = compliance::explicit_controls(word);
        if (std::any_of(controls.begin(), controls.end(), [&](const auto& c) { return ids->contains(c.id); }))
            out.controls.push_back(word.front());
    }
}

} // namespace parapet::views
