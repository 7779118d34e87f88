#include "core/model/finding.h"

namespace parapet {

namespace {

void clear_location(Location& l) {
    for (std::string* s : {&l.file, &l.function, &l.snippet, &l.package, &l.ecosystem, &l.version, &l.fixed_version,
                           &l.purl, &l.url, &l.method, &l.parameter, &l.host, &l.resource}) {
        s->clear();
    }
    l.line = l.end_line = l.column = l.port = 0;
}

} // namespace

void RawFinding::clear() {
    for (std::string* s : {&title, &description, &remediation, &rule, &rule_name, &severity_raw, &cvss_vector, &asset,
                           &fingerprint, &evidence, &suppression}) {
        s->clear();
    }
    for (std::vector<std::string>* v : {&cve, &aliases, &links, &tags, &controls})
        v->clear();
    cwe.clear();
    more_locations.clear();
    clear_location(location);
    severity = Severity::info;
    severity_known = suppressed = fixed = false;
    score.reset();
    cause.reset();
    phase.reset();
    epss.reset();
    kev.reset();
    reachable.reset();
    seen.reset();
    identity = IdentityKind::other;
    outcome = CheckOutcome::fail;
    place.line = 0;
    place.path.clear();
    place.offset = -1;
}

} // namespace parapet
