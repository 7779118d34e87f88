#include "ui/widgets/dialogs.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QVBoxLayout>

#include <optional>

namespace parapet::ui {

namespace {

std::optional<QString>& next_file() {
    static std::optional<QString> k_next;
    return k_next;
}

std::optional<QString>& next_text() {
    static std::optional<QString> k_next;
    return k_next;
}

std::optional<QString> take(std::optional<QString>& answer) {
    std::optional<QString> out;
    out.swap(answer);
    return out;
}

} // namespace

void answer_next_file(const QString& path) {
    next_file() = path;
}

void answer_next_text(const QString& text) {
    next_text() = text;
}

void ask_save_file(QWidget* parent, const QString& title, const QString& name, const QString& filter,
                   const std::function<void(const QString&)>& then) {
    if (const auto answer = take(next_file())) return then(*answer);
    auto* dialog = new QFileDialog(parent, title, QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, then);
    dialog->open();
}

void ask_open_files(QWidget* parent, const QString& title, const QString& filter,
                    const std::function<void(const QStringList&)>& then) {
    if (const auto answer = take(next_file())) return then({*answer});
    auto* dialog = new QFileDialog(parent, title, QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, then);
    dialog->open();
}

void ask_folder(QWidget* parent, const QString& title, const std::function<void(const QString&)>& then) {
    if (const auto answer = take(next_file())) return then(*answer);
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, then);
    dialog->open();
}

void ask_text(QWidget* parent, const QString& title, const QString& label,
              const std::function<void(const QString&)>& then) {
    if (const auto answer = take(next_text())) return then(*answer);
    auto* sheet = new Popup(parent, metric::k_radius_dialog);
    sheet->setFixedWidth(px(320));
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(8));
    column->addWidget(new PlainLabel(title, Type::title, Tone::text, sheet));
    column->addWidget(new PlainLabel(label, Type::small, Tone::text2, sheet));
    auto* edit = new QLineEdit(sheet);
    edit->setAccessibleName(label);
    edit->setMaxLength(200);
    column->addWidget(edit);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new Button(QObject::tr("Cancel"), sheet);
    auto* save = new PrimaryButton(QObject::tr("Save"), sheet);
    row->addWidget(cancel);
    row->addWidget(save);
    column->addLayout(row);
    const auto done = [sheet, edit, then] {
        const QString text = edit->text();
        sheet->dismiss();
        then(text);
    };
    QObject::connect(cancel, &Button::clicked, sheet, &Popup::dismiss);
    QObject::connect(save, &Button::clicked, sheet, done);
    QObject::connect(edit, &QLineEdit::returnPressed, sheet, done);
    QObject::connect(sheet, &Popup::dismissed, sheet, &QObject::deleteLater);
    sheet->adjustSize();
    sheet->openAt(parent->mapTo(parent->window(), QPoint((parent->width() - sheet->width()) / 2, px(120))));
    edit->setFocus();
}

} // namespace parapet::ui
