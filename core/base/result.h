#pragma once
// Errors are values with a place and a remedy. No exception crosses a function that others call.

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace parapet {

// What kind of failure it was; app maps these to exit codes (design/cli.md), ui to translated sentences.
enum class Errc : std::uint8_t {
    bad_argument,        // the caller's words are off                                   exit 2
    not_found,           // no such file, finding, framework
    unreadable,          // cannot be opened or read (permissions, not a regular file, vanished)
    unknown_format,      // no format knows these bytes
    unsupported_version, // known format, version not read
    malformed,           // the document breaks its own syntax or schema
    limit,               // larger, deeper or longer than allowed
    damaged_archive,     // compressed file is broken or a bomb
    cancelled,           // stopped on request
    workspace_locked,    // another writer holds it                                      exit 3
    workspace_damaged,   // integrity                                                    exit 3
    workspace_newer,     // written by a newer Parapet                                   exit 3
    workspace_unusable,  // no space, read-only, not a workspace                         exit 3
    source_unreachable,  // network                                                      exit 4
    conflict,            // the state of things forbids it (e.g. read-only workspace)
    internal,            // a bug of ours
};

// Short stable name, e.g. "malformed"; used in JSON ("error":{"kind":...}).
[[nodiscard]] const char* errc_name(Errc code);

struct Error {
    Errc code = Errc::internal;
    std::string what;  // what is wrong, one plain sentence without a full stop
    std::string where; // file, JSON path, table ...; may be empty
    std::string help;  // what to do next; may be empty
    // Place inside the input, where known. Lines and columns from 1; offset in bytes from 0; -1 = unknown.
    std::int64_t line = -1;
    std::int64_t column = -1;
    std::int64_t offset = -1;

    // "where: line 3, column 7: what. help" on one line, control characters removed.
    [[nodiscard]] std::string one_line() const;
};

template<class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string what, std::string where = {},
                                                std::string help = {}) {
    return tl::unexpected<Error>(Error{code, std::move(what), std::move(where), std::move(help)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

} // namespace parapet
