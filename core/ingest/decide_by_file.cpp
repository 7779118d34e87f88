#include "core/ingest/decide_by_file.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/ingest/preview.h"
#include "core/model/enums.h"
#include "core/store/findings/decidable.h"
#include "core/store/findings/rows.h"
#include "core/store/undo/undo_log.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <unordered_map>

namespace parapet {

namespace {

using Claim = DecisionStatement::Claim;

class FileDecider {
public:
    FileDecider(Connection& db, const DecisionDocument& document, std::string source, std::int64_t now_ns,
                PreviewFn tell, DecidedByFile& out)
        : db_(db)
        , document_(document)
        , source_(std::move(source))
        , now_ns_(now_ns)
        , tell_(std::move(tell))
        , out_(out) {}

    Result<void> run() {
        for (std::size_t i = 0; i < document_.statements.size(); ++i) {
            const DecisionStatement& s = document_.statements[i];
            if (s.products.empty()) by_pattern_.push_back(i);
            for (const std::string& vulnerability : s.vulnerabilities)
                by_vulnerability_[to_lower(vulnerability)].push_back(i);
        }
        std::vector<bool> spoke(document_.statements.size(), false);
        auto looked = each_decidable(db_, [&](const DecidableFinding& finding) { look(finding, spoke); });
        if (!looked) return looked;
        for (std::size_t i = 0; i < spoke.size(); ++i)
            if (!spoke[i]) ++silent_;
        for (const auto& [statement, findings] : by_statement_)
            if (auto done = apply(document_.statements[statement], findings); !done) return done;
        if (silent_ > 0)
            warn({}, fmt::format("{} of its {} decisions match no finding that is known here", silent_,
                                 document_.statements.size()));
        return {};
    }

private:
    void warn(std::string place, std::string what) { out_.warnings.push_back({std::move(place), std::move(what), -1}); }

    // An advisory of a distribution has thousands of statements, and a workspace a million findings.
    [[nodiscard]] std::set<std::size_t> candidates(std::string_view advisories) const {
        std::set<std::size_t> out(by_pattern_.begin(), by_pattern_.end());
        for (const std::string_view word : split(advisories, '\n'))
            if (const auto found = by_vulnerability_.find(to_lower(word)); found != by_vulnerability_.end())
                out.insert(found->second.begin(), found->second.end());
        return out;
    }

    // Of several statements on a finding the newest counts, of equally new ones the last.
    void look(const DecidableFinding& f, std::vector<bool>& spoke) {
        const DecidedThing thing{f.rule, f.asset, f.file, f.package, f.version, f.resource, f.advisories};
        std::size_t best = document_.statements.size();
        for (const std::size_t i : candidates(f.advisories)) {
            if (!speaks_of(document_.statements[i], thing)) continue;
            spoke[i] = true;
            if (best == document_.statements.size() || document_.statements[i].at >= document_.statements[best].at)
                best = i;
        }
        if (best == document_.statements.size()) return;
        ++out_.matched;
        const DecisionStatement& s = document_.statements[best];
        if (f.decided_at > unix_seconds(s.at)) {
            ++out_.kept;
        } else if (s.claim == Claim::fixed || f.status != static_cast<int>(FindingStatus::fixed)) {
            by_statement_[best].push_back(f.id);
        }
    }

    Result<void> apply(const DecisionStatement& s, std::vector<std::int64_t> findings) {
        if (s.until && *s.until <= from_unix_nanos(now_ns_)) {
            warn(s.place, "it ended on " + format_rfc3339(*s.until).substr(0, 10) + "; left out");
            return {};
        }
        DecisionOrder order;
        order.who = s.who;
        order.now_ns = now_ns_;
        order.source = source_;
        if (s.claim == Claim::fixed) return note(s, std::move(order), findings);
        order.findings = std::move(findings);
        order.status = static_cast<int>(s.claim == Claim::risk_accepted ? FindingStatus::risk_accepted
                                                                        : FindingStatus::false_positive);
        order.reason = s.reason;
        order.decided_at = unix_seconds(s.at);
        if (s.until) order.until = unix_seconds(*s.until);
        const std::size_t before = out_.former.size();
        auto changed = decide(db_, order, out_.former);
        if (!changed) return fail(std::move(changed.error()));
        tell(before, words_of(s));
        out_.changed += static_cast<std::uint64_t>(*changed);
        return {};
    }

    Result<void> note(const DecisionStatement& s, DecisionOrder order, const std::vector<std::int64_t>& findings) {
        order.note = fmt::format("{} says that it is fixed ({})", s.who, s.reason);
        for (const std::int64_t id : findings) {
            auto known = has_note(db_, id, order.note);
            if (!known) return fail(std::move(known.error()));
            if (!*known) order.findings.push_back(id);
        }
        if (order.findings.empty()) return {};
        const std::size_t before = out_.former.size();
        auto changed = decide(db_, order, out_.former);
        if (!changed) return fail(std::move(changed.error()));
        tell(before, words_of(s));
        out_.noted += static_cast<std::uint64_t>(*changed);
        return {};
    }

    static std::string words_of(const DecisionStatement& s) {
        std::string out = s.claim == Claim::fixed           ? "said to be fixed"
                          : s.claim == Claim::risk_accepted ? "accepted risk"
                                                            : "false positive";
        if (s.until) out += " until " + format_rfc3339(*s.until).substr(0, 10);
        return s.reason.empty() ? out : out + ": " + s.reason;
    }

    // Of what `out_.former` got since.
    void tell(std::size_t from, const std::string& decision) {
        if (!tell_) return;
        for (std::size_t i = from; i < out_.former.size(); ++i) {
            for (const std::int64_t finding : out_.former[i].findings) {
                PreviewRow row;
                read_stored(db_, finding, row);
                row.kind = PreviewKind::decided;
                row.finding = FindingId{finding};
                row.decision = decision;
                tell_(row);
            }
        }
    }

    Connection& db_;
    const DecisionDocument& document_;
    std::string source_;
    std::int64_t now_ns_;
    PreviewFn tell_; // of a preview
    DecidedByFile& out_;
    std::map<std::size_t, std::vector<std::int64_t>> by_statement_;
    std::vector<std::size_t> by_pattern_; // statements of ignore files
    std::unordered_map<std::string, std::vector<std::size_t>> by_vulnerability_;
    std::size_t silent_ = 0;
};

} // namespace

Result<DecidedByFile> decide_by_file(Workspace& workspace, const DecisionDocument& document, const std::string& source,
                                     const DecideOptions& options) {
    DecidedByFile out;
    out.warnings = document.warnings;
    const bool undone_later = !options.run.empty() && !options.preview;
    Changed what;
    what.findings = what.decisions = what.compliance = true;
    what.keeps_undo = undone_later;
    const std::int64_t now_ns = unix_nanos(workspace.now());
    bool tried = false;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            if (undone_later)
                if (auto logged = begin_undo_log(db, options.run, now_ns); !logged) return logged;
            if (auto decided =
                    FileDecider(db, document, source, now_ns, options.preview ? options.on_preview : PreviewFn(), out)
                        .run();
                !decided)
                return decided;
            tried = options.preview;
            if (tried) return fail(Errc::cancelled, "it was only tried"); // which takes all of it back
            return undone_later ? end_undo_log(db) : Result<void>();
        },
        what);
    if (!done && !tried) return fail(std::move(done.error()));
    if (tried) out.former.clear(); // there is nothing to undo
    return out;
}

} // namespace parapet
