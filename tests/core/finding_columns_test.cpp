// The columns in memory say what SQL says: filters, groups, facets and counts over thousands of random findings.

#include "core/store/findings/column_cache.h"
#include "core/store/findings/column_filter.h"
#include "core/store/findings/facets.h"
#include "core/store/findings/stored_columns.h"
#include "core/store/read_pool.h"
#include "core/store/writer.h"
#include "core/views/findings.h"
#include "core/views/findings_ready.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <random>
#include <tuple>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

namespace {

constexpr std::int64_t k_t0 = 1'759'000'000;

class Dice {
public:
    explicit Dice(unsigned seed)
        : random_(seed) {}
    int roll(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most)); }
    template<class List>
    auto one_of(const List& list) {
        return list[static_cast<std::size_t>(roll(static_cast<int>(list.size())))];
    }

private:
    std::mt19937 random_;
};

// Everything that a column holds takes values that no import would give, unknown ones among them.
constexpr const char* k_mix =
    "INSERT INTO owner VALUES(1, 'ann'), (2, 'Bob');"
    "UPDATE finding SET status = id * 7 % 6, owner_id = id * 5 % 3, kev = CASE id % 3 WHEN 0 THEN NULL ELSE id % 3 - 1"
    " END, under_attack = id % 4 = 0, suppressed = id % 5 = 0, score = CASE WHEN id % 4 = 0 THEN -1 ELSE id % 101 / "
    "10.0"
    " END, epss = CASE WHEN id % 7 = 0 THEN -1 ELSE id % 89 / 89.0 END, due = CASE WHEN id % 6 = 0 THEN"
    " 9223372036854775807 ELSE 1760000000 + (id * 37 % 61 - 30) * 86400 END, last_seen = last_seen + id % 500;"
    "DELETE FROM finding WHERE id % 97 = 0";

std::shared_ptr<Workspace> mixed_workspace(const TestClock& clock, int n) {
    auto w = new_workspace("columns", clock);
    Dice dice(11);
    TestReport report;
    report.name = "mixed";
    for (int scan = 0; scan < 6; ++scan) {
        TestScan s;
        s.info.tool = "Tool" + std::to_string(scan % 2);
        s.info.target = "asset" + std::to_string(scan);
        s.info.finished = from_unix_seconds(k_t0 + dice.roll(100) * 1000);
        for (int i = 0; i < n / 6; ++i) {
            const auto severity = static_cast<Severity>(dice.roll(5));
            RawFinding f = dice.roll(2) == 0
                               ? vuln_finding("CVE-2024-" + std::to_string(1000 + dice.roll(300)),
                                              "p" + std::to_string(dice.roll(40)), severity)
                               : code_finding("rule" + std::to_string(dice.roll(40)),
                                              "src/f" + std::to_string(dice.roll(90)) + ".c", dice.roll(900),
                                              "call(" + std::to_string(i) + ")", severity);
            f.title = "Title " + std::to_string(dice.roll(9));
            s.findings.push_back(f);
        }
        report.scans.push_back(s);
    }
    const auto outcome = import_report(*w, report);
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    const auto mixed = w->writer().transact([](Connection& db) { return db.exec(k_mix); });
    if (!mixed) qFatal("%s", mixed.error().one_line().c_str());
    return w;
}

const std::vector<std::string> k_parts{"severity:high,critical",
                                       "severity:>=medium",
                                       "status:open",
                                       "status:open,triaged",
                                       "cause:code",
                                       "phase:build",
                                       "asset:asset1",
                                       "asset:*3,*4",
                                       "asset:none",
                                       "owner:none",
                                       "owner:any",
                                       "owner:ann",
                                       "owner:b*",
                                       "rule:rule1*",
                                       "group:none",
                                       "kev:yes",
                                       "kev:no",
                                       "suppressed:yes",
                                       "under_attack:no",
                                       "under_attack:yes",
                                       "overdue:yes",
                                       "overdue:no",
                                       "due:none",
                                       "due:any",
                                       "due:>2025-10-12",
                                       "due:7d",
                                       "age:>5d",
                                       "age:1d..12d",
                                       "first:-11d",
                                       "last:any",
                                       "cvss:>=7",
                                       "cvss:5..9",
                                       "cvss:none",
                                       "cvss:any",
                                       "epss:>=0.5",
                                       "epss:none",
                                       "epss:..0.2",
                                       "title 3",
                                       "src/f1",
                                       "\"title 4\"",
                                       "file:*f1*",
                                       "file:none",
                                       "package:p1",
                                       "fix:any",
                                       "cve:CVE-2024-101*",
                                       "tool:Tool1",
                                       "source:*ool0,nobody",
                                       "cwe:79",
                                       "cwe:none",
                                       "title:*3*",
                                       "title:any",
                                       "control:none",
                                       "package:none",
                                       "\"f1 c\"",
                                       "->",
                                       "asset3",
                                       "still_in:1..1",
                                       "change:none",
                                       "change:4f*",
                                       "new_in:1..1",
                                       "id:5..900"};

