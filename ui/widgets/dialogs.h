#pragma once
// Questions to a person. None of them blocks: the answer comes to a callback, on the GUI thread, and not at all when
// the person gives up. Tests answer beforehand.

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace parapet::ui {

// `filter` as QFileDialog takes it. The system's own dialog where there is one.
void ask_save_file(QWidget* parent, const QString& title, const QString& name, const QString& filter,
                   const std::function<void(const QString& path)>& then);
void ask_open_files(QWidget* parent, const QString& title, const QString& filter,
                    const std::function<void(const QStringList& paths)>& then);
void ask_folder(QWidget* parent, const QString& title, const std::function<void(const QString& path)>& then);
// One line of text, in a sheet of the window.
void ask_text(QWidget* parent, const QString& title, const QString& label,
              const std::function<void(const QString& text)>& then);

// The next question of that kind is answered with this, without showing anything.
void answer_next_file(const QString& path);
void answer_next_text(const QString& text);

} // namespace parapet::ui
