#pragma once
// The anchors of design/performance.md: the least work that a job could take, written straight against the libraries.

#include <string>
#include <vector>

namespace parapet::bench {

// simdjson on-demand over a whole SARIF, nine fields a result; the number of results, -1 on an error.
[[nodiscard]] long sarif_ondemand(const std::string& path);
// The same into SQLite: rows of 11 columns with a UNIQUE fingerprint, a second index, FTS5 by rebuild, checkpointed.
[[nodiscard]] int sarif_to_sqlite(const std::string& path, const std::string& database);
[[nodiscard]] long trivy_ondemand(const std::string& path);
[[nodiscard]] int trivy_to_sqlite(const std::string& path, const std::string& database);
// read(1 MiB) + memchr; the number of lines.
[[nodiscard]] long scan_lines(const std::string& path);
// A table of `rows` events as plain SQLite rows: time, kind, host, user, address, outcome.
[[nodiscard]] int events_as_rows(const std::string& database, long rows);

// pugixml in place over each file; how many it could read.
[[nodiscard]] long parse_xml_files(const std::vector<std::string>& files);

} // namespace parapet::bench
