#include "ui/models/findings_model.h"

#include "core/base/text.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr std::size_t k_page_rows = 256, k_pages_kept = 40;

std::optional<views::FindingSort> sort_of(FindingColumn column) {
    switch (column) {
    case FindingColumn::severity:
        return views::FindingSort::severity;
    case FindingColumn::title:
        return views::FindingSort::title;
    case FindingColumn::vuln:
        return views::FindingSort::rule;
    case FindingColumn::asset:
        return views::FindingSort::asset;
    case FindingColumn::epss:
        return views::FindingSort::epss;
    case FindingColumn::due:
        return views::FindingSort::due;
    case FindingColumn::owner:
        return views::FindingSort::owner;
    case FindingColumn::status:
        return views::FindingSort::status;
    case FindingColumn::score:
        return views::FindingSort::score;
    case FindingColumn::first_seen:
        return views::FindingSort::first_seen;
    case FindingColumn::last_seen:
        return views::FindingSort::last_seen;
    default:
        return std::nullopt;
    }
}

} // namespace

FindingsModel::FindingsModel(AppContext& app, QObject* parent)
    : QAbstractTableModel(parent)
    , app_(app) {}

FindingsModel::~FindingsModel() = default;

void FindingsModel::setRequest(const views::FindingsRequest& request) {
    request_ = request;
    reload();
}

void FindingsModel::reload() {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    app_.jobs().ask(
        spine_ticket_, this,
        [workspace, request = request_](const std::stop_token& stop) {
            return views::findings_spine(*workspace, request, stop);
        },
        [this](Result<std::vector<FindingId>> answer) {
            if (answer)
                adopt(std::move(*answer));
            else if (answer.error().code != Errc::cancelled)
                emit failed(answer.error());
        },
        1);
}

void FindingsModel::adopt(std::vector<FindingId> spine) {
    // Rows that are known stay on screen until their successors are there: no flicker on a refresh of the same list.
    const bool same = spine == spine_;
    if (!same) beginResetModel();
    spine_ = std::move(spine);
    asked_.clear();
    if (same) {
        const std::list<std::size_t> again = recent_;
        for (const std::size_t page : again)
            fetch(page);
    } else {
        pages_.clear();
        recent_.clear();
        open_.clear();
        row_index_.clear();
        endResetModel();
    }
    emit loaded();
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    std::size_t n = spine_.size();
    for (const auto& [spine, members] : open_)
        n += members.size();
    return static_cast<int>(n);
}

int FindingsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : k_finding_columns;
}

FindingsModel::Place FindingsModel::place(int row) const {
    std::size_t at = static_cast<std::size_t>(row), before = 0; // members of open groups above
    for (const auto& [spine, members] : open_) {
        if (at - before <= spine) break;
        const std::size_t child = at - before - spine - 1;
        if (child < members.size()) return {spine, static_cast<int>(child)};
        before += members.size();
    }
    return {at - before, -1};
}

int FindingsModel::rowOfSpine(std::size_t spine) const {
    std::size_t row = spine;
    for (const auto& [open, members] : open_) {
        if (open >= spine) break;
        row += members.size();
    }
    return static_cast<int>(row);
}

const views::FindingRow* FindingsModel::head(std::size_t spine) const {
    const std::size_t page = spine / k_page_rows;
    const auto it = pages_.find(page);
    if (it == pages_.end()) {
        fetch(page);
        return nullptr;
    }
    recent_.splice(recent_.begin(), recent_, it->second.used);
    const std::size_t at = spine % k_page_rows;
    return at < it->second.rows.size() ? &it->second.rows[at] : nullptr;
}

void FindingsModel::fetch(std::size_t page) const {
    const auto workspace = app_.workspace();
    if (!workspace || asked_.count(page) != 0) return;
    const std::size_t from = page * k_page_rows, to = std::min(from + k_page_rows, spine_.size());
    if (from >= to) return;
    std::vector<FindingId> ids(spine_.begin() + static_cast<std::ptrdiff_t>(from),
                               spine_.begin() + static_cast<std::ptrdiff_t>(to));
    auto& ticket = asked_[page] = std::make_unique<Ticket>();
    auto* self = const_cast<FindingsModel*>(this);
    app_.jobs().ask(
        *ticket, self,
        [workspace, request = request_, ids = std::move(ids)](const std::stop_token& stop) {
            return views::findings_rows(*workspace, request, ids, stop);
        },
        [self, page](Result<std::vector<views::FindingRow>> answer) {
            if (answer)
                self->store(page, std::move(*answer));
            else if (answer.error().code != Errc::cancelled)
                emit self->failed(answer.error());
        },
        2);
}

void FindingsModel::store(std::size_t page, std::vector<views::FindingRow> rows) {
    if (auto it = pages_.find(page); it != pages_.end()) {
        it->second.rows = std::move(rows);
    } else {
        recent_.push_front(page);
        pages_[page] = {std::move(rows), recent_.begin()};
    }
    while (recent_.size() > k_pages_kept) {
        asked_.erase(recent_.back());
        pages_.erase(recent_.back());
        recent_.pop_back();
    }
    const std::size_t last = std::min((page + 1) * k_page_rows, spine_.size()) - 1;
    emit dataChanged(index(rowOfSpine(page * k_page_rows), 0), index(rowOfSpine(last), k_finding_columns - 1));
}

