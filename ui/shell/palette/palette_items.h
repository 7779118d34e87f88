#pragma once
// What the command palette offers for a text. Pure: finding the objects is asked by CommandPalette.

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

class QAction;

namespace parapet::ui {

struct PaletteItem {
    QString id;    // stable, for "recent first": "action:undo", "page:findings"
    QString group; // "Actions", "Go to", "Findings", "Assets", "Search everywhere"
    QString icon;
    QString text;
    QString hint; // in text3 behind it
    QStringList keys;
    std::function<void()> run;
    bool bold_match = true;
};

// How well `item` fits: below 0 not at all; words that begin with a typed word come first. An empty text fits all.
[[nodiscard]] int palette_score(const PaletteItem& item, const QString& typed);
// Fitting items, best first, recent ones before others of a like score; at most `most` a group.
[[nodiscard]] QList<PaletteItem> palette_matches(const QList<PaletteItem>& items, const QString& typed,
                                                 const QStringList& recent, qsizetype most);
// Actions with a text, that are enabled and visible.
[[nodiscard]] QList<PaletteItem> palette_actions(const QList<QAction*>& actions);
// "Ctrl+Shift+A" -> {"Ctrl", "Shift", "A"}
[[nodiscard]] QStringList key_names(const QString& shortcut);
// "severity:critical" and the like: the text is a query rather than a name.
[[nodiscard]] bool looks_like_query(const QString& typed);

} // namespace parapet::ui
