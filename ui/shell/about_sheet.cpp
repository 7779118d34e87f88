#include "ui/shell/about_sheet.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

AboutSheet::AboutSheet(QWidget* window)
    : Sheet(tr("About Parapet"), window) {
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
    closeOnPressBeside();
}

QRect AboutSheet::place(const QSize& window) const {
    const int width = px(440);
    return upper(window, width, layout()->heightForWidth(width));
}

void AboutSheet::paintEvent(QPaintEvent* event) {
    Sheet::paintEvent(event);
    QPainter painter(this);
    paint_icon(painter, QStringLiteral("shield-logo"), QRectF(px(22), px(20), px(36), px(36)), tone(Tone::accent),
               px(36));
}

} // namespace parapet::ui
