#include "core/views/rules.h"

#include "core/base/text.h"
#include "core/store/read_pool.h"
#include "core/store/rules/apply_rules.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <functional>

namespace parapet::views {

namespace {

RuleChanges changes_of(const RuleCounts& counts) {
    RuleChanges out;
    out.looked_at = counts.looked_at;
    out.changed = counts.changed;
    out.cause = counts.cause;
    out.phase = counts.phase;
    out.owner = counts.owner;
    out.due = counts.due;
    return out;
}

using Keep = std::function<Result<RuleCounts>(Connection&, std::int64_t now_ns)>;

Result<RuleChanges> change(Workspace& workspace, const Keep& keep) {
    Changed what;
    what.settings = what.findings = what.compliance = true;
    RuleChanges out;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            auto counts = keep(db, unix_nanos(workspace.now()));
            if (!counts) return fail(std::move(counts.error()));
            out = changes_of(*counts);
            return {};
        },
        what);
    if (!done) return fail(std::move(done.error()));
    return out;
}

} // namespace

Result<RulesText> rules_text(const Workspace& workspace) {
    auto text = workspace.setting(k_rules_setting);
    if (!text) return fail(std::move(text.error()));
    if (text->empty()) return RulesText{std::string(default_finding_rules()), false};
    return RulesText{std::move(*text), true};
}

Result<RuleChanges> try_rules(const Workspace& workspace, const std::string& text, std::stop_token stop) {
    auto rules = parse_finding_rules(text);
    if (!rules) return fail(std::move(rules.error()));
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    auto active = ActiveRules::with(**reader, std::move(*rules));
    if (!active) return fail(std::move(active.error()));
    auto counts = count_rule_changes(**reader, *active);
    if (!counts) return fail(std::move(counts.error()));
    return changes_of(*counts);
}

Result<RuleChanges> set_rules(Workspace& workspace, const std::string& text, const std::string& who) {
    return change(workspace, [&](Connection& db, std::int64_t now_ns) { return keep_rules(db, text, who, now_ns); });
}

Result<std::vector<OwnerFileRow>> owner_files(const Workspace& workspace) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    auto files = read_owner_files(**reader);
    if (!files) return fail(std::move(files.error()));
    std::vector<OwnerFileRow> out;
    for (const OwnerFile& file : *files)
        out.push_back(
            {file.asset, file.path, from_unix_seconds(file.at), static_cast<std::int64_t>(file.owners.lines())});
    return out;
}

Result<RuleChanges> set_owner_file(Workspace& workspace, const std::string& asset, const std::string& path,
                                   const std::string& body, const std::string& who) {
    auto owners = CodeOwners::parse(body);
    if (!owners) return fail(std::move(owners.error()));
    if (owners->lines() == 0)
        return fail(Errc::malformed, "it names no owners", {}, "lines such as: /docs/ @org/writers");
    auto done = change(workspace, [&](Connection& db, std::int64_t now_ns) {
        return keep_owner_file(db, {asset, path, body}, who, now_ns);
    });
    if (!done) return done;
    done->lines = static_cast<std::int64_t>(owners->lines());
    for (const CodeOwners::Skipped& line : owners->skipped())
        done->skipped.push_back(fmt::format("line {}: {}", line.line, line.what));
    return done;
}

Result<RuleChanges> remove_owner_file(Workspace& workspace, const std::string& asset, const std::string& who) {
    return change(workspace, [&](Connection& db, std::int64_t now_ns) {
        return keep_owner_file(db, {asset, {}, {}}, who, now_ns);
    });
}

std::string words_of(const RuleChanges& c) {
    std::string out = fmt::format("{} of {} findings", format_count(c.changed), format_count(c.looked_at));
    std::string parts;
    for (const auto& [what, n] : {std::pair<const char*, std::int64_t>{"cause", c.cause},
                                  {"phase", c.phase},
                                  {"owner", c.owner},
                                  {"deadline", c.due}})
        if (n > 0) parts += fmt::format("{}{} of {}", parts.empty() ? ": " : ", ", what, format_count(n));
    return out + parts;
}

} // namespace parapet::views
