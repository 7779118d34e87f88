// parapet expect: what must be true of assets, held against what scanners saw.

#include "core/ingest/expect.h"

#include "app/command_line.h"
#include "app/output.h"
#include "app/text_file.h"
#include "core/base/text.h"
#include "core/views/expectations.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

constexpr std::size_t k_most_bytes = 1U << 20U;

constexpr const char* k_form = R"(The form of FILE (YAML):

  expectations:
    - {name: Only web ports answer, assets: "web-*", only_ports: [80, 443], severity: high}
    - {name: No remote desktop, closed_ports: [3389, 5900/tcp]}
    - {name: OpenSSL is new, package: openssl, at_least: 3.0.13, because: CVE-2024-0727}
    - {name: Root does not log in, assets: ["db-1", "db-2"], setting: PermitRootLogin, equals: "no"}
    - {name: The benchmark's rule on root logins passes, check: "*sshd_disable_root_login"}
    - {name: Nothing is open to the world, assets: "aws-*", no_open_groups: true}

An expectation is about one of: closed_ports, only_ports, package with at_least, setting with equals or at_least, check (a
rule of any scanner that must pass; * stands for anything), no_open_groups. `assets` are names; without it, all.
Ports come from Nmap, Nessus, OpenVAS, Qualys, Nexpose and Lynis; packages from SBOMs (CycloneDX, SPDX), Trivy's and
Lynis's lists and from findings; settings from Lynis; checks and security groups from whatever tool reports them.
What no scanner has seen is "not seen": neither a pass nor a breach. A breach is a finding of the tool "Parapet
expectations", which closes when a later scan shows that it is over. Exit code 1: something is broken.)";

class ExpectCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.footer(k_form);
        sub.add_option(
               "file", file_,
               "keeps what FILE (- is standard input) expects and looks at all assets; an empty one expects nothing")
            ->type_name("FILE");
        sub.add_flag("--check", check_, "look at all assets anew; after imports that happens by itself");
        sub.add_flag("--show", show_, "print the kept file");
        sub.add_flag("--broken", broken_, "list only what is broken");
        sub.add_option("--who", who_, "who does it, if not this account")->type_name("NAME");
    }

    int run(const CommonOptions& common) override {
        std::string text;
        if (!file_.empty()) {
            TerminalJob job(common);
            Result<std::string> read = read_text_file(file_, k_most_bytes, job.context());
            if (!read) return say_error(read.error());
            text = std::move(*read);
        }
        const bool writes = check_ || !file_.empty();
        Result<std::shared_ptr<Workspace>> workspace =
            open_workspace(common, writes ? OpenMode::read_write : OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        if (writes)
            if (Result<void> done = hold(**workspace, text); !done) return say_error(done.error());
        Result<views::ExpectationsView> view = views::expectations(**workspace, interrupt_token());
        if (!view) return say_error(view.error());
        print(*view, common.json);
        return view->broken > 0 ? k_exit_rejected : k_exit_ok;
    }

private:
    Result<void> hold(Workspace& workspace, const std::string& text) const {
        Result<ExpectOutcome> held = file_.empty() ? hold_expectations(workspace, {})
                                                   : set_expectations(workspace, text, who_.empty() ? person() : who_);
        if (held) return {};
        Error error = std::move(held.error());
        if (error.line > 0) {
            error.where = file_;
            error.code = Errc::bad_argument; // the file's words are off
        }
        return fail(std::move(error));
    }

    void print(const views::ExpectationsView& view, bool json) const {
        Output out;
        if (show_ && !json) return out.raw(view.text);
        Table table({"STATE", "EXPECTATION", "ASSET", "EXPECTED", "ACTUAL", "SEEN", "BY"});
        for (const views::ExpectationRow& row : view.rows) {
            if (broken_ && row.state != views::Expected::broken) continue;
            if (json)
                out.json([&](json::Writer& w) {
                    w.begin_object().field("expectation", row.expectation).field("asset", row.asset);
                    w.field("state", name_of(row.state)).field("severity", name_of(row.severity));
                    w.field("expected", row.expected).text_or_null("actual", row.actual);
                    w.text_or_null("seen", row.seen ? format_rfc3339(*row.seen) : "").text_or_null("tool", row.tool);
                    w.text_or_null("report", row.report).end_object();
                });
            else
                table.row({std::string(name_of(row.state)), one_line_of(row.expectation, 50),
                           one_line_of(row.asset, 40), one_line_of(row.expected, 50), one_line_of(row.actual, 60),
                           row.seen ? format_rfc3339(*row.seen) : "", one_line_of(row.tool, 20)},
                          row.state == views::Expected::broken ? "31" : "");
        }
        if (json) return;
        table.print(out);
        out.line(fmt::format("{} hold, {} broken, {} not seen by any scanner", view.holds, view.broken, view.not_seen));
    }

    std::string file_, who_;
    bool check_ = false, show_ = false, broken_ = false;
};

} // namespace

extern const CommandInfo k_expect_command;
const CommandInfo k_expect_command{"expect", "holds what must be true of assets against what scanners saw", false,
                                   [] { return std::unique_ptr<Command>(new ExpectCommand); }};

} // namespace parapet
