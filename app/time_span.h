#pragma once
// --since and --until.

#include "app/command_line.h"

#include <string>

namespace CLI {
class App;
}

namespace parapet {

class SpanOptions {
public:
    void options(CLI::App& sub);
    // Without them: from the first stored event to past the last one.
    [[nodiscard]] Result<TimeRange> resolve(const Workspace& workspace) const;

private:
    std::string since_, until_;
};

} // namespace parapet
