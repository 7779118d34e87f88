#include "ui/charts/chart_accessible.h"

#include "ui/charts/chart_plot.h"
#include "ui/charts/chart_widget.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace parapet::ui {
namespace {

class AccessibleChart : public QAccessibleWidget {
public:
    explicit AccessibleChart(ChartPlot* plot)
        : QAccessibleWidget(plot, QAccessible::Chart) {}

    [[nodiscard]] QString text(QAccessible::Text which) const override {
        const auto* chart = qobject_cast<const ChartWidget*>(widget()->parentWidget());
        if (chart == nullptr) return QAccessibleWidget::text(which);
        if (which == QAccessible::Name)
            return chart->accessibleName().isEmpty() ? QString::fromStdString(chart->spec().title)
                                                     : chart->accessibleName();
        if (which == QAccessible::Description) return chart->summary();
        if (which == QAccessible::Value) return chart->readingText();
        return QAccessibleWidget::text(which);
    }
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* plot = qobject_cast<ChartPlot*>(object);
    return plot ? new AccessibleChart(plot) : nullptr;
}

} // namespace

void install_chart_accessibility() {
    static bool done = false;
    if (done) return;
    done = true;
    QAccessible::installFactory(make);
}

} // namespace parapet::ui
