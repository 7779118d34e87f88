#pragma once
// How long the window kept a person waiting. A thread knocks at the event loop every few milliseconds and measures
// until it is let in; each wait over a frame is a line "ms_since_start ms_waited". For tests and for
// PARAPET_FRAME_LOG=FILE.

#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace parapet::ui {

class FrameLog : public QObject {
    Q_OBJECT
public:
    struct Stall {
        qint64 at_ms = 0;
        qint64 waited_ms = 0;
    };

    explicit FrameLog(QObject* parent = nullptr);
    ~FrameLog() override; // writes the file
    // The log asked for by the environment, or nullptr.
    static std::unique_ptr<FrameLog> fromEnvironment();

    void setFile(const QString& path) { path_ = path; }
    [[nodiscard]] std::vector<Stall> stalls() const; // GUI thread
    [[nodiscard]] qint64 longest() const;
    static constexpr qint64 k_frame_ms = 16;

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    QString path_;
    std::jthread knocker_;
};

} // namespace parapet::ui
