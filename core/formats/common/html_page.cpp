#include "core/formats/common/html_page.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

namespace parapet {

Result<std::string> html_page(Input& in, const Limits& limits) {
    auto bytes = in.read_all(limits.max_document_bytes);
    if (!bytes) return bytes;
    auto decoded = decode_text(*bytes);
    if (!decoded) return fail(std::move(decoded.error()));
    return sanitize_utf8(*decoded);
}

} // namespace parapet
