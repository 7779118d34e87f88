#pragma once
// For the few commands that draw: Qt without a display.

#include <memory>

namespace parapet {

class WindowSystem {
public:
    WindowSystem(); // the offscreen platform and the theme's fonts
    ~WindowSystem();
    WindowSystem(const WindowSystem&) = delete;
    WindowSystem& operator=(const WindowSystem&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet
