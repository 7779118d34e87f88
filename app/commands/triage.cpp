// parapet triage: a decision on findings, with who, why and until when.

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/findings.h"
#include "core/views/regroup.h"

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
        sub.add_option("--join", join_, "findings that are this same weakness: they become part of it, for good")
            ->type_name("FINDING");
        sub.add_option("--split", split_, "a tool, or TOOL:RULE, whose sightings are a finding of their own, for good")
            ->type_name("TOOL");
        sub.add_flag("--unjoin", unjoin_, "takes a join back: the findings named were part of another one");
        sub.add_option("--who", who_, "who decides, if not this account")->type_name("NAME");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_write);
        if (!workspace) return say_error(workspace.error());
        if (!join_.empty() || !split_.empty() || unjoin_) return regroup(**workspace, common);
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
            return fail(Errc::bad_argument, "nothing to decide", "triage",
                        "say --status, --owner, --join, --split or --unjoin");
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

    int regroup(Workspace& workspace, const CommonOptions& common) {
        Result<views::Regroup> what = read_regroup(workspace);
        if (!what) return say_error(what.error());
        Result<views::Regrouped> done = views::apply_regroup(workspace, *what);
        if (!done) return say_error(done.error());
        std::string others;
        for (const FindingId other : what->others)
            others += fmt::format("{}F-{}", others.empty() ? "" : ", ", other.value);
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) {
                w.begin_object().field("finding", fmt::format("F-{}", done->finding.value));
                w.field("done", unjoin_ ? "unjoin" : join_.empty() ? "split" : "join").key("findings").begin_array();
                for (const FindingId other : what->others)
                    w.value(fmt::format("F-{}", other.value));
                w.end_array().end_object();
            });
        else if (unjoin_)
            out.line(fmt::format("{} no longer part of F-{}", others, done->finding.value));
        else if (!join_.empty())
            out.line(fmt::format("{} now part of F-{}", others, done->finding.value));
        else
            out.line(fmt::format("F-{} was split off F-{}", done->finding.value, what->finding.value));
        return k_exit_ok;
    }

    Result<views::Regroup> read_regroup(const Workspace& workspace) const {
        views::Regroup what;
        what.who = who_.empty() ? person() : who_;
        what.reason = reason_;
        const bool one_way = (join_.empty() ? 0 : 1) + (split_.empty() ? 0 : 1) + (unjoin_ ? 1 : 0) == 1;
        if (!one_way || !status_.empty() || owner_option_->count() > 0)
            return fail(Errc::bad_argument, "--join, --split and --unjoin stand alone", "triage",
                        "make one call for each");
        if (unjoin_) {
            what.kind = views::Regroup::Kind::unjoin;
            for (const std::string& text : findings_) {
                std::int64_t number = 0; // it goes by the number of the whole at present
                if (!parse_int(istarts_with(text, "F-") ? text.substr(2) : text, number))
                    return fail(Errc::bad_argument, "there is no finding \"" + visible(elide(text, 40)) + "\"",
                                "triage", "name it by its number, F-12");
                what.others.push_back(FindingId{number});
            }
            return what;
        }
        if (findings_.size() != 1)
            return fail(Errc::bad_argument, "one finding is joined with others or split", "triage", "name just one");
        Result<FindingId> finding = views::resolve_finding(workspace, findings_.front());
        if (!finding) return fail(std::move(finding.error()));
        what.finding = *finding;
        for (const std::string& text : join_) {
            Result<FindingId> id = views::resolve_finding(workspace, text);
            if (!id) return fail(std::move(id.error()));
            what.others.push_back(*id);
        }
        return split_.empty() ? Result<views::Regroup>(what) : read_split(workspace, std::move(what));
    }

    Result<views::Regroup> read_split(const Workspace& workspace, views::Regroup what) const {
        what.kind = views::Regroup::Kind::split;
        Result<views::FindingDetail> detail = views::finding_detail(workspace, what.finding, interrupt_token());
        if (!detail) return fail(std::move(detail.error()));
        std::string known;
        for (const views::Sighting& s : detail->sightings) {
            if (s.tool == split_ || s.tool + ":" + s.rule == split_) what.sightings.push_back(s.id);
            known += (known.empty() ? "" : ", ") + s.tool + ":" + s.rule;
        }
        if (what.sightings.empty())
            return fail(Errc::not_found, "\"" + visible(elide(split_, 60)) + "\" has not seen this finding", "--split",
                        "it was seen by " + visible(elide(known, 300)));
        return what;
    }

    std::vector<std::string> findings_, join_;
    std::string split_;
    bool unjoin_ = false;
    std::string status_, reason_, until_, owner_, who_;
    CLI::Option* owner_option_ = nullptr;
};

} // namespace

extern const CommandInfo k_triage_command;
const CommandInfo k_triage_command{"triage", "decides on findings, with who, why and until when", false,
                                   [] { return std::unique_ptr<Command>(new TriageCommand); }};

} // namespace parapet
