#pragma once
// Where one has been: page, query, range, filter. Pure.

#include <QList>
#include <QString>

namespace parapet::ui {

struct ViewPlace {
    QString page, query, range, filter;
    bool operator==(const ViewPlace&) const = default;
};

class History {
public:
    // A new place; what lay ahead is dropped. The same place twice is one entry.
    void go(const ViewPlace& place);
    // The current entry, as it is left: what the page's query has become.
    void amend(const ViewPlace& place);
    [[nodiscard]] bool canBack() const { return at_ > 0; }
    [[nodiscard]] bool canForward() const { return at_ + 1 < places_.size(); }
    // Precondition: canBack(), canForward().
    const ViewPlace& back() { return places_[--at_]; }
    const ViewPlace& forward() { return places_[++at_]; }
    [[nodiscard]] ViewPlace current() const { return at_ < 0 ? ViewPlace{} : places_[at_]; }
    void clear();

private:
    static constexpr qsizetype k_most = 200;
    QList<ViewPlace> places_;
    qsizetype at_ = -1;
};

} // namespace parapet::ui