const views::FindingRow* FindingsModel::row(int row) const {
    if (row < 0 || row >= rowCount()) return nullptr;
    const Place p = place(row);
    if (p.child < 0) return head(p.spine);
    return &open_.at(p.spine)[static_cast<std::size_t>(p.child)];
}

FindingId FindingsModel::idAt(int row) const {
    if (row < 0 || row >= rowCount()) return {};
    const Place p = place(row);
    return p.child < 0 ? spine_[p.spine] : open_.at(p.spine)[static_cast<std::size_t>(p.child)].id;
}

int FindingsModel::rowOf(FindingId id) const {
    if (row_index_.isEmpty()) {
        row_index_.reserve(static_cast<qsizetype>(spine_.size()));
        for (std::size_t i = 0; i < spine_.size(); ++i)
            row_index_.insert(spine_[i].value, static_cast<int>(i));
    }
    const auto it = row_index_.constFind(id.value);
    return it == row_index_.constEnd() ? -1 : rowOfSpine(static_cast<std::size_t>(*it));
}

void FindingsModel::toggleFold(int row) {
    if (row < 0 || row >= rowCount()) return;
    const Place p = place(row);
    if (const auto it = open_.find(p.spine); it != open_.end()) {
        const int first = rowOfSpine(p.spine) + 1;
        beginRemoveRows({}, first, first + static_cast<int>(it->second.size()) - 1);
        open_.erase(it);
        endRemoveRows();
        emit dataChanged(index(first - 1, 0), index(first - 1, k_finding_columns - 1));
    } else if (const auto* r = head(p.spine); r != nullptr && r->members > 1) {
        openGroup(p.spine);
    }
}

void FindingsModel::openGroup(std::size_t spine) {
    const auto workspace = app_.workspace();
    const auto* r = head(spine);
    if (!workspace || r == nullptr) return;
    views::FindingsRequest request = request_;
    request.members_of = r->group_key;
    request.limit = 1000;
    app_.jobs().ask(
        group_ticket_, this,
        [workspace, request](const std::stop_token& stop) { return views::findings_page(*workspace, request, stop); },
        [this, spine, id = spine_[spine]](Result<views::FindingsPage> answer) {
            if (!answer) {
                if (answer.error().code != Errc::cancelled) emit failed(answer.error());
                return;
            }
            if (spine >= spine_.size() || spine_[spine] != id || answer->rows.empty() || open_.count(spine) != 0)
                return;
            const int first = rowOfSpine(spine) + 1;
            beginInsertRows({}, first, first + static_cast<int>(answer->rows.size()) - 1);
            open_[spine] = std::move(answer->rows);
            endInsertRows();
            emit dataChanged(index(first - 1, 0), index(first - 1, k_finding_columns - 1));
        });
}

void FindingsModel::sort(int column, Qt::SortOrder order) {
    const auto by = sort_of(static_cast<FindingColumn>(column));
    if (!by) return;
    const bool descending = order == Qt::DescendingOrder;
    // The column before stays as the second key: click owner, then severity, and owners are in order within a severity.
    std::vector<views::SortKey> keys{{*by, descending}};
    for (const views::SortKey& key : request_.sort) {
        if (key.by != *by && keys.size() < 3) keys.push_back(key);
    }
    request_.sort = std::move(keys);
    reload();
}

namespace {

// Every finding that the ids stand for: heads of groups give all of their members.
Result<std::vector<FindingId>> members(const Workspace& workspace, views::FindingsRequest request,
                                       const std::vector<FindingId>& ids, const std::stop_token& stop) {
    if (request.group == views::FindingGroup::none) return ids;
    auto rows = views::findings_rows(workspace, request, ids, stop);
    if (!rows) return fail(rows.error());
    std::vector<FindingId> out;
    for (const views::FindingRow& row : *rows) {
        if (!row.group || row.members <= 1) {
            out.push_back(row.id);
            continue;
        }
        request.members_of = row.group_key;
        request.limit = 1000;
        for (request.after.clear();;) {
            auto page = views::findings_page(workspace, request, stop);
            if (!page) return fail(page.error());
            for (const views::FindingRow& member : page->rows)
                out.push_back(member.id);
            if (page->next.empty()) break;
            request.after = page->next;
        }
    }
    return out;
}

} // namespace

void FindingsModel::withFindingsOf(const QList<int>& rows, const std::function<void(std::vector<FindingId>)>& then) {
    std::vector<FindingId> heads, single;
    for (const int row : rows) {
        if (row < 0 || row >= rowCount()) continue;
        (place(row).child < 0 ? heads : single).push_back(idAt(row));
    }
    const auto workspace = app_.workspace();
    if (!workspace || (heads.empty() && single.empty())) return;
    app_.jobs().ask(
        members_ticket_, this,
        [workspace, request = request_, heads, single](const std::stop_token& stop) -> Result<std::vector<FindingId>> {
            auto all = members(*workspace, request, heads, stop);
            if (!all) return fail(all.error());
            all->insert(all->end(), single.begin(), single.end());
            std::sort(all->begin(), all->end());
            all->erase(std::unique(all->begin(), all->end()), all->end());
            return all;
        },
        [this, then](Result<std::vector<FindingId>> answer) {
            if (answer)
                then(std::move(*answer));
            else if (answer.error().code != Errc::cancelled)
                emit failed(answer.error());
        });
}

} // namespace parapet::ui