std::string random_filter(Dice& dice, int depth = 0) {
    std::string out;
    const int parts = 1 + dice.roll(depth == 0 ? 3 : 2);
    for (int i = 0; i < parts; ++i) {
        const bool either = i > 0 && dice.roll(3) == 0;
        if (i > 0) out += either ? " or " : " ";
        const std::string one =
            depth < 2 && dice.roll(4) == 0 ? "(" + random_filter(dice, depth + 1) + ")" : dice.one_of(k_parts);
        out += (dice.roll(4) == 0 ? "-" : "") + one;
    }
    return out;
}

std::vector<FindingOrderKey> random_order(Dice& dice) {
    std::vector<FindingOrderKey> order;
    for (int i = dice.roll(3); i >= 0; --i) {
        const auto by = static_cast<FindingOrder>(dice.roll(11));
        const bool falls = dice.roll(2) == 0;
        if (std::none_of(order.begin(), order.end(), [by](const FindingOrderKey& key) { return key.by == by; }))
            order.push_back({by, falls});
    }
    if (!order.empty() && order.back().by == FindingOrder::rule)
        order.push_back({FindingOrder::rule_id, dice.roll(2) == 0}); // what only completes it
    return order;
}

auto all_of(const FindingGroupRow& g) {
    return std::tie(g.first, g.members, g.assets, g.key, g.severity, g.due, g.first_seen, g.last_seen, g.score, g.epss,
                    g.kev, g.under_attack, g.same_status, g.same_owner);
}

// One filter on one connection, by both ways.
struct Both {
    Connection& db;
    FindingView& view;
    ConditionContext context;
    std::string filter;
    FindingList list;
    RowsPtr rows;

    void prepare() {
        context.now = 1'760'000'000;
        const auto tree = query::parse(filter, query::Domain::findings);
        QVERIFY2(tree.has_value(), filter.c_str());
        auto condition = finding_condition(db, **tree, context);
        QVERIFY2(condition.has_value(), filter.c_str());
        list.condition = std::move(*condition);
        list.context = context;
        const auto found = view.rows(db, filter, context);
        QVERIFY2(found.has_value(), filter.c_str());
        rows = *found;
    }
    void same_rows() {
        std::vector<std::int64_t> ids;
        rows->each([&](std::size_t row) { ids.push_back(view.columns().id[row]); });
        const auto all = list_all_ids(db, list);
        QVERIFY(all.has_value());
        QVERIFY2(ids == *all,
                 (filter + ": " + std::to_string(ids.size()) + " not " + std::to_string(all->size())).c_str());
    }
    void same_order() {
        const auto all = list_all_ids(db, list);
        const auto order = view.order(db, list.order);
        QVERIFY(all.has_value() && order.has_value() && order->has_value());
        std::vector<std::int64_t> ids;
        for (const std::uint32_t row : in_order(view.columns(), *rows, **order))
            ids.push_back(view.columns().id[row]);
        QVERIFY2(ids == *all, filter.c_str());
        std::vector<std::int64_t> pages; // the same, page by page
        std::optional<std::uint32_t> after;
        for (const std::size_t limit : {1U, 3U, 40U, 7U}) {
            for (const std::uint32_t row : first_in_order(view.columns(), *rows, **order, after, limit)) {
                pages.push_back(view.columns().id[row]);
                after = row;
            }
        }
        ids.resize(std::min<std::size_t>(ids.size(), 51));
        QVERIFY2(pages == ids, filter.c_str());
    }
    void same_groups(FindingGrouping grouping) {
        const auto slow = list_group_firsts(db, list, grouping);
        const auto fast = view.group_firsts(db, rows, grouping, list.order);
        QVERIFY(slow.has_value() && fast.has_value());
        QVERIFY2(**fast == *slow, filter.c_str());
        QCOMPARE(*view.group_firsts(db, rows, grouping, list.order), *fast); // kept
        QCOMPARE(count_groups(view.columns(), *rows, grouping), *count_groups(db, list.condition, grouping));
        const std::vector<std::int64_t> shown(
            slow->begin(), slow->begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(9, slow->size())));
        const auto heads = read_groups(db, list, grouping, shown);
        QVERIFY(heads.has_value());
        for (const int turn : {0, 1}) { // made, then kept
            const auto ours = view.heads(rows, grouping, shown);
            QCOMPARE(ours.size(), heads->size());
            for (std::size_t i = 0; i < ours.size(); ++i)
                QVERIFY2(all_of(ours[i]) == all_of((*heads)[i]),
                         (filter + " " + ours[i].key + " " + std::to_string(turn)).c_str());
        }
    }
    void same_facets(FacetField field, const std::string& own) {
        const auto tree = query::parse(own, query::Domain::findings);
        auto condition = finding_condition(db, **tree, context);
        auto own_rows = rows_of_filter(db, view.columns(), **tree, context);
        QVERIFY(condition.has_value() && own_rows.has_value());
        FacetCondition facets{list.condition.where, {{field, condition->where}}};
        const auto slow = count_facets(db, facets, context);
        QVERIFY(slow.has_value());
        const FacetCounts fast = count_facets(view.columns(), *rows, {{field, *own_rows}}, context.now);
        QVERIFY2(fast.counts == slow->counts, (filter + " / " + own).c_str());
    }
};

} // namespace

