#include "ui/widgets/facet_list.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

class GroupHead : public QAbstractButton {
public:
    GroupHead(const QString& title, bool open, QWidget* parent)
        : QAbstractButton(parent)
        , open_(open) {
        setText(title);
        setAccessibleName(title);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return {px(120), px(28)}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        paint_icon(painter, open_ ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                   QRectF(0, 0, px(14), height()), tone(Tone::text3), px(14));
        painter.setFont(type(Type::small_strong));
        painter.setPen(tone(Tone::text));
        painter.drawText(rect().adjusted(px(18), 0, 0, 0), Qt::AlignVCenter, text());
    }

private:
    bool open_;
};

class FacetRow : public QAbstractButton {
public:
    FacetRow(const FacetEntry& entry, QWidget* parent)
        : QAbstractButton(parent)
        , entry_(entry) {
        setCheckable(true);
        setChecked(entry.selected);
        setText(entry.label);
        setAccessibleName(entry.label + QStringLiteral(", ") + number_text(entry.count));
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return {px(120), px(24)}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        const int side = px(14);
        paint_check_box(painter, QRectF(0, (height() - side) / 2, side, side), isChecked() ? Check::on : Check::off,
                        true, underMouse());
        int x = px(22);
        if (entry_.severity >= 0) {
            const int glyph = px(10);
            paint_severity(painter, QRectF(x, (height() - glyph) / 2.0, glyph, glyph),
                           static_cast<Severity>(entry_.severity));
            x += px(16);
        }
        painter.setFont(type(Type::small));
        const QString count = number_text(entry_.count);
        const int wide = painter.fontMetrics().horizontalAdvance(count);
        painter.setPen(tone(Tone::text3));
        painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, count);
        painter.setPen(tone(entry_.count == 0 && !isChecked() ? Tone::text3 : Tone::text));
        const int room = width() - x - wide - px(8);
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(entry_.label, Qt::ElideRight, room));
    }
    bool event(QEvent* e) override {
        if (e->type() == QEvent::ToolTip) {
            const int room = width() - px(60);
            set_plain_tip(this, QFontMetrics(type(Type::small)).horizontalAdvance(entry_.label) > room ? entry_.label
                                                                                                       : QString());
        }
        return QAbstractButton::event(e);
    }

private:
    FacetEntry entry_;
};

} // namespace

FacetList::FacetList(QWidget* parent)
    : QScrollArea(parent)
    , inside_(new QWidget)
    , column_(new QVBoxLayout(inside_)) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(inside_);
    setAccessibleName(tr("Facets"));
    column_->setSpacing(0);
    connect(&theme(), &Theme::changed, this, &FacetList::rebuild);
    rebuild();
}

void FacetList::setGroups(std::vector<FacetGroup> groups) {
    groups_ = std::move(groups);
    rebuild();
}

void FacetList::rebuild() {
    // Where the keyboard was: a click rebuilds the list when the counts arrive.
    const QWidget* focused = inside_->focusWidget();
    const QString focus_key = focused != nullptr ? focused->objectName() : QString();
    column_->setContentsMargins(px(10), px(4), px(10), px(8));
    while (QLayoutItem* item = column_->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    for (const FacetGroup& group : groups_) {
        const bool open = group.open ? !closed_.contains(group.field) : opened_.contains(group.field);
        auto* head = new GroupHead(group.title, open, inside_);
        head->setObjectName(group.field);
        connect(head, &QAbstractButton::clicked, this, [this, field = group.field, open] {
            (open ? closed_ : opened_).insert(field);
            (open ? opened_ : closed_).erase(field);
            rebuild();
        });
        if (open && group.more > 0) {
            auto* row = new QHBoxLayout(head);
            row->setContentsMargins(0, 0, 0, 0);
            row->addStretch(1);
            auto* more = new LinkLabel(tr("%n more", nullptr, static_cast<int>(group.more)), Type::caption, head);
            connect(more, &QAbstractButton::clicked, this, [this, field = group.field] { emit moreRequested(field); });
            row->addWidget(more);
        }
        column_->addWidget(head);
        if (!open) continue;
        for (const FacetEntry& entry : group.entries) {
            auto* line = new FacetRow(entry, inside_);
            line->setObjectName(group.field + QLatin1Char(':') + entry.value);
            connect(line, &QAbstractButton::toggled, this,
                    [this, field = group.field, value = entry.value](bool on) { emit toggled(field, value, on); });
            column_->addWidget(line);
        }
    }
    column_->addStretch(1);
    if (!focus_key.isEmpty()) {
        if (auto* again = inside_->findChild<QWidget*>(focus_key)) again->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace parapet::ui
