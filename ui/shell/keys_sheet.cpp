#include "ui/shell/keys_sheet.h"

#include "ui/theme/theme.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

QStringList keys(const char* text) {
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

QWidget* group_box(const KeysSheet::Group& group, QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(px(12));
    grid->setVerticalSpacing(px(5));
    grid->addWidget(new PlainLabel(group.title, Type::small_strong, Tone::text, box), 0, 0, 1, 2);
    int line = 1;
    for (const KeysSheet::Row& row : group.rows) {
        auto* caps = new QHBoxLayout;
        caps->setSpacing(px(4));
        for (const QString& key : row.keys) {
            caps->addWidget(new KeyCap(key, box));
        }
        caps->addStretch(1);
        grid->addLayout(caps, line, 0);
        grid->addWidget(new PlainLabel(row.what, Type::small, Tone::text2, box), line, 1);
        ++line;
    }
    grid->setColumnMinimumWidth(0, px(104));
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(line, 1);
    return box;
}

} // namespace

QList<KeysSheet::Group> KeysSheet::groups() {
    return {
        {tr("Everywhere"),
         {{keys("Ctrl K"), tr("Search or run anything")},
          {keys("Ctrl 1–9"), tr("Pages")},
          {keys("Alt ←"), tr("Back")},
          {keys("Alt →"), tr("Forward")},
          {keys("T"), tr("Time range")},
          {keys("/"), tr("Filter of the page; also Ctrl F")},
          {keys("Ctrl Shift U"), tr("UTC or local time")},
          {keys("Ctrl R"), tr("Ask again")},
          {keys("Ctrl E"), tr("Export the list")},
          {keys("Ctrl Z"), tr("Undo")},
          {keys("Ctrl Shift Z"), tr("Redo")},
          {keys("F6"), tr("Next region; Shift F6 the one before")},
          {keys("?"), tr("All keys")}}},
        {tr("Lists"),
         {{keys("J K"), tr("Down, up; arrows too")},
          {keys("X"), tr("Select")},
          {keys("Shift ↓"), tr("Select a range")},
          {keys("Ctrl A"), tr("Select all")},
          {keys("Enter"), tr("Open")},
          {keys("Space"), tr("Look at it")},
          {keys("→ ←"), tr("Open and close a group")},
          {keys("Esc"), tr("Back, or drop the selection")},
          {keys("Ctrl C"), tr("Copy rows as a table")},
          {keys("Ctrl Shift C"), tr("Copy rows as Markdown")},
          {keys("Alt C"), tr("Copy the cell")}}},
        {tr("Findings"),
         {{keys("A"), tr("Assign")},
          {keys("S"), tr("Status")},
          {keys("T"), tr("Open in the tracker")},
          {keys("R"), tr("Accept risk")},
          {keys("F"), tr("False positive")},
          {keys("N"), tr("Note")},
          {keys("M"), tr("Join the selected ones")},
          {keys("G"), tr("Group")},
          {keys("[ ]"), tr("Previous, next")}}},
        {tr("Attacks"),
         {{keys("L"), tr("Live tail")},
          {keys("C"), tr("Compare with the time before")},
          {keys("0"), tr("Reset the zoom")},
          {keys("1–9"), tr("Show or hide a kind")}}},
    };
}

KeysSheet::KeysSheet(QWidget* window)
    : Sheet(tr("All keys"), window) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(12), px(20), px(20));
    column->setSpacing(px(12));
    addHead(column, nullptr, tr("Close"));
    auto* row = new QHBoxLayout;
    row->setSpacing(px(28));
    const QList<Group> all = groups();
    row->addWidget(group_box(all[0], this), 1);
    row->addWidget(group_box(all[1], this), 1);
    auto* last = new QVBoxLayout;
    last->setSpacing(px(16));
    for (qsizetype i = 2; i < all.size(); ++i) {
        last->addWidget(group_box(all[i], this));
    }
    last->addStretch(1);
    row->addLayout(last, 1);
    column->addLayout(row);
    closeOnPressBeside();
}

QRect KeysSheet::place(const QSize& window) const {
    const QSize wanted = layout()->sizeHint();
    return upper(window, std::min(std::max(wanted.width(), px(880)), window.width() - px(32)),
                 std::min(wanted.height(), window.height() - px(32)));
}

void KeysSheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Question) return dismiss();
    Sheet::keyPressEvent(event);
}

} // namespace parapet::ui
