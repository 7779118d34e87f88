#pragma once
// What was decided here on vulnerabilities, as an OpenVEX document for others.

#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace parapet::views {

struct OpenVexOptions {
    std::string author; // "": whoever decided, of each statement; of the document "Parapet"
    std::string filter; // of the findings
};
struct OpenVexDocument {
    std::string text;
    std::uint64_t statements = 0;
    std::uint64_t left_out = 0; // decisions on what is no published vulnerability: OpenVEX has no words for them
};
// False positives as not_affected with their reason; accepted risks as affected, with who accepted them until when.
[[nodiscard]] Result<OpenVexDocument> openvex_document(const Workspace& workspace, const OpenVexOptions& options,
                                                       const std::stop_token& stop = {});

} // namespace parapet::views
