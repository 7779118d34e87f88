#pragma once
// Events, newest first, page after page as one scrolls down: millions of rows are never counted or held.

#include "core/views/events.h"
#include "ui/jobs/job_bridge.h"

#include <QAbstractTableModel>

#include <deque>

namespace parapet::ui {

class AppContext;

enum class EventColumn : std::uint8_t { time, kind, source, target, user, detail, outcome, rule, place };
inline constexpr int k_event_columns = 9;

class EventsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit EventsModel(AppContext& app, QObject* parent = nullptr);

    void setScope(const views::Scope& scope); // asks for the first page
    [[nodiscard]] const views::Scope& scope() const { return scope_; }
    [[nodiscard]] const Event* eventAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

signals:
    void loaded();
    void failed(const parapet::Error& error);

private:
    void ask(bool first);
    [[nodiscard]] QVariant text(const Event& e, EventColumn column) const;
    AppContext& app_;
    views::Scope scope_;
    std::deque<Event> rows_;
    views::Cursor next_;
    bool asking_ = false;
    Ticket ticket_;
};

} // namespace parapet::ui
