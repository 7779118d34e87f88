// parapet rules: cause, phase, owner and deadline of findings, by a file that people edit.

#include "core/views/rules.h"

#include "app/command_line.h"
#include "app/output.h"
#include "app/text_file.h"
#include "core/base/text.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

constexpr std::size_t k_most_bytes = 4U << 20U;

constexpr const char* k_form = R"(The form of FILE (YAML; `parapet rules show` prints one to begin with):

  calendars:                   working days; the first one counts where a rule names none
    berlin: {zone: Europe/Berlin, work: [mon, tue, wed, thu, fri],
             holidays: [2026-12-24..2026-12-26, 01-01, {date: 05-01, name: Labour day}]}
  assets:                      what assets are; * stands for anything
    - {name: "shop-*", tags: [pci], group: Shop, env: production, team: Payments, owner: "@payments"}
  cause:                       configuration, missing_patch, code, secret, other
    - {when: "rule:CKV_*", set: configuration, because: Terraform is configuration}
    - {as_reported: true}      rules below do not touch what a report itself says
  phase:                       plan, code, build, test, release, deploy, operate, monitor
    - {when: "cause:secret", set: code}
  owner:
    - {when: "tag:pci", set: "@platform"}
  deadline:                    days, or working_days: a number, or one for each severity; none
    - {when: "kev:yes", working_days: 3, calendar: berlin}
    - {when: "tag:pci", days: {critical: 7, high: 14}}

In each section the first rule that matches counts. `when` is the language of the filter bar, with the fields severity
cause phase kind target asset tag group env team owner tool rule cve cwe package fix cvss epss kev suppressed control
file resource title. An owner that was set by hand stays. After the rules, a CODEOWNERS file says who owns a file of its
repository (`parapet rules owners FILE --asset NAME`), then the asset's own owner. What is given in days without a
calendar ends so many times 24 hours after the first sight; by a calendar it ends with the day, on a working day.)";

class RulesCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.footer(k_form);
        show_ = sub.add_subcommand("show", "prints the rules of the workspace");
        set_ = sub.add_subcommand("set", "keeps the rules of FILE and applies them to all findings");
        set_->add_option("file", file_, "a YAML file; - is standard input")->required()->type_name("FILE");
        set_->add_option("--who", who_, "who does it, if not this account")->type_name("NAME");
        check_ = sub.add_subcommand("check", "says whether FILE can be read, and how many findings it would change");
        check_->add_option("file", file_, "a YAML file; - is standard input")->required()->type_name("FILE");
        owners_ = sub.add_subcommand("owners", "lists the CODEOWNERS files of the workspace, or keeps one");
        owners_->add_option("file", file_, "a CODEOWNERS file; - is standard input")->type_name("FILE");
        owners_->add_option("--asset", asset_, "whose repository it is; * stands for anything")->type_name("NAME");
        owners_->add_flag("--remove", remove_, "take the file of --asset away");
        owners_->add_option("--who", who_, "who does it, if not this account")->type_name("NAME");
        for (CLI::App* part : {show_, set_, check_, owners_})
            part->fallthrough(); // --json and the like may stand behind it
        sub.require_subcommand(0, 1);
    }

    int run(const CommonOptions& common) override {
        const bool writes = set_->parsed() || (owners_->parsed() && (remove_ || !file_.empty()));
        std::string text;
        if (!file_.empty()) {
            TerminalJob job(common);
            Result<std::string> read = read_text_file(file_, k_most_bytes, job.context());
            if (!read) return say_error(read.error());
            text = std::move(*read);
        }
        if (owners_->parsed() && writes && asset_.empty())
            return say_error({Errc::bad_argument, "whose repository is it", "rules owners", "say --asset NAME"});
        Result<std::shared_ptr<Workspace>> workspace =
            open_workspace(common, writes ? OpenMode::read_write : OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        if (set_->parsed()) return say_changes(views::set_rules(**workspace, text, who()), common, "changed");
        if (check_->parsed())
            return say_changes(views::try_rules(**workspace, text, interrupt_token()), common, "would change");
        if (owners_->parsed()) return owners(**workspace, text, common, writes);
        return show(**workspace, common);
    }

private:
    [[nodiscard]] std::string who() const { return who_.empty() ? person() : who_; }

    static int show(const Workspace& workspace, const CommonOptions& common) {
        Result<views::RulesText> rules = views::rules_text(workspace);
        if (!rules) return say_error(rules.error());
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) {
                w.begin_object().field("own", rules->own).field("rules", rules->text).end_object();
            });
        else
            out.raw(rules->text);
        return k_exit_ok;
    }

    // The file's words are off: a usage error that names the file.
    int say_changes(Result<views::RuleChanges> changes, const CommonOptions& common, std::string_view verb) const {
        if (!changes) {
            Error error = std::move(changes.error());
            if (error.line > 0) {
                error.where = error.where.empty() ? file_ : file_ + ", " + error.where;
                error.code = Errc::bad_argument;
            }
            return say_error(error);
        }
        Output out;
        if (common.json) {
            out.json([&](json::Writer& w) {
                w.begin_object().field("findings", changes->looked_at).field("changed", changes->changed);
                w.field("cause", changes->cause).field("phase", changes->phase).field("owner", changes->owner);
                w.field("due", changes->due).key("skipped").begin_array();
                for (const std::string& line : changes->skipped)
                    w.value(line);
                w.end_array().end_object();
            });
            return changes->skipped.empty() ? k_exit_ok : k_exit_rejected;
        }
        out.line(fmt::format("{}: {}", verb, views::words_of(*changes)));
        out.flush();
        for (const std::string& line : changes->skipped)
            say_note(fmt::format("{}: {}; the line is skipped", file_, line));
        return changes->skipped.empty() ? k_exit_ok : k_exit_rejected;
    }

    int owners(Workspace& workspace, const std::string& text, const CommonOptions& common, bool writes) const {
        if (writes)
            return say_changes(remove_ ? views::remove_owner_file(workspace, asset_, who())
                                       : views::set_owner_file(workspace, asset_, file_, text, who()),
                               common, "changed");
        Result<std::vector<views::OwnerFileRow>> files = views::owner_files(workspace);
        if (!files) return say_error(files.error());
        Output out;
        Table table({"ASSET", "LINES", "FROM", "SINCE"}, {false, true});
        for (const views::OwnerFileRow& file : *files) {
            if (common.json)
                out.json([&](json::Writer& w) {
                    w.begin_object().field("asset", file.asset).field("lines", file.lines).field("path", file.path);
                    w.field("at", format_rfc3339(file.at)).end_object();
                });
            else
                table.row({one_line_of(file.asset, 60), std::to_string(file.lines), one_line_of(file.path, 80),
                           format_rfc3339(file.at)});
        }
        if (!common.json) table.print(out);
        return k_exit_ok;
    }

    std::string file_, who_, asset_;
    bool remove_ = false;
    CLI::App* show_ = nullptr;
    CLI::App* set_ = nullptr;
    CLI::App* check_ = nullptr;
    CLI::App* owners_ = nullptr;
};

} // namespace

extern const CommandInfo k_rules_command;
const CommandInfo k_rules_command{"rules", "cause, phase, owner and deadline of findings by editable rules", false,
                                  [] { return std::unique_ptr<Command>(new RulesCommand); }};

} // namespace parapet
