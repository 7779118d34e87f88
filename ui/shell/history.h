#pragma once
// Where one has been: page, query, range, filter. Pure.

#include <QList>
#include <QString>

namespace parapet::ui {

struct Place {
    QString page, query, range, filter;
    bool operator==(const Place&) const = default;
};

class History {
public:
    // A new place; what lay ahead is dropped. The same place twice is one entry.
    void go(const Place& place);
    // The current entry, as it is left: what the page's query has become.
    void amend(const Place& place);
    [[nodiscard]] bool canBack() const { return at_ > 0; }
    [[nodiscard]] bool canForward() const { return at_ + 1 < places_.size(); }
    // Precondition: canBack(), canForward().
    const Place& back() { return places_[--at_]; }
    const Place& forward() { return places_[++at_]; }
    [[nodiscard]] Place current() const { return at_ < 0 ? Place{} : places_[at_]; }
    void clear();

private:
    static constexpr qsizetype k_most = 200;
    QList<Place> places_;
    qsizetype at_ = -1;
};

} // namespace parapet::ui
