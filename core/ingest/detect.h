#pragma once
// What is this document? Decodes it, looks at its head, and says which format it is and why.

#include "core/formats/format.h"
#include "core/ingest/unpack.h"

#include <memory>
#include <string>

namespace parapet {

// A document ready to be parsed. Keeps what `head` looks at; not to be moved.
class OpenDocument {
public:
    // `raw` must outlive it. `name`: last part of the file's name, a hint for formats.
    [[nodiscard]] static Result<std::unique_ptr<OpenDocument>> open(Input& raw, const std::string& name);

    [[nodiscard]] Input& text() { return *text_; } // from the beginning, UTF-8
    [[nodiscard]] const Head& head() const { return head_; }
    // How many lines in front of a JSON report are what its tool said on the way (`2>&1`). They are blanked, so that
    // every place stays where it is.
    [[nodiscard]] std::size_t lines_left_out() const { return lines_left_out_; }

private:
    OpenDocument() = default;
    void leave_chatter_out(bool cut);
    std::string name_, head_text_;
    Head head_;
    std::size_t lines_left_out_ = 0;
    std::unique_ptr<Input> decoder_;
    std::unique_ptr<PrefixInput> text_;
};

// The format to use: `slug` if given (Errc::bad_argument when there is none of that name), else by content. Unknown is
// Errc::unknown_format, which says what was seen. `name` tells whether a file claims to be compressed.
[[nodiscard]] Result<Recognition> choose_format(const OpenDocument& document, const std::string& slug,
                                                const std::string& name);

} // namespace parapet
