#include "core/views/report_parts.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <array>

namespace parapet::views {
namespace {

constexpr std::array<const char*, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string grouped(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 8)
        out += (i ? " " : "") + hex.substr(i, 8);
    return out;
}

} // namespace

std::string day_words(Time at) {
    const std::chrono::year_month_day ymd{std::chrono::floor<std::chrono::days>(at)};
    return fmt::format("{} {} {}", static_cast<unsigned>(ymd.day()), k_months[static_cast<unsigned>(ymd.month()) - 1],
                       static_cast<int>(ymd.year()));
}

std::string moment_words(Time at) {
    const std::int64_t minutes = (unix_seconds(at) / 60) % (24 * 60);
    return fmt::format("{} {:02}:{:02} UTC", day_words(at), minutes / 60, minutes % 60);
}

std::string percent_words(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "–";
    // Never 100 % while something is missing, never 0 % while there is something.
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (part < whole && share > 99) return fmt::format("{:.1f} %", std::min(share, 99.9));
    if (part > 0 && share < 1) return fmt::format("{:.1f} %", std::max(share, 0.1));
    return fmt::format("{:.0f} %", share);
}

std::string signed_words(std::int64_t change) {
    if (change == 0) return "no change";
    return change > 0 ? "+" + format_count(change) : "−" + format_count(-change);
}

std::string plural(std::int64_t n, std::string_view one, std::string_view many) {
    return format_count(n) + " " + std::string(n == 1 ? one : many);
}

Cell cell(std::string text) {
    Cell c;
    c.text = std::move(text);
    return c;
}

Cell strong_cell(std::string text, std::string link) {
    Cell c = cell(std::move(text));
    c.strong = true;
    c.link = std::move(link);
    return c;
}

Cell muted_cell(std::string text) {
    Cell c = cell(std::move(text));
    c.muted = true;
    return c;
}

Cell mono_cell(std::string text) {
    Cell c = cell(std::move(text));
    c.mono = true;
    return c;
}

Cell status_cell(ControlStatus status) {
    Cell c = cell(std::string(words_of(status)));
    c.mark = Cell::Mark::status;
    c.status = status;
    return c;
}

Cell severity_cell(Severity severity) {
    Cell c = cell(std::string(words_of(severity)));
    c.mark = Cell::Mark::severity;
    c.severity = severity;
    return c;
}

std::string_view words_of(ControlStatus status) {
    constexpr std::array<std::string_view, k_control_status_count> k_words{"Met", "Not met", "Partly met",
                                                                           "Not assessed", "Not applicable"};
    return k_words[static_cast<std::size_t>(status)];
}

std::string_view words_of(Severity severity) {
    constexpr std::array<std::string_view, k_severity_count> k_words{"Info", "Low", "Medium", "High", "Critical"};
    return k_words[static_cast<std::size_t>(severity)];
}

std::string_view words_of(FindingStatus status) {
    constexpr std::array<std::string_view, k_status_count> k_words{"Open",          "Triaged",        "In progress",
                                                                   "Accepted risk", "False positive", "Fixed"};
    return k_words[static_cast<std::size_t>(status)];
}

std::string short_hash(const std::string& sha256) {
    return sha256.size() < 12 ? sha256 : sha256.substr(0, 4) + "…" + sha256.substr(sha256.size() - 4);
}

void Snapshot::add(std::string_view text) {
    hash_.update(std::to_string(text.size()) + ":");
    hash_.update(text);
}

void Snapshot::add(std::int64_t number) {
    hash_.update("i" + std::to_string(number) + ";");
}

void Snapshot::add(const std::optional<Time>& time) {
    if (time)
        add(unix_nanos(*time));
    else
        hash_.update("-;");
}

std::string Snapshot::hex() {
    return hash_.hex();
}

std::string owner_of(const Workspace& workspace) {
    const Result<std::string> set = workspace.setting("organisation");
    if (set && !set->empty()) return *set;
    const Result<WorkspaceInfo> info = workspace.info();
    return info ? info->name : std::string();
}

void finish_report(ReportDoc& doc, const Workspace& workspace, const ReportOptions& options, Snapshot& snapshot,
                   const std::vector<std::pair<std::string, std::string>>& facts) {
    const Result<WorkspaceInfo> info = workspace.info();
    doc.generated = workspace.now();
    doc.owner = owner_of(workspace);
    doc.sample = info && info->sample;
    doc.footer_note = "confidential";
    doc.snapshot_id = snapshot.hex();
    doc.report_id = doc.kind + "-" + format_rfc3339(doc.generated).substr(0, 10) + "-" + doc.snapshot_id.substr(0, 8);
    doc.cover_facts.emplace_back("Report", doc.report_id);
    doc.cover_facts.emplace_back("Generated", moment_words(doc.generated));
    if (!options.prepared_by.empty()) doc.cover_facts.emplace_back("Prepared by", options.prepared_by);
    if (!options.prepared_for.empty()) doc.cover_facts.emplace_back("For", options.prepared_for);
    for (const auto& fact : facts)
        doc.cover_facts.push_back(fact);
    doc.cover_facts.emplace_back("SHA-256", grouped(doc.snapshot_id));
    doc.cover_facts.emplace_back("To verify", "Make the report again from the same workspace: same data, same hash");
}

} // namespace parapet::views
