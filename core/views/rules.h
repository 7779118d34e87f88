#pragma once
// The rules of a workspace about cause, phase, owner and deadline of findings.

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet::views {

struct RulesText {
    std::string text;
    bool own = false; // false: the workspace has none; the text is what it goes by, to begin with
};
[[nodiscard]] Result<RulesText> rules_text(const Workspace& workspace);

struct RuleChanges {
    std::int64_t looked_at = 0, changed = 0; // findings
    std::int64_t cause = 0, phase = 0, owner = 0, due = 0;
    std::vector<std::string> skipped; // of a CODEOWNERS file: lines that say nothing
    std::int64_t lines = 0;           // of it: patterns
};
// What would change. The errors of a text have line and column.
[[nodiscard]] Result<RuleChanges> try_rules(const Workspace& workspace, const std::string& text,
                                            std::stop_token stop = {});
// Keeps them and applies them to all findings, in one transaction. An empty text: no rules of its own.
[[nodiscard]] Result<RuleChanges> set_rules(Workspace& workspace, const std::string& text, const std::string& who);

struct OwnerFileRow {
    std::string asset, path;
    Time at{};
    std::int64_t lines = 0;
};
[[nodiscard]] Result<std::vector<OwnerFileRow>> owner_files(const Workspace& workspace);
// Of the repository that is this asset (* stands for anything).
[[nodiscard]] Result<RuleChanges> set_owner_file(Workspace& workspace, const std::string& asset,
                                                 const std::string& path, const std::string& body,
                                                 const std::string& who);
[[nodiscard]] Result<RuleChanges> remove_owner_file(Workspace& workspace, const std::string& asset,
                                                    const std::string& who);

// "12 of 340 findings: cause of 3, owner of 9"; for people.
[[nodiscard]] std::string words_of(const RuleChanges& changes);

} // namespace parapet::views
