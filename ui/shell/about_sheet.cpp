#include "ui/shell/about_sheet.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

AboutSheet::AboutSheet(QWidget* window)
    : QWidget(window)
    , shade_(new Shade(window)) {
    setAccessibleName(tr("About Parapet"));
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(76), px(20), px(24), px(20));
    column->setSpacing(px(4));
    column->addWidget(
        new PlainLabel(tr("Parapet %1").arg(QStringLiteral(PARAPET_VERSION)), Type::object_title, Tone::text, this));
    column->addWidget(new PlainLabel(tr("Security posture on the desktop"), Type::body, Tone::text2, this));
    column->addSpacing(px(8));
    auto* words = new PlainLabel(tr("Free software under the GNU General Public License, version 3. Built with Qt %1; "
                                    "text in Inter and JetBrains Mono (SIL Open Font License). Nothing leaves this "
                                    "computer.")
                                     .arg(QString::fromLatin1(qVersion())),
                                 Type::small, Tone::text3, this);
    words->setWordWrap(true);
    column->addWidget(words);
    column->addSpacing(px(8));
    auto* close = new Button(tr("Close"), this);
    connect(close, &QAbstractButton::clicked, this, &AboutSheet::dismiss);
    column->addWidget(close, 0, Qt::AlignRight);
    connect(shade_, &Shade::pressed, this, &AboutSheet::dismiss);
}

void AboutSheet::open() {
    const QRect room = parentWidget()->rect();
    const int width = px(440);
    const int height = layout()->heightForWidth(width);
    setGeometry((room.width() - width) / 2, (room.height() - height) / 3, width, height);
    shade_->show();
    shade_->raise();
    show();
    raise();
    setFocus(Qt::PopupFocusReason);
}

void AboutSheet::dismiss() {
    shade_->deleteLater();
    deleteLater();
}

void AboutSheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::line_strong));
    paint_icon(painter, QStringLiteral("shield-logo"), QRectF(px(22), px(20), px(36), px(36)), tone(Tone::accent),
               px(36));
}

void AboutSheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace parapet::ui
