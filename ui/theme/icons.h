#pragma once
// Our outline icons (resources/icons/NAME.svg, 24 px grid, currentColor). The colour is asked for when painting, so a
// change of theme needs no new QIcon.

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace parapet::ui {

[[nodiscard]] QIcon icon(const QString& name, Tone tone = Tone::text2);
[[nodiscard]] bool has_icon(const QString& name);
[[nodiscard]] QStringList icon_names(); // sorted

// `size` in logical px, `ratio` the device pixel ratio. Cached by (name, colour, size, ratio). A name that does not
// exist gives an empty pixmap; icons_test finds such names in the code.
[[nodiscard]] QPixmap icon_pixmap(const QString& name, const QColor& color, int size, qreal ratio);
// Draws it centred in `rect`, at `size` px.
void paint_icon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color, int size = 16);

} // namespace parapet::ui
