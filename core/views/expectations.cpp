#include "core/views/expectations.h"

#include "core/store/expect/evaluate.h"
#include "core/store/read_pool.h"

namespace parapet::views {

Result<ExpectationsView> expectations(const Workspace& workspace, std::stop_token stop) {
    auto text = workspace.setting(k_expectations_setting);
    if (!text) return fail(std::move(text.error()));
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    auto states = read_expectation_states(**reader);
    if (!states) return fail(std::move(states.error()));
    ExpectationsView out;
    out.text = std::move(*text);
    for (ExpectationResult& state : *states) {
        ExpectationRow row;
        row.expectation = std::move(state.expectation);
        row.asset = std::move(state.asset);
        row.expected = std::move(state.expected);
        row.actual = std::move(state.actual);
        row.tool = std::move(state.tool);
        row.report = std::move(state.import_path);
        row.state = static_cast<Expected>(state.state);
        row.severity = state.severity;
        if (state.seen > 0) row.seen = from_unix_seconds(state.seen);
        row.import = ImportId{state.import_id};
        ++(row.state == Expected::holds ? out.holds : row.state == Expected::broken ? out.broken : out.not_seen);
        out.rows.push_back(std::move(row));
    }
    return out;
}

Result<std::int64_t> count_expectations(const std::string& text) {
    auto all = parse_expectations(text);
    if (!all) return fail(std::move(all.error()));
    return static_cast<std::int64_t>(all->list.size());
}

std::string_view name_of(Expected state) {
    switch (state) {
    case Expected::holds:
        return "holds";
    case Expected::broken:
        return "broken";
    case Expected::not_seen:
        break;
    }
    return "not_seen";
}

} // namespace parapet::views
