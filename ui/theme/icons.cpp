#include "ui/theme/icons.h"

#include "core/base/embedded.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>
#include <cmath>

namespace parapet::ui {

namespace {

QByteArray bytes_of(const QString& name) {
    const std::string file = name.toStdString() + ".svg";
    const auto& all = embedded_icons(); // sorted by name
    const auto at = std::lower_bound(all.begin(), all.end(), file,
                                     [](const EmbeddedFile& f, const std::string& wanted) { return f.name < wanted; });
    if (at == all.end() || at->name != file) return {};
    return QByteArray(at->bytes.data(), static_cast<qsizetype>(at->bytes.size()));
}

// Small pictures need heavier lines to look as even as large ones (design/ui.md section 4).
const char* stroke_for(int size) {
    if (size >= 20) return "1.6";
    if (size >= 15) return "1.75";
    return "2.2";
}

QPixmap render(const QString& name, const QColor& color, int size, qreal ratio) {
    QByteArray svg = bytes_of(name);
    if (svg.isEmpty()) return {};
    // QtSvg draws currentColor black, so the word is replaced.
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    svg.replace("stroke-width=\"2\"", QByteArray("stroke-width=\"") + stroke_for(size) + "\"");
    QSvgRenderer renderer(svg);
    const int device = std::max(1, static_cast<int>(std::ceil(size * ratio)));
    QPixmap pixmap(device, device);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (color.alpha() < 255) painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, size * ratio, size * ratio));
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

class SvgIconEngine : public QIconEngine {
public:
    SvgIconEngine(QString name, Tone normal)
        : name_(std::move(name))
        , tone_(normal) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override {
        const int size = std::min(rect.width(), rect.height());
        paint_icon(*painter, name_, rect, colorFor(mode), size);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/) override {
        return icon_pixmap(name_, colorFor(mode), std::min(size.width(), size.height()), 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/, qreal scale) override {
        const int side = std::min(size.width(), size.height()); // Qt hands device pixels here
        return icon_pixmap(name_, colorFor(mode), static_cast<int>(std::lround(side / scale)), scale);
    }
    [[nodiscard]] QIconEngine* clone() const override { return new SvgIconEngine(name_, tone_); }
    [[nodiscard]] QString key() const override { return QStringLiteral("parapet"); }
    [[nodiscard]] bool isNull() override { return !has_icon(name_); }
    QString iconName() override { return name_; }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const {
        return mode == QIcon::Disabled ? tone(Tone::disabled) : tone(tone_);
    }
    QString name_;
    Tone tone_;
};

} // namespace

QIcon icon(const QString& name, Tone tone) {
    return QIcon(new SvgIconEngine(name, tone));
}

bool has_icon(const QString& name) {
    return !bytes_of(name).isEmpty();
}

QStringList icon_names() {
    QStringList names;
    for (const EmbeddedFile& file : embedded_icons()) {
        names << QString::fromUtf8(file.name.data(), static_cast<qsizetype>(file.name.size())).chopped(4);
    }
    return names;
}

QPixmap icon_pixmap(const QString& name, const QColor& color, int size, qreal ratio) {
    if (size <= 0) return {};
    const QString key = QStringLiteral("parapet-icon/%1/%2/%3/%4").arg(name).arg(color.rgba()).arg(size).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    pixmap = render(name, color, size, ratio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paint_icon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color, int size) {
    // A widget that is rendered into a picture is asked for its own ratio, not for the picture's.
    const qreal own = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1.0;
    const qreal ratio = std::max(own, painter.deviceTransform().m11());
    const QPixmap pixmap = icon_pixmap(name, color, size, ratio);
    if (pixmap.isNull()) return;
    const QPointF at(std::round(rect.x() + (rect.width() - size) / 2),
                     std::round(rect.y() + (rect.height() - size) / 2));
    painter.drawPixmap(at, pixmap);
}

} // namespace parapet::ui
