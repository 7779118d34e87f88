// What the cells of the list of findings say.

#include "core/base/text.h"
#include "ui/models/findings_model.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <QDateTime>

namespace parapet::ui {

namespace {

std::optional<int> days_left(const views::FindingRow& row, Time now) {
    if (!row.due) return std::nullopt;
    const Time at = row.fixed_at.value_or(now); // frozen when it was fixed
    const double days = std::chrono::duration<double, std::ratio<86400>>(*row.due - at).count();
    return static_cast<int>(days < 0 ? days - 1 : days);
}

QString tools_text(const views::FindingRow& row) {
    QStringList out;
    for (const std::string& tool : row.tools)
        out << shown(tool);
    return out.join(QStringLiteral(", "));
}

} // namespace

QString FindingsModel::dueText(const views::FindingRow& row) const {
    const auto days = days_left(row, app_.now());
    if (!days) return unknown_text();
    if (row.status == FindingStatus::fixed)
        return *days >= 0 ? tr("fixed %n d early", nullptr, *days) : tr("fixed %n d late", nullptr, -*days);
    if (*days >= 0) return *days == 0 ? tr("today") : tr("%n d", nullptr, *days);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(app_.now() - *row.due).count();
    return hours < 24 ? tr("%n h over", nullptr, static_cast<int>(hours))
                      : tr("%1 d over").arg(number_text(hours / 24));
}

QVariant FindingsModel::textOf(const views::FindingRow& row, FindingColumn column, bool child) const {
    switch (column) {
    case FindingColumn::title:
        return child ? shown(row.where.empty() ? row.title : row.where) : shown(row.title);
    case FindingColumn::vuln:
        return child ? tools_text(row) : shown(row.vuln_or_rule);
    case FindingColumn::asset:
        return shown(row.asset);
    case FindingColumn::epss:
        return row.epss ? QLocale().toString(*row.epss * 100.0, 'f', 1) : unknown_text();
    case FindingColumn::due:
        return dueText(row);
    case FindingColumn::owner:
        return row.owner.empty() ? unknown_text() : shown(row.owner);
    case FindingColumn::status:
        return word(row.status);
    case FindingColumn::cause:
        return word(row.cause);
    case FindingColumn::phase:
        return word(row.phase);
    case FindingColumn::score:
        return row.score ? QLocale().toString(*row.score, 'f', 1) : unknown_text();
    case FindingColumn::where:
        return shown(row.where);
    case FindingColumn::tools:
        return tools_text(row);
    case FindingColumn::first_seen:
        return row.first_seen ? app_.timeText(*row.first_seen, false) : unknown_text();
    case FindingColumn::last_seen:
        return row.last_seen ? app_.timeText(*row.last_seen, false) : unknown_text();
    case FindingColumn::check:
    case FindingColumn::severity:
    case FindingColumn::kev:
        break;
    }
    return {};
}

QVariant FindingsModel::sortValue(const views::FindingRow& row, FindingColumn column) const {
    const auto time = [](const std::optional<Time>& t) { return t ? QVariant(qs(format_rfc3339(*t))) : QVariant(); };
    switch (column) {
    case FindingColumn::severity:
        return qs(name_of(row.severity));
    case FindingColumn::kev:
        return row.kev ? QVariant(*row.kev) : QVariant();
    case FindingColumn::epss:
        return row.epss ? QVariant(*row.epss) : QVariant();
    case FindingColumn::score:
        return row.score ? QVariant(*row.score) : QVariant();
    case FindingColumn::due:
        return time(row.due);
    case FindingColumn::first_seen:
        return time(row.first_seen);
    case FindingColumn::last_seen:
        return time(row.last_seen);
    case FindingColumn::status:
        return qs(name_of(row.status));
    case FindingColumn::cause:
        return qs(name_of(row.cause));
    case FindingColumn::phase:
        return qs(name_of(row.phase));
    case FindingColumn::owner:
        return qs(row.owner);
    default:
        return textOf(row, column, false);
    }
}

// Over: not met; within a week: partly; later: no glyph.
QVariant FindingsModel::dueStatus(const views::FindingRow& row) const {
    const auto days = days_left(row, app_.now());
    if (!days || row.status == FindingStatus::fixed) return {};
    if (*days < 0) return static_cast<int>(Status::not_met);
    return *days < 7 ? QVariant(static_cast<int>(Status::partly)) : QVariant();
}

QVariant FindingsModel::copyText(const views::FindingRow& row, FindingColumn column) const {
    switch (column) {
    case FindingColumn::severity:
        return word(row.severity);
    case FindingColumn::kev:
        return row.kev.value_or(false) ? tr("yes") : QString();
    case FindingColumn::due:
    case FindingColumn::first_seen:
    case FindingColumn::last_seen:
        return sortValue(row, column).toString();
    default:
        return textOf(row, column, false);
    }
}

QString FindingsModel::spoken(const views::FindingRow& row) const {
    QStringList parts{word(row.severity), shown(row.title), shown(row.vuln_or_rule), shown(row.asset)};
    if (row.members > 1) parts << tr("%n findings", nullptr, static_cast<int>(row.members));
    if (row.kev.value_or(false)) parts << tr("known exploited");
    if (row.due) parts << dueText(row);
    parts << (row.owner.empty() ? tr("no owner") : tr("owner %1").arg(shown(row.owner)));
    return parts.join(QStringLiteral(", "));
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Place p = place(index.row());
    const bool child = p.child >= 0;
    const views::FindingRow* r = row(index.row());
    if (role == DepthRole) return child ? 1 : 0;
    if (r == nullptr) return {};
    const auto column = static_cast<FindingColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*r, column, child);
    case Qt::AccessibleTextRole:
        return column == FindingColumn::title ? spoken(*r) : textOf(*r, column, child).toString();
    case Qt::ToolTipRole:
        return column == FindingColumn::title ? shown(r->title) : QVariant();
    case SortRole:
        return sortValue(*r, column);
    case CopyRole:
        return copyText(*r, column);
    case SeverityRole:
        return column == FindingColumn::severity && !child ? QVariant(static_cast<int>(r->severity)) : QVariant();
    case ExpandRole:
        return child || r->members <= 1 ? 0 : open_.count(p.spine) != 0 ? 2 : 1;
    case SuffixRole:
        return column == FindingColumn::asset && !child && r->assets > 1 ? QStringLiteral("+%1").arg(r->assets - 1)
                                                                         : QString();
    case IconRole:
        return column == FindingColumn::kev && r->kev.value_or(false) ? QStringLiteral("flame") : QString();
    case IconToneRole:
        return static_cast<int>(Tone::critical);
    case StatusRole:
        return column == FindingColumn::due ? dueStatus(*r) : QVariant();
    case ToneRole:
        return r->suppressed ? QVariant(static_cast<int>(Tone::text3)) : QVariant();
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)) return {};
    switch (static_cast<FindingColumn>(section)) {
    case FindingColumn::check:
        return role == Qt::AccessibleTextRole ? tr("Selected") : QString();
        return {};
    case FindingColumn::severity:
        return role == Qt::AccessibleTextRole ? tr("Severity") : QString();
    case FindingColumn::title:
        return tr("Title");
    case FindingColumn::vuln:
        return tr("Vulnerability or rule");
    case FindingColumn::asset:
        return tr("Asset");
    case FindingColumn::kev:
        return tr("KEV");
    case FindingColumn::epss:
        return tr("EPSS %");
    case FindingColumn::due:
        return tr("Deadline");
    case FindingColumn::owner:
        return tr("Owner");
    case FindingColumn::status:
        return tr("Status");
    case FindingColumn::cause:
        return tr("Cause");
    case FindingColumn::phase:
        return tr("Phase");
    case FindingColumn::score:
        return tr("CVSS");
    case FindingColumn::where:
        return tr("Where");
    case FindingColumn::tools:
        return tr("Found by");
    case FindingColumn::first_seen:
        return app_.utc() ? tr("First seen UTC") : tr("First seen");
    case FindingColumn::last_seen:
        return app_.utc() ? tr("Last seen UTC") : tr("Last seen");
    }
    return {};
}

} // namespace parapet::ui
