#pragma once

#include <string>

namespace parapet {

// Opens the window on a workspace ("" = the default one) and runs until it is closed. The arguments may hold one
// parapet:// link. Without a window system: a line on stderr and exit code 2.
int run_window(int argc, char** argv, const std::string& workspace);

} // namespace parapet
