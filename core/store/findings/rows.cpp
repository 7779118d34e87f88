#include "core/store/findings/rows.h"

namespace parapet {

namespace {

// Binds one parameter after the other; what is 0 or empty stays NULL where that means "none".
class Binder {
public:
    Binder(Statement& to, int first)
        : to_(to)
        , next_(first) {}
    template<class T>
    Binder& put(const T& value) {
        to_.bind(next_++, value);
        return *this;
    }
    Binder& id(std::int64_t value) {
        if (value != 0) to_.bind(next_, value);
        ++next_;
        return *this;
    }
    Binder& known(std::int64_t value) { // -1: unknown
        if (value >= 0) to_.bind(next_, value);
        ++next_;
        return *this;
    }
    Binder& text(std::string_view value) {
        if (!value.empty()) to_.bind(next_, value);
        ++next_;
        return *this;
    }

private:
    Statement& to_;
    int next_;
};

} // namespace

void FindingRowData::bind(Statement& to, int first) const {
    Binder(to, first)
        .put(id)
        .put(identity)
        .put(proof)
        .put(basis)
        .put(severity)
        .put(status)
        .put(cause)
        .put(phase)
        .put(cause_rule)
        .put(phase_rule)
        .put(suppressed)
        .known(kev)
        .known(reachable)
        .put(score)
        .put(epss)
        .put(due)
        .put(first_seen)
        .put(last_seen)
        .put(fixed_at)
        .put(asset)
        .put(rule)
        .put(scope)
        .put(title)
        .text(vuln)
        .id(file)
        .id(line)
        .id(package)
        .text(version)
        .text(fixed_version)
        .text(resource)
        .id(cwe_set)
        .id(advisory_set)
        .id(control_set)
        .text(description)
        .id(description_id);
}

void SightingRowData::bind(Statement& to, int first) const {
    Binder(to, first)
        .put(id)
        .put(scope)
        .put(rule)
        .put(import)
        .put(content)
        .put(severity)
        .put(basis)
        .put(first_seen)
        .put(last_seen)
        .put(gone_at)
        .id(severity_raw)
        .text(title)
        .id(description)
        .id(remediation)
        .id(evidence)
        .id(tag_set)
        .id(link_set)
        .text(own)
        .text(place_path)
        .id(place_line)
        .known(place_offset)
        .put(detail);
}

} // namespace parapet
