#include "ui/widgets/tabs.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace parapet::ui {

namespace {

// One saved view, or the button that adds one.
class ViewButton : public QAbstractButton {
public:
    ViewButton(const QString& title, const QString& count, const QString& icon_name, QWidget* parent)
        : QAbstractButton(parent)
        , count_(count)
        , icon_(icon_name) {
        setText(title);
        setAttribute(Qt::WA_Hover);
        setAccessibleName(title + QLatin1Char(' ') + count);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override {
        int width = QFontMetrics(type(Type::small_medium)).horizontalAdvance(text()) + px(18);
        if (!count_.isEmpty()) width += QFontMetrics(type(Type::small)).horizontalAdvance(count_) + px(5);
        if (!icon_.isEmpty()) width += px(18);
        return {width, px(26)};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        const bool on = isChecked();
        const QColor ground = on ? tone(Tone::accent_soft) : underMouse() ? tone(Tone::hover) : QColor();
        paint_box(painter, rect(), px(metric::k_radius_control), ground, {});
        const QColor ink = tone(on ? Tone::accent : underMouse() ? Tone::text : Tone::text2);
        int x = px(9);
        if (!icon_.isEmpty()) {
            paint_icon(painter, icon_, QRectF(x, 0, px(14), height()), ink, px(14));
            x += px(18);
        }
        painter.setFont(type(on ? Type::small_medium : Type::small));
        painter.setPen(ink);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter, text());
        if (count_.isEmpty()) return;
        x += painter.fontMetrics().horizontalAdvance(text()) + px(5);
        painter.setPen(on ? ink : tone(Tone::text3));
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter, count_);
    }

private:
    QString count_, icon_;
};

} // namespace

Tabs::Tabs(QWidget* parent)
    : QTabBar(parent) {
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    setFocusPolicy(Qt::TabFocus);
    const auto restyle = [this] { setFont(type(Type::small_medium)); };
    connect(&theme(), &Theme::changed, this, restyle);
    restyle();
}

int Tabs::add(const QString& title) {
    titles_ << title;
    return addTab(title);
}

void Tabs::setCount(int index, qint64 count) {
    if (index < 0 || index >= titles_.size()) return;
    setTabText(index, count < 0 ? titles_[index] : titles_[index] + QLatin1Char(' ') + number_text(count));
}

void Tabs::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tone(Tone::line));
    painter.end();
    QTabBar::paintEvent(event);
}

ViewBar::ViewBar(QWidget* parent)
    : QWidget(parent)
    , row_(new QHBoxLayout(this)) {
    row_->setContentsMargins(px(12), 0, px(12), 0);
    row_->setSpacing(px(2));
    row_->addStretch(1);
    connect(&theme(), &Theme::changed, this, &ViewBar::rebuild);
}

void ViewBar::clear() {
    views_.clear();
    current_ = -1;
    rebuild();
}

int ViewBar::add(const QString& title, bool removable) {
    views_.append({title, -1, removable});
    rebuild();
    return static_cast<int>(views_.size()) - 1;
}

void ViewBar::setCount(int index, qint64 count) {
    if (index < 0 || index >= views_.size() || views_[index].count == count) return;
    views_[index].count = count;
    rebuild();
}

void ViewBar::setCurrent(int index) {
    if (current_ == index) return;
    current_ = index;
    rebuild();
}

void ViewBar::setAddText(const QString& text) {
    add_text_ = text;
    rebuild();
}

QSize ViewBar::sizeHint() const {
    return {QWidget::sizeHint().width(), px(36)};
}

void ViewBar::rebuild() {
    while (QLayoutItem* item = row_->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide(); // it may be the one whose click is being handled
            old->deleteLater();
        }
        delete item;
    }
    for (int i = 0; i < views_.size(); ++i) {
        const QString count = views_[i].count < 0 ? QString() : number_text(views_[i].count);
        auto* button = new ViewButton(views_[i].title, count, {}, this);
        button->setCheckable(true);
        button->setChecked(i == current_);
        button->setContextMenuPolicy(views_[i].removable ? Qt::CustomContextMenu : Qt::NoContextMenu);
        connect(button, &QAbstractButton::clicked, this, [this, i] {
            setCurrent(i);
            emit chosen(i);
        });
        connect(button, &QWidget::customContextMenuRequested, this,
                [this, i, button](const QPoint& at) { emit menuRequested(i, button->mapToGlobal(at)); });
        row_->addWidget(button);
        button->show();
    }
    if (!add_text_.isEmpty()) {
        auto* button = new ViewButton(add_text_, {}, QStringLiteral("plus"), this);
        connect(button, &QAbstractButton::clicked, this, &ViewBar::addRequested);
        row_->addWidget(button);
        button->show();
    }
    row_->addStretch(1);
}

} // namespace parapet::ui