class FindingColumnsTest : public QObject {
    Q_OBJECT
private slots:
    void random_filters_say_what_sql_says();
    void a_view_lasts_until_findings_change();
    void another_process_is_noticed();
    void a_page_of_groups_follows_a_decision();
    void a_stopped_load_is_cancelled();
    void stored_columns_follow_random_changes();
    void damaged_stored_columns_are_not_believed();
    void pages_go_on_where_they_ended();

private:
    TestClock clock_;
};

void FindingColumnsTest::random_filters_say_what_sql_says() {
    auto w = mixed_workspace(clock_, 3000);
    auto reader = w->readers().reader();
    QVERIFY(reader.has_value() && reader->snapshot().has_value());
    const auto view = w->finding_columns().view(**reader, true, {});
    QVERIFY(view.has_value() && *view != nullptr);
    QVERIFY((*view)->columns().rows > 1500);
    Dice dice(3);
    std::size_t found = 0;
    for (int i = 0; i < 250 && !QTest::currentTestFailed(); ++i) {
        const std::size_t part = static_cast<std::size_t>(i);
        Both both{**reader, **view, {}, {}, {}, {}};
        // Each part alone and denied, then any of them together.
        both.filter = part < k_parts.size()       ? k_parts[part]
                      : part < 2 * k_parts.size() ? "-" + k_parts[part - k_parts.size()]
                                                  : random_filter(dice);
        both.prepare();
        if (QTest::currentTestFailed()) return;
        both.same_rows();
        found += both.rows->count();
        both.list.order = random_order(dice);
        both.same_order();
        both.same_groups(static_cast<FindingGrouping>(1 + dice.roll(5)));
        both.same_facets(FacetField::severity, "severity:high,low");
        both.same_facets(FacetField::due, "overdue:no");
    }
    QVERIFY(found > 10'000);
}

void FindingColumnsTest::a_view_lasts_until_findings_change() {
    auto w = mixed_workspace(clock_, 60);
    const auto view = [&](bool load) {
        auto reader = w->readers().reader();
        if (!reader || !reader->snapshot()) return std::shared_ptr<FindingView>();
        return w->finding_columns().view(**reader, load, {}).value_or(nullptr);
    };
    QVERIFY(view(false) == nullptr);
    make_findings_ready(*w, {});
    const auto first = view(false);
    QVERIFY(first != nullptr);
    QVERIFY(view(false) == first);
    QVERIFY(w->writer().transact([](Connection& db) { return build_finding_index(db, FindingIndex::due); }, Changed{}));
    QVERIFY(view(false) == first);
    Changed findings;
    findings.findings = true;
    QVERIFY(
        w->writer().transact([](Connection& db) { return db.exec("DELETE FROM finding WHERE id < 10"); }, findings));
    QVERIFY(view(false) == nullptr);
    const auto second = view(true);
    QVERIFY(second != nullptr);
    QCOMPARE(second->columns().rows, first->columns().rows - 9);
    QCOMPARE(first->columns().row_of(3), std::size_t{2}); // who holds the old one still reads it
    QCOMPARE(second->columns().row_of(3), FindingColumns::k_no_row);
}

void FindingColumnsTest::another_process_is_noticed() {
    auto w = mixed_workspace(clock_, 60);
    FindingsRequest request;
    request.group = FindingGroup::asset;
    QCOMPARE(findings_count(*w, request)->groups, std::int64_t{6});
    auto other = Workspace::open(w->path(), OpenMode::read_write, clock_.clock());
    QVERIFY(other.has_value());
    QVERIFY((*other)->writer().transact([](Connection& db) { return db.exec("UPDATE finding SET asset_id = 1"); }));
    QCOMPARE(findings_count(*w, request)->groups, std::int64_t{1});
}

void FindingColumnsTest::a_page_of_groups_follows_a_decision() {
    auto w = mixed_workspace(clock_, 120);
    FindingsRequest request;
    request.group = FindingGroup::owner;
    request.scope.filter = "owner:ann";
    const auto before = findings_page(*w, request);
    QVERIFY(before.has_value());
    QCOMPARE(before->rows.size(), std::size_t{1});
    QVERIFY(w->writer().transact([](Connection& db) {
        return db.exec("UPDATE finding SET owner_id = 0 WHERE id = (SELECT min(id) FROM finding WHERE owner_id = 1)");
    }));
    const auto after = findings_page(*w, request);
    QVERIFY(after.has_value());
    QCOMPARE(after->rows[0].members, before->rows[0].members - 1);
    QVERIFY(after->rows[0].id != before->rows[0].id);
}

void FindingColumnsTest::a_stopped_load_is_cancelled() {
    auto w = mixed_workspace(clock_, 60);
    std::stop_source stop;
    stop.request_stop();
    FindingsRequest request;
    request.group = FindingGroup::vulnerability;
    QCOMPARE(findings_page(*w, request, stop.get_token()).error().code, Errc::cancelled);
    QVERIFY(findings_page(*w, request).has_value());
}

namespace {

// What random people do to findings: SQL by itself, which knows nothing of columns.
std::string random_change(Dice& dice, std::int64_t most) {
    const std::string some = " WHERE id % " + std::to_string(1 + dice.roll(3000)) + " = 0";
    const std::string few = " WHERE id = " + std::to_string(1 + dice.roll(static_cast<int>(most)));
    switch (dice.roll(7)) {
    case 0:
        return "UPDATE finding SET status = (status + 1) % 6, title = title || '!'" + some;
    case 1:
        return "UPDATE finding SET vuln = 'CVE-2099-' || id, epss = 0.123, fixed_version = '9'" + few;
    case 2:
        return "UPDATE finding SET vuln = NULL, file_id = NULL, due = 5, severity = 0" + some;
    case 3:
        return "DELETE FROM finding" + few;
    case 4:
        return "DELETE FROM finding WHERE id > " + std::to_string(most - dice.roll(9));
    case 5:
        return "UPDATE finding SET asset_id = 300, owner_id = 2" + few;
    default:
        return "INSERT INTO finding(id, identity, proof, basis, severity, status, cause, phase, cause_rule, phase_rule,"
               " due, first_seen, last_seen, asset_id, rule_id, scope_id, title) SELECT (SELECT max(id) FROM finding) +"
               " 1, random(), 1, 1, 3, 0, 0, 0, 0, 0, 77, 1, 2, 1, 1, 1, 'made ' || max(id) FROM finding";
    }
}

std::int64_t number_of(const Workspace& w, std::string_view sql) {
    auto reader = w.readers().reader();
    return (*reader)->integer(sql).value_or(-1);
}

bool right(const Workspace& w) {
    auto reader = w.readers().reader();
    return reader && reader->snapshot() && stored_columns_are_right(**reader).value_or(false);
}

} // namespace

void FindingColumnsTest::stored_columns_follow_random_changes() {
    auto w = mixed_workspace(clock_, 9000);
    QVERIFY(number_of(*w, "SELECT last_id FROM finding_columns") > 5000);
    QVERIFY(right(*w));
    Dice dice(5);
    std::int64_t noted = 0, stored_anew = 0, before = number_of(*w, "SELECT last_id FROM finding_columns");
    for (int i = 0; i < 300; ++i) {
        const std::string sql = random_change(dice, number_of(*w, "SELECT max(id) FROM finding"));
        QVERIFY2(w->writer().transact([&](Connection& db) { return db.exec(sql); }).has_value(), sql.c_str());
        QVERIFY2(right(*w), sql.c_str());
        noted = std::max(noted, number_of(*w, "SELECT count(*) FROM finding_changed"));
        const std::int64_t last = number_of(*w, "SELECT last_id FROM finding_columns");
        stored_anew += last != before ? 1 : 0;
        before = last;
    }
    QVERIFY(noted > 500); // both ways were gone
    QVERIFY(stored_anew > 0);
    // A failed change leaves no trace, and neither does a table that is emptied.
    QVERIFY(!w->writer().transact([](Connection& db) -> Result<void> {
        (void)db.exec("UPDATE finding SET severity = 2");
        return fail(Errc::internal, "on purpose");
    }));
    QVERIFY(right(*w));
    QVERIFY(w->writer().transact([](Connection& db) { return db.exec("DELETE FROM finding"); }).has_value());
    QVERIFY(right(*w));
    QCOMPARE(number_of(*w, "SELECT count(*) FROM finding_columns"), std::int64_t{0});
}

void FindingColumnsTest::damaged_stored_columns_are_not_believed() {
    auto w = mixed_workspace(clock_, 6000);
    const auto most = number_of(*w, "SELECT count(*) FROM finding");
    QVERIFY(number_of(*w, "SELECT count(*) FROM finding_column") > 20);
    for (const std::string damage :
         {"UPDATE finding_column SET bytes = x'00' WHERE number = 3", "DELETE FROM finding_column WHERE number = 201",
          "UPDATE finding_column SET bytes = zeroblob(length(bytes)) WHERE number = 400",
          "UPDATE finding_column SET bytes = x'0400000000000000' WHERE number = 5",
          "UPDATE finding_column SET bytes = x'' WHERE number = 200",
          "UPDATE finding_column SET bytes = x'00000000ffffffff' WHERE number = 302",
          "UPDATE finding_columns SET rows = rows + 1", "UPDATE finding_columns SET rows = -5",
          "UPDATE finding_columns SET format = 99"}) {
        QVERIFY2(w->writer().transact([&](Connection& db) { return db.exec(damage); }).has_value(), damage.c_str());
        auto reader = w->readers().reader();
        QVERIFY(reader.has_value() && reader->snapshot().has_value());
        const auto columns = load_columns(**reader);
        QVERIFY2(columns.has_value() && *columns != nullptr, damage.c_str());
        QCOMPARE(static_cast<std::int64_t>((*columns)->rows), most);
        QVERIFY2(same_columns(**columns, **read_columns(**reader)), damage.c_str());
        QVERIFY(w->writer().transact(&store_columns).has_value());
    }
    // One that is well-formed and wrong is found by the check.
    QVERIFY(w->writer()
                .transact([](Connection& db) {
                    return db.exec("UPDATE finding_column SET bytes = x'0000000003000000' WHERE number = 1");
                })
                .has_value());
    JobContext job;
    const auto found = check_workspace(*w, true, job);
    QVERIFY(found.has_value());
    QVERIFY(std::any_of(found->problems.begin(), found->problems.end(), [](const std::string& line) {
        return line.find("columns that lists are made from were wrong") != std::string::npos;
    }));
    QVERIFY(right(*w));
}

void FindingColumnsTest::pages_go_on_where_they_ended() {
    auto w = mixed_workspace(clock_, 6000);
    Dice dice(8);
    for (int i = 0; i < 12; ++i) {
        FindingsRequest request;
        request.scope.filter = random_filter(dice);
        request.sort = {{static_cast<FindingSort>(dice.roll(11)), dice.roll(2) == 0}};
        request.limit = 97;
        const auto spine = findings_spine(*w, request);
        QVERIFY2(spine.has_value(), request.scope.filter.c_str());
        std::vector<FindingId> met;
        do {
            const auto page = findings_page(*w, request);
            QVERIFY2(page.has_value(), request.scope.filter.c_str());
            for (const FindingRow& row : page->rows)
                met.push_back(row.id);
            request.after = page->next;
            // What changes elsewhere meanwhile does not matter, and SQL goes on where the columns cannot.
            if (dice.roll(4) == 0 && !page->rows.empty()) {
                const std::string touch =
                    "UPDATE finding SET owner_id = owner_id WHERE id = " + std::to_string(page->rows.back().id.value);
                QVERIFY(w->writer().transact([&](Connection& db) { return db.exec(touch); }).has_value());
            }
        } while (!request.after.empty());
        QVERIFY2(met == *spine, request.scope.filter.c_str());
    }
}

QTEST_APPLESS_MAIN(FindingColumnsTest)
#include "finding_columns_test.moc"
