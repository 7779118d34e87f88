#include "ui/models/events_model.h"

#include "core/base/text.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

namespace parapet::ui {

namespace {

constexpr std::size_t k_page_rows = 256;

QString outcome_text(const Event& e) {
    switch (e.outcome) {
    case Outcome::success:
        return EventsModel::tr("Succeeded");
    case Outcome::failure:
        return EventsModel::tr("Failed");
    case Outcome::blocked:
        return EventsModel::tr("Blocked");
    case Outcome::allowed:
        return EventsModel::tr("Allowed");
    case Outcome::unknown:
        break;
    }
    return unknown_text();
}

// An attack that was stopped is good news, one that got through is not; elsewhere a failure is worth a look.
Status outcome_status(const Event& e) {
    const bool attack = is_attack(e.kind);
    switch (e.outcome) {
    case Outcome::blocked:
        return Status::met;
    case Outcome::failure:
        return attack ? Status::met : Status::partly;
    case Outcome::success:
        return attack ? Status::not_met : Status::met;
    case Outcome::allowed:
        return attack ? Status::not_met : Status::not_applicable;
    case Outcome::unknown:
        break;
    }
    return Status::not_assessed;
}

QString place_text(const Event& e) {
    return e.line > 0 ? EventsModel::tr("%1, line %2").arg(shown(e.source)).arg(e.line) : shown(e.source);
}

} // namespace

EventsModel::EventsModel(AppContext& app, QObject* parent)
    : QAbstractTableModel(parent)
    , app_(app) {}

void EventsModel::setScope(const views::Scope& scope) {
    scope_ = scope;
    next_.clear();
    ask(true);
}

const Event* EventsModel::eventAt(int row) const {
    return row < 0 || row >= static_cast<int>(rows_.size()) ? nullptr : &rows_[static_cast<std::size_t>(row)];
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : k_event_columns;
}

bool EventsModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !asking_ && !next_.empty();
}

void EventsModel::fetchMore(const QModelIndex&) {
    if (!asking_ && !next_.empty()) ask(false);
}

void EventsModel::ask(bool first) {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    asking_ = true;
    views::EventsRequest request;
    request.scope = scope_;
    request.after = next_;
    request.limit = k_page_rows;
    app_.jobs().ask(
        ticket_, this,
        [workspace, request](const std::stop_token& stop) { return views::events_page(*workspace, request, stop); },
        [this, first](Result<views::EventsPage> answer) {
            asking_ = false;
            if (!answer) {
                if (answer.error().code != Errc::cancelled) emit failed(answer.error());
                return;
            }
            if (first) {
                beginResetModel();
                rows_.assign(answer->rows.begin(), answer->rows.end());
                next_ = answer->next;
                endResetModel();
            } else if (!answer->rows.empty()) {
                const int from = static_cast<int>(rows_.size());
                beginInsertRows({}, from, from + static_cast<int>(answer->rows.size()) - 1);
                rows_.insert(rows_.end(), answer->rows.begin(), answer->rows.end());
                next_ = answer->next;
                endInsertRows();
            } else {
                next_.clear();
            }
            emit loaded();
        },
        1);
}

QVariant EventsModel::text(const Event& e, EventColumn column) const {
    const auto or_dash = [](const std::string& s) { return s.empty() ? unknown_text() : shown(s); };
    switch (column) {
    case EventColumn::time:
        return app_.clockText(e.time);
    case EventColumn::kind:
        return qs(title_of(e.kind));
    case EventColumn::source:
        return or_dash(e.source_ip);
    case EventColumn::target:
        return or_dash(e.asset.empty() ? e.host : e.asset);
    case EventColumn::user:
        return e.target_user.empty() || e.target_user == e.user
                   ? or_dash(e.user)
                   : shown(e.user) + QStringLiteral(" → ") + shown(e.target_user);
    case EventColumn::detail: {
        const QString line = shown(elide(e.message.empty() ? e.object : e.message, 400));
        return e.count > 1 ? tr("%1 (%2 times)").arg(line).arg(e.count) : line;
    }
    case EventColumn::outcome:
        return outcome_text(e);
    case EventColumn::rule:
        return shown(e.rule);
    case EventColumn::place:
        return place_text(e);
    }
    return {};
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    const Event* e = eventAt(index.row());
    if (e == nullptr) return {};
    const auto column = static_cast<EventColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(*e, column);
    case Qt::AccessibleTextRole:
        return column == EventColumn::time ? QStringLiteral("%1, %2, %3, %4")
                                                 .arg(text(*e, EventColumn::time).toString(), qs(title_of(e->kind)),
                                                      shown(e->source_ip), outcome_text(*e))
                                           : text(*e, column);
    case Qt::ToolTipRole:
        return column == EventColumn::detail ? shown(e->message) : QVariant();
    case KindRole:
        return column == EventColumn::kind ? QVariant(static_cast<int>(role_of(e->kind))) : QVariant();
    case StatusRole:
        return column == EventColumn::outcome ? QVariant(static_cast<int>(outcome_status(*e))) : QVariant();
    case SortRole:
    case CopyRole:
        return column == EventColumn::time     ? qs(format_rfc3339(e->time))
               : column == EventColumn::detail ? shown(e->message)
                                               : text(*e, column).toString();
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (static_cast<EventColumn>(section)) {
    case EventColumn::time:
        return app_.zoned(tr("Time"));
    case EventColumn::kind:
        return tr("Kind");
    case EventColumn::source:
        return tr("Source");
    case EventColumn::target:
        return tr("Target");
    case EventColumn::user:
        return tr("User");
    case EventColumn::detail:
        return tr("Detail");
    case EventColumn::outcome:
        return tr("Outcome");
    case EventColumn::rule:
        return tr("Rule");
    case EventColumn::place:
        return tr("From");
    }
    return {};
}

} // namespace parapet::ui
