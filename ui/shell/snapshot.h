#pragma once
// One page of the window as a picture, without a display (`parapet snapshot`, the documents, the tests of the look).

#include "core/base/result.h"

#include <string>

namespace parapet {

struct SnapshotOptions {
    std::string workspace; // its file
    std::string page;      // "findings"
    std::string query;     // of the page
    std::string range;     // "7d", "FROM..TO"; "" = as remembered by no one: 7d
    std::string global_filter;
    std::string out;                // a .png file
    int width = 1440, height = 900; // of the window, at 100 %
    bool dark = true;
    double scale = 1;         // device pixels to one
    int text_scale = 100;     // per cent
    bool whole_window = true; // or the page alone
};

// Opens the workspace for reading only, shows the page, waits until every question it asked has been answered, and
// writes the picture. Makes the QApplication on Qt's offscreen platform when there is none.
[[nodiscard]] Result<void> snapshot_page(const SnapshotOptions& options);

} // namespace parapet
