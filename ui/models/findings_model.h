#pragma once
// The list of findings: the spine of ids is known, rows come in pages of 256 as they scroll into view (at most 40 pages
// are kept), a group opens in place. Nothing here waits.

#include "core/views/findings.h"
#include "ui/jobs/job_bridge.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace parapet::ui {

class AppContext;

enum class FindingColumn : std::uint8_t {
    check,
    severity,
    title,
    vuln,
    asset,
    kev,
    epss,
    due,
    owner, // the usual ones
    status,
    cause,
    phase,
    score,
    where,
    tools,
    first_seen,
    last_seen, // to be switched on
};
inline constexpr int k_finding_columns = 17;

class FindingsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit FindingsModel(AppContext& app, QObject* parent = nullptr);
    ~FindingsModel() override;

    void setRequest(const views::FindingsRequest& request); // asks anew
    [[nodiscard]] const views::FindingsRequest& request() const { return request_; }
    void reload(); // the same question again; keeps open groups, checks and, as far as they are still there, places

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] const views::FindingRow* row(int row) const; // nullptr: not loaded yet
    [[nodiscard]] FindingId idAt(int row) const;
    [[nodiscard]] int rowOf(FindingId id) const; // -1: not in the list
    void toggleFold(int row);

    // The findings behind these rows, asked in the background: a group stands for all of its members.
    void withFindingsOf(const QList<int>& rows, const std::function<void(std::vector<FindingId>)>& then);

signals:
    void loaded(); // a new spine is in place
    void failed(const parapet::Error& error);

private:
    struct Place { // of a row: a spine entry, or a member of the group there
        std::size_t spine = 0;
        int child = -1;
    };
    struct Page {
        std::vector<views::FindingRow> rows;
        std::list<std::size_t>::iterator used;
    };
    [[nodiscard]] Place place(int row) const;
    [[nodiscard]] int rowOfSpine(std::size_t spine) const;
    [[nodiscard]] const views::FindingRow* head(std::size_t spine) const; // asks for its page when it is missing
    void fetch(std::size_t page) const;
    void store(std::size_t page, std::vector<views::FindingRow> rows);
    void adopt(std::vector<FindingId> spine);
    void openGroup(std::size_t spine);
    [[nodiscard]] QVariant textOf(const views::FindingRow& row, FindingColumn column, bool child) const;
    [[nodiscard]] QVariant sortValue(const views::FindingRow& row, FindingColumn column) const;
    [[nodiscard]] QString spoken(const views::FindingRow& row) const;
    [[nodiscard]] QString dueText(const views::FindingRow& row) const;
    [[nodiscard]] QVariant dueStatus(const views::FindingRow& row) const;
    [[nodiscard]] QVariant copyText(const views::FindingRow& row, FindingColumn column) const;

    AppContext& app_;
    views::FindingsRequest request_;
    std::vector<FindingId> spine_;
    std::map<std::size_t, std::vector<views::FindingRow>> open_; // spine entry -> members
    mutable std::map<std::size_t, Page> pages_;
    mutable std::list<std::size_t> recent_; // pages, newest first
    mutable std::map<std::size_t, std::unique_ptr<Ticket>> asked_;
    mutable QHash<qint64, int> row_index_; // id -> spine entry, made when first asked
    Ticket spine_ticket_, group_ticket_, members_ticket_;
};

} // namespace parapet::ui
