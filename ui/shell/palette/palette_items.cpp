#include "ui/shell/palette/palette_items.h"

#include "core/query/filter.h"
#include "ui/theme/icons.h"
#include "ui/widgets/text.h"

#include <QAction>
#include <QCoreApplication>
#include <QMap>
#include <QMenu>

#include <algorithm>

namespace parapet::ui {

int palette_score(const PaletteItem& item, const QString& typed) {
    const QStringList words = typed.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QString text = item.text.toLower();
    const QString all = text + QLatin1Char(' ') + item.hint.toLower();
    int score = 0;
    for (const QString& word : words) {
        if (text.startsWith(word)) {
            score += 30;
        } else if (text.contains(QLatin1Char(' ') + word)) {
            score += 20;
        } else if (text.contains(word)) {
            score += 10;
        } else if (all.contains(word)) {
            score += 2;
        } else {
            return -1;
        }
    }
    return score;
}

QList<PaletteItem> palette_matches(const QList<PaletteItem>& items, const QString& typed, const QStringList& recent,
                                   qsizetype most) {
    struct Scored {
        int score;
        qsizetype order;
    };
    QList<Scored> fits;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const int score = palette_score(items[i], typed);
        if (score < 0) continue;
        const qsizetype used = recent.indexOf(items[i].id);
        const int bonus = used < 0 ? 0 : 8 - static_cast<int>(std::min<qsizetype>(used, 7));
        fits.append({score + bonus, i});
    }
    std::stable_sort(fits.begin(), fits.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
    QMap<QString, qsizetype> taken;
    QList<PaletteItem> out;
    for (const Scored& fit : fits) {
        const PaletteItem& item = items[fit.order];
        if (++taken[item.group] <= most) out << item;
    }
    return out;
}

QStringList key_names(const QString& shortcut) {
    if (shortcut.isEmpty()) return {};
    return shortcut.section(QStringLiteral(", "), 0, 0).split(QLatin1Char('+'), Qt::SkipEmptyParts);
}

QList<PaletteItem> palette_actions(const QList<QAction*>& actions) {
    const QString group = QCoreApplication::translate("Palette", "Actions");
    QList<PaletteItem> items;
    for (QAction* action : actions) {
        QString text = action->text().remove(QLatin1Char('&'));
        if (text.isEmpty() || action->isSeparator() || !action->isEnabled() || !action->isVisible()) continue;
        if (action->menu() != nullptr || action->property("noPalette").toBool()) continue;
        PaletteItem item;
        item.id = QStringLiteral("action:") + (action->objectName().isEmpty() ? text : action->objectName());
        item.group = group;
        item.icon = action->property("iconName").toString();
        if (item.icon.isEmpty()) item.icon = QStringLiteral("bolt");
        const QString before = action->property("paletteText").toString();
        item.text = before.isEmpty() ? text : before;
        item.keys = key_names(action->shortcut().toString(QKeySequence::NativeText));
        item.run = [action] { action->trigger(); };
        items << item;
    }
    return items;
}

bool looks_like_query(const QString& typed) {
    const QString head = typed.section(QLatin1Char(':'), 0, 0).trimmed().remove(QLatin1Char('-'));
    if (!typed.contains(QLatin1Char(':'))) return false;
    for (const query::Field& field : query::fields(query::Domain::findings)) {
        if (head.compare(qs(field.name), Qt::CaseInsensitive) == 0) return true;
    }
    return false;
}

} // namespace parapet::ui
