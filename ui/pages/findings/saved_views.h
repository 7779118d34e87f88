#pragma once
// Named queries with their grouping, kept in the workspace.

#include <QList>
#include <QString>

#include <string>

namespace parapet::ui {

struct SavedView {
    QString title, query, group;
    bool own = false; // made by a person: may be removed
};

class SavedViews {
public:
    SavedViews();
    [[nodiscard]] const QList<SavedView>& all() const { return views_; }
    [[nodiscard]] int find(const QString& query) const; // -1: none
    void add(const SavedView& view);
    void remove(int index);
    // JSON for Workspace::set_setting("findings.views"); only a person's own.
    [[nodiscard]] std::string toJson() const;
    void fromJson(const std::string& json);

private:
    QList<SavedView> views_;
};

} // namespace parapet::ui
