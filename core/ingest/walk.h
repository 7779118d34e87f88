#pragma once
// From what a person names to documents, one at a time: folders are walked, compressed files and archives opened.

#include "core/ingest/file_input.h"
#include "core/ingest/unpack.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

enum class WayIn : std::uint8_t { file, folder, archive, standard_input };
[[nodiscard]] std::string_view name_of(WayIn way_in); // "File", "Folder", "Archive", "Standard input"

// One document: the bytes that a format parses, and what is remembered of the file they came from.
class Document {
public:
    virtual ~Document() = default;
    [[nodiscard]] virtual Input& input() = 0; // unpacked, from the beginning
    // Size and SHA-256 are those of the file as it lies on disk (packed, if it is), or of the unpacked member.
    [[nodiscard]] virtual std::optional<std::uint64_t> expected_bytes() const = 0;
    // Before input() is read: the hash at the price of another pass; nullopt where that cannot be done.
    [[nodiscard]] virtual Result<std::optional<std::string>> hash_ahead() = 0;
    // Reads what the parser left over, so that damage at the end is found and the hash is whole.
    [[nodiscard]] virtual Result<void> finish() = 0;
    [[nodiscard]] virtual std::string sha256() = 0;           // after finish()
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;    // after finish()
    [[nodiscard]] virtual bool grew() const { return false; } // the file grew at its end while it was read

    std::string path; // for people: "logs/auth.log.gz", "scans.zip/trivy/web.json"
    std::string name; // last part of it, without .gz: a hint for formats
    WayIn way_in = WayIn::file;
};

struct FoundFile {
    std::string path; // "-" = standard input
    WayIn way_in = WayIn::file;
    std::uint64_t bytes = 0;
    std::optional<Error> error; // it will not be read
};
struct FoundFiles {
    std::vector<FoundFile> files; // as named, folders in the order of their names
    std::vector<Error> notes;     // left out on purpose: symbolic links in folders
};
[[nodiscard]] Result<FoundFiles> find_input_files(const std::vector<std::string>& paths, JobContext& job);

struct DocumentHandlers {
    // An error ends everything (the workspace, cancelled); a document's own trouble is the handler's business.
    std::function<Result<void>(Document& document)> document;
    std::function<void(const std::string& path, WayIn way_in, Error error)> rejected; // it never came to a document
    std::function<void(Error note)> note;
};
[[nodiscard]] Result<void> each_document(const FoundFile& file, const Limits& limits, JobContext& job,
                                         const DocumentHandlers& handlers);

// The same for bytes that are not a file: of a connector, of a test.
[[nodiscard]] Result<void> each_document_in(std::string_view bytes, const std::string& name, const Limits& limits,
                                            JobContext& job, const DocumentHandlers& handlers);

} // namespace parapet
