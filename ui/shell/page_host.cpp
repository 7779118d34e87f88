#include "ui/shell/page_host.h"

#include "ui/shell/app_context.h"
#include "ui/shell/first_run.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace parapet::ui {

namespace {

// These make sense without any data.
bool needs_no_data(const QString& id) {
    return id == QLatin1String("settings") || id == QLatin1String("sources");
}

// With large text a page may need more room than the window has: then it scrolls instead of being pressed together.
// QScrollArea's own resizing asks for the height that a page would like, not for the one that it needs.
class Frame final : public QScrollArea {
public:
    explicit Frame(QWidget* page) {
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setBackgroundRole(QPalette::Window);
        setWidget(page);
        page->installEventFilter(this);
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QScrollArea::resizeEvent(event);
        fit();
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) fit();
        return QScrollArea::eventFilter(watched, event);
    }

private:
    void fit() {
        const QSize room = maximumViewportSize();
        QSize least = widget()->minimumSizeHint();
        const QLayout* layout = widget()->layout();
        if (layout != nullptr && layout->hasHeightForWidth())
            least.setHeight(layout->minimumHeightForWidth(std::max(room.width(), least.width())));
        QSize size = room.expandedTo(least);
        // A bar takes of the other side's room, where the page has some to give.
        if (least.height() > room.height())
            size.setWidth(std::max(least.width(), room.width() - verticalScrollBar()->sizeHint().width()));
        if (least.width() > room.width())
            size.setHeight(std::max(least.height(), room.height() - horizontalScrollBar()->sizeHint().height()));
        if (size != widget()->size()) widget()->resize(size);
    }
};

// The frame that a page was put into.
QWidget* frame_of(const QWidget* page) {
    return page->parentWidget()->parentWidget(); // the viewport lies between them
}

} // namespace

PageHost::PageHost(AppContext& app, QWidget* parent)
    : QWidget(parent)
    , app_(app)
    , column_(new QVBoxLayout(this))
    , stack_(new QStackedWidget(this))
    , first_run_(new FirstRun(app)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(stack_, 1);
    stack_->addWidget(new Frame(first_run_));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Window);
    connect(&app, &AppContext::scopeChanged, this, &PageHost::refreshVisible);
    connect(&app, &AppContext::dataChanged, this, &PageHost::refreshVisible);
    connect(&app, &AppContext::workspaceOpened, this, [this] {
        setError({}, {});
        choose();
        refreshVisible();
    });
    connect(&app, &AppContext::infoChanged, this, &PageHost::choose);
}

const PageInfo* PageHost::find(const QString& id) {
    for (const PageInfo* info : pages()) {
        if (id == QLatin1String(info->id)) return info;
    }
    return nullptr;
}

std::vector<const PageInfo*> PageHost::ordered() {
    const auto all = pages();
    std::vector<const PageInfo*> sorted(all.begin(), all.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const PageInfo* a, const PageInfo* b) { return a->order < b->order; });
    return sorted;
}

Page* PageHost::make(const PageInfo& info) {
    const QString id = QString::fromLatin1(info.id);
    Page* page = info.make(app_, nullptr);
    pages_[id] = page;
    stack_->addWidget(new Frame(page));
    connect(page, &Page::badgeChanged, this, [this, id, page] { emit badgeChanged(id, page->badge()); });
    connect(page, &Page::queryChanged, this, [this, id] {
        if (id == current_) emit pageQueryChanged();
    });
    return page;
}

// A page that is made after the workspace was opened has heard of no change: it is told to ask.
Page* PageHost::begin(const PageInfo& info, const QString& query) {
    Page* page = make(info);
    page->open(query);
    page->refresh();
    return page;
}

bool PageHost::show(const QString& id, const QString& query) {
    const PageInfo* info = find(id);
    if (info == nullptr) {
        setError(tr("There is no page “%1”").arg(shown(ss(id.left(60)))), tr("The link may be from a newer Parapet."));
        return false;
    }
    current_ = id;
    waiting_query_.clear();
    if (page(id) == nullptr) {
        if (app_.isEmpty() && !needs_no_data(id)) {
            waiting_query_ = query;
        } else {
            begin(*info, query);
            dirty_[id] = false;
        }
    } else {
        Page* there = page(id);
        const bool stale = dirty_[id];
        dirty_[id] = false;
        if (there->query() != query || !query.isEmpty()) there->open(query);
        if (stale) there->refresh();
    }
    choose();
    return true;
}

Page* PageHost::page(const QString& id) const {
    const auto at = pages_.find(id);
    return at == pages_.end() ? nullptr : at->second;
}

Page* PageHost::currentPage() const {
    return showsFirstRun() ? nullptr : page(current_);
}

bool PageHost::showsFirstRun() const {
    return stack_->currentWidget() == frame_of(first_run_);
}

void PageHost::choose() {
    QWidget* before = stack_->currentWidget();
    const bool empty = app_.isEmpty() && !needs_no_data(current_);
    if (empty || current_.isEmpty()) {
        stack_->setCurrentWidget(frame_of(first_run_));
    } else {
        Page* there = page(current_);
        if (there == nullptr) {
            if (const PageInfo* info = find(current_)) there = begin(*info, std::exchange(waiting_query_, {}));
        }
        if (there != nullptr) stack_->setCurrentWidget(frame_of(there));
    }
    if (stack_->currentWidget() != before) emit shownChanged();
}

void PageHost::refreshVisible() {
    for (auto& [id, there] : pages_) {
        if (id == current_) {
            there->refresh();
        } else {
            dirty_[id] = true;
        }
    }
}

void PageHost::setError(const QString& what, const QString& help) {
    if (error_ != nullptr) {
        error_->hide();
        error_->deleteLater();
        error_ = nullptr;
    }
    if (what.isEmpty()) return;
    error_ = new Banner(Banner::Look::fail, what, this);
    error_->setDetail(help);
    connect(error_->addClose(), &QAbstractButton::clicked, this, [this] { setError({}, {}); });
    column_->insertWidget(0, error_);
    error_->show();
}

} // namespace parapet::ui
