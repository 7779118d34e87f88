#include "ui/shell/history.h"

namespace parapet::ui {

void History::go(const ViewPlace& place) {
    if (at_ >= 0 && places_[at_] == place) return;
    places_.resize(at_ + 1);
    places_.append(place);
    if (places_.size() > k_most) places_.removeFirst();
    at_ = places_.size() - 1;
}

void History::amend(const ViewPlace& place) {
    if (at_ >= 0) places_[at_] = place;
}

void History::clear() {
    places_.clear();
    at_ = -1;
}

} // namespace parapet::ui
