#include "ui/charts/chart_export.h"

#include "core/base/text.h"
#include "ui/charts/chart_paint.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QFile>
#include <QPainter>
#include <QSvgGenerator>

#include <cmath>

namespace parapet::ui {
namespace {

QString cell(const QString& text) {
    return QString::fromStdString(csv_cell(text.toStdString()));
}

QString number(double value) {
    return std::isnan(value) ? QString() : QString::number(value, 'g', 15);
}

ChartLook picture_look() {
    ChartLook look;
    look.scheme = theme().scheme();
    look.font = type(Type::caption);
    look.strong = type(Type::caption_strong);
    return look;
}

void draw(QPainter& painter, const ChartModel& model, const QSize& size) {
    const ChartLook look = picture_look();
    painter.fillRect(QRect(QPoint(), size), look.color(Tone::surface));
    draw_chart(painter, QRectF(QPointF(), QSizeF(size)).adjusted(12, 10, -12, -10), model.spec(), look);
}

} // namespace

QString chart_csv(const ChartModel& model, double from, double to, const QString& context) {
    const ChartTable table = model.table(from, to);
    const bool times = model.spec().time_axis;
    QString out;
    QStringList head;
    if (!model.spec().title.empty()) head << QString::fromStdString(model.spec().title);
    if (!model.spec().subtitle.empty()) head << QString::fromStdString(model.spec().subtitle);
    if (times) head << span_text(from, to, model.zone());
    if (!context.isEmpty()) head << context;
    out += QStringLiteral("# ") + head.join(QStringLiteral("; ")).simplified() + QStringLiteral("\r\n");
    for (int c = 0; c < table.columns.size(); ++c)
        out += (c ? QStringLiteral(",") : QString()) + cell(table.columns[c]);
    out += QStringLiteral("\r\n");
    for (const ChartTable::Row& row : table.rows) {
        QDateTime at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(row.x * 1000), model.zone());
        if (at.offsetFromUtc() == 0) at = at.toUTC(); // written as Z
        out += times ? at.toString(Qt::ISODate) : cell(row.place);
        for (const double value : row.values)
            out += QLatin1Char(',') + number(value);
        out += QStringLiteral("\r\n");
    }
    return out;
}

QImage chart_image(const ChartModel& model, const QSize& size, int scale) {
    QImage image(size * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    draw(painter, model, size);
    return image;
}

bool write_chart_svg(const ChartModel& model, const QSize& size, const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    QSvgGenerator svg;
    svg.setOutputDevice(&file);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(QString::fromStdString(model.spec().title));
    svg.setDescription(model.summary());
    QPainter painter;
    if (!painter.begin(&svg)) return false;
    draw(painter, model, size);
    return painter.end() && file.error() == QFile::NoError;
}

ChartTableModel::ChartTableModel(const ChartModel& model, double from, double to, QObject* parent)
    : QAbstractTableModel(parent)
    , table_(model.table(from, to)) {}

int ChartTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(table_.rows.size());
}

int ChartTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(table_.columns.size());
}

QVariant ChartTableModel::data(const QModelIndex& index, int role) const {
    const ChartTable::Row& row = table_.rows[static_cast<std::size_t>(index.row())];
    const bool place = index.column() == 0;
    const double value = place ? row.x : row.values[static_cast<std::size_t>(index.column() - 1)];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return place ? row.place : value_text(value);
    if (role == k_value_role) return value;
    if (role == Qt::TextAlignmentRole && !place) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return table_.columns.value(section);
}

} // namespace parapet::ui
