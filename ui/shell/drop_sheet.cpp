#include "ui/shell/drop_sheet.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace parapet::ui {

DropSheet::DropSheet(QWidget* window)
    : QWidget(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setGeometry(window->rect());
    show();
    raise();
}

void DropSheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().dark() ? QColor(0, 0, 0, 115) : QColor(20, 25, 32, 71));
    QRectF card(0, 0, px(360), px(132));
    card.moveCenter(QRectF(rect()).center());
    paint_box(painter, card, px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::accent), 2);
    paint_icon(painter, QStringLiteral("file-import"), QRectF(card.x(), card.y() + px(22), card.width(), px(32)),
               tone(Tone::accent), px(32));
    painter.setFont(type(Type::object_title));
    painter.setPen(tone(Tone::text));
    painter.drawText(card.adjusted(0, px(62), 0, -px(34)), Qt::AlignCenter, tr("Drop to import"));
    painter.setFont(type(Type::small));
    painter.setPen(tone(Tone::text2));
    painter.drawText(card.adjusted(0, px(94), 0, -px(12)), Qt::AlignCenter,
                     tr("Files, folders and archives are recognised by what is in them"));
}

} // namespace parapet::ui
