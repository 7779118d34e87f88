#pragma once

#include <QPointer>
#include <QWidget>

namespace parapet::ui {

class AppContext;
class Button;
class IconButton;
class PlainLabel;
class Popup;
class SearchButton;
class Segmented;
class Tag;

// Back and forward, where one is, time range, UTC or local, global filter, search, bell.
class ContextBar : public QWidget {
    Q_OBJECT
public:
    explicit ContextBar(AppContext& app, QWidget* parent = nullptr);
    void setTitle(const QString& title, const QString& crumb = {});
    void setHistory(bool can_back, bool can_forward);
    void setRangeShown(bool shown); // by the page
    void setNews(bool news);        // a dot at the bell
    void openRange();
    void openFilter();
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] IconButton* bell() { return bell_; }
    [[nodiscard]] Button* rangeButton() { return range_; }

signals:
    void backRequested();
    void forwardRequested();
    void searchRequested();
    void bellPressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void fit();
    void toggle(QPointer<Popup>& open, Popup* fresh, QWidget* anchor);
    AppContext& app_;
    IconButton *back_, *forward_, *bell_;
    PlainLabel *title_, *crumb_, *crumb_mark_;
    Tag* sample_;
    Button *range_, *filter_;
    Segmented* zone_;
    SearchButton* search_;
    QPointer<Popup> range_popup_, filter_popup_;
    bool range_shown_ = true;
};

} // namespace parapet::ui
