#pragma once
// Stored findings as rules look at them, piece by piece.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/rules/active_rules.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parapet {

struct RuleRow {
    std::int64_t id = 0, due = 0, owner_id = 0;
    int status = 0;
    RuledNow now;
    RuleSubject subject; // its texts are borrowed from here and from the tables of the reader
    std::string title, file, package, fix, resource;
    std::int64_t asset_id = 0, rule_id = 0, scope_id = 0, cwe_set = 0, advisory_set = 0, control_set = 0;
};

class RuleRows {
public:
    static constexpr std::size_t k_piece = 2048;

    RuleRows(Connection& db, const ActiveRules& rules)
        : db_(db)
        , rules_(rules) {}
    [[nodiscard]] Result<void> open();
    // The next findings from `from` to `to`, at most a piece of them; good until the next call.
    [[nodiscard]] Result<std::vector<RuleRow>> read(std::int64_t from, std::int64_t to);
    // What the rules say of a row of the last piece.
    [[nodiscard]] Result<Ruled> rule(RuleRow& row);
    [[nodiscard]] Result<const std::string*> owner(std::int64_t id); // its name

private:
    struct RuleName {
        std::string tool, code, name;
    };
    [[nodiscard]] Result<const AssetFacts*> asset(std::int64_t id);
    [[nodiscard]] Result<const RuleName*> rule_name(std::int64_t id);
    [[nodiscard]] Result<const std::string*> target(std::int64_t scope);
    [[nodiscard]] Result<const std::string*> words(std::int64_t set);
    [[nodiscard]] Result<const std::string*> text_of(std::unordered_map<std::int64_t, std::string>& known,
                                                     std::int64_t id, const char* sql);

    Connection& db_;
    const ActiveRules& rules_;
    std::optional<Statement> select_;
    bool wants_file_ = false, wants_package_ = false, wants_cwe_ = false, wants_advisories_ = false,
         wants_controls_ = false, wants_target_ = false;
    std::unordered_map<std::int64_t, AssetFacts> assets_;
    std::unordered_map<std::int64_t, RuleName> names_;
    std::unordered_map<std::int64_t, std::string> targets_, words_, owners_;
};

} // namespace parapet
