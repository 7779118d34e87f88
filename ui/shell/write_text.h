#pragma once
// A text into a file that a person chose, in the background.

#include "ui/jobs/job_bridge.h"

#include <QObject>
#include <QString>

#include <functional>
#include <string>

namespace parapet::ui {

class AppContext;

// `text` is made off the GUI thread. Says where it was written, or why not.
void write_text(AppContext& app, Ticket& ticket, QObject* receiver, const QString& path,
                const std::function<std::string()>& text);

} // namespace parapet::ui
