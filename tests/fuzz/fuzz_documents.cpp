// Any bytes as a packed file or an archive: no crash, no growth past the limits, every document read to its end.

#include "core/ingest/walk.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parapet;
    Limits limits;
    limits.max_archive_bytes = 4U << 20;
    limits.max_archive_members = 50;
    JobContext job;
    std::uint64_t total = 0;
    DocumentHandlers handlers;
    handlers.document = [&](Document& document) -> Result<void> {
        if (total % 2 == 0) (void)document.hash_ahead();
        std::string buffer(8192, '\0');
        while (true) {
            Result<std::size_t> n = document.input().read(buffer);
            if (!n) {
                if (document.finish()) std::abort(); // an error of the bytes stays
                return {};
            }
            if (*n == 0) break;
            total += *n;
        }
        if (document.finish() && document.sha256().size() != 64) std::abort();
        return {};
    };
    handlers.rejected = [](const std::string& path, WayIn, const Error& error) {
        if (path.empty() || error.what.empty()) std::abort();
    };
    handlers.note = [](const Error&) {};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (!each_document_in(bytes, "f", limits, job, handlers)) std::abort(); // nothing of ours ends it
    if (total > limits.max_archive_bytes + size + (1U << 20)) std::abort();
    return 0;
}
