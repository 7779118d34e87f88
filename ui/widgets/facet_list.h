#pragma once
// The column of counts at the left of a list: what another click would give. Edits the same query as the bar.

#include <QScrollArea>
#include <QString>

#include <set>
#include <vector>

class QVBoxLayout;

namespace parapet::ui {

struct FacetEntry {
    QString value; // as the filter language takes it
    QString label;
    qint64 count = 0;
    bool selected = false;
    int severity = -1; // glyph before the label
};
struct FacetGroup {
    QString field;
    QString title;
    std::vector<FacetEntry> entries;
    qint64 more = 0;
    bool open = true; // at first; what a person closes stays closed
};

class FacetList : public QScrollArea {
    Q_OBJECT
public:
    explicit FacetList(QWidget* parent = nullptr);
    void setGroups(std::vector<FacetGroup> groups);

signals:
    void toggled(const QString& field, const QString& value, bool on);
    void moreRequested(const QString& field);

private:
    void rebuild();
    std::vector<FacetGroup> groups_;
    std::set<QString> closed_, opened_;
    QWidget* inside_;
    QVBoxLayout* column_;
};

} // namespace parapet::ui
