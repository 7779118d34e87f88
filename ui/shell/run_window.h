#pragma once

#include <string>
#include <vector>

namespace parapet {

struct WindowCall {
    std::string workspace;            // "" = the default one
    std::string link;                 // a parapet:// link to go to, or ""
    std::vector<std::string> imports; // files and folders to import once it is open
};

// Opens the window and runs until it is closed. Without a window system: a line on stderr and exit code 2.
int run_window(int argc, char** argv, const WindowCall& call);

} // namespace parapet
