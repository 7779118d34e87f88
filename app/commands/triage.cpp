// parapet triage: a decision on findings, with who, why and until when.

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/findings.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

class TriageCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("findings", findings_, "numbers such as F-12, or identity prefixes")
            ->required()
            ->type_name("FINDING");
        sub.add_option("--status", status_, "open, triaged, in_progress, risk_accepted, false_positive, fixed")
            ->type_name("S");
        sub.add_option("--reason", reason_, "why; needed to accept a risk or call it a false positive")
            ->type_name("TEXT");
        sub.add_option("--until", until_, "when the acceptance ends; needed to accept a risk")->type_name("DATE");
        owner_option_ = sub.add_option("--owner", owner_, "who is to fix it; empty for nobody")->type_name("NAME");
        sub.add_option("--who", who_, "who decides, if not this account")->type_name("NAME");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_write);
        if (!workspace) return say_error(workspace.error());
        Result<views::Decision> decision = read_decision(**workspace);
        if (!decision) return say_error(decision.error());
        Result<views::AppliedDecision> applied = views::apply_decision(**workspace, *decision);
        if (!applied) return say_error(applied.error());
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) {
                w.begin_object().field("findings", static_cast<std::uint64_t>(decision->findings.size()));
                w.field("changed", applied->changed).text_or_null("status", status_).end_object();
            });
        else
            out.line(fmt::format("{} of {} findings changed", applied->changed, decision->findings.size()));
        return k_exit_ok;
    }

private:
    Result<views::Decision> read_decision(const Workspace& workspace) {
        views::Decision decision;
        if (status_.empty() && owner_option_->count() == 0)
            return fail(Errc::bad_argument, "nothing to decide", "triage", "say --status or --owner");
        if (!status_.empty()) {
            decision.status = parse_enum<FindingStatus>(status_);
            if (!decision.status)
                return fail(Errc::bad_argument, "there is no status \"" + visible(elide(status_, 40)) + "\"",
                            "--status", "open, triaged, in_progress, risk_accepted, false_positive, fixed");
        }
        if (owner_option_->count() > 0) decision.owner = owner_;
        if (!until_.empty()) {
            Result<Time> t = time_option(until_, workspace.now(), "--until");
            if (!t) return fail(std::move(t.error()));
            decision.until = *t;
        }
        decision.reason = reason_;
        decision.who = who_.empty() ? person() : who_;
        for (const std::string& text : findings_) {
            Result<FindingId> id = views::resolve_finding(workspace, text);
            if (!id) return fail(std::move(id.error()));
            decision.findings.push_back(*id);
        }
        return decision;
    }

    std::vector<std::string> findings_;
    std::string status_, reason_, until_, owner_, who_;
    CLI::Option* owner_option_ = nullptr;
};

} // namespace

extern const CommandInfo k_triage_command;
const CommandInfo k_triage_command{"triage", "decides on findings, with who, why and until when", false,
                                   [] { return std::unique_ptr<Command>(new TriageCommand); }};

} // namespace parapet
