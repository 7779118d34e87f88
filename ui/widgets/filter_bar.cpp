#include "ui/widgets/filter_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/text.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr int k_suggest_ms = 80;
constexpr int k_edit_room = 160; // at least so much to type in

// Underlines the word that core/query did not understand.
class QueryEdit : public QLineEdit {
public:
    using QLineEdit::QLineEdit;
    int error_at = -1;

protected:
    void paintEvent(QPaintEvent* event) override {
        QLineEdit::paintEvent(event);
        if (error_at < 0 || text().isEmpty()) return;
        const QFontMetrics metrics(font());
        const int from = std::min(error_at, static_cast<int>(text().size()) - 1);
        qsizetype to = text().indexOf(QLatin1Char(' '), from);
        if (to < 0) to = text().size();
        const int x = textMargins().left() + 2 + metrics.horizontalAdvance(text().left(from));
        const int width = std::max(px(6), metrics.horizontalAdvance(text().mid(from, to - from)));
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(tone(Tone::fail), 1.2));
        QPainterPath wave(QPointF(x, height() - px(5)));
        for (int step = 0; step < width; step += 4) {
            wave.lineTo(x + step + 2, height() - px(5) + (step % 8 == 0 ? 2 : 0));
        }
        painter.drawPath(wave);
    }
};

} // namespace

FilterBar::FilterBar(query::Domain domain, QWidget* parent)
    : QWidget(parent)
    , domain_(domain)
    , strip_(new QWidget(this))
    , edit_(new QueryEdit(strip_))
    , clear_(new IconButton(QStringLiteral("close"), tr("Clear the filter"), this))
    , height_(metric::k_query_bar) {
    edit_->setFrame(false);
    edit_->setAttribute(Qt::WA_MacShowFocusRect, false);
    edit_->setPlaceholderText(tr("Add filter or text"));
    edit_->setAccessibleName(tr("Filter"));
    edit_->installEventFilter(this);
    setFocusProxy(edit_);
    clear_->setSide(metric::k_control_small);
    clear_->setGlyphSize(14);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    suggest_timer_.setSingleShot(true);
    suggest_timer_.setInterval(k_suggest_ms);
    connect(&suggest_timer_, &QTimer::timeout, this, &FilterBar::suggest);
    connect(edit_, &QLineEdit::textEdited, this, &FilterBar::typed);
    connect(clear_, &QAbstractButton::clicked, this, [this] {
        edit_->clear();
        apply({});
        edit_->setFocus();
    });
    connect(&theme(), &Theme::changed, this, &FilterBar::rebuild);
    rebuild();
}

QSize FilterBar::sizeHint() const {
    return {px(320), px(height_)};
}

void FilterBar::setQuery(const QString& query) {
    query_ = query.trimmed();
    setError({});
    rebuild();
}

void FilterBar::setPlaceholder(const QString& text) {
    edit_->setPlaceholderText(text);
}

void FilterBar::setBarHeight(int design_px) {
    height_ = design_px;
    updateGeometry();
}

void FilterBar::focusEdit() {
    edit_->setFocus(Qt::ShortcutFocusReason);
    edit_->selectAll();
}

void FilterBar::setError(const QString& error) {
    error_ = error;
    if (error.isEmpty()) error_at_ = -1;
    static_cast<QueryEdit*>(edit_)->error_at = error_at_;
    edit_->setProperty("invalid", !error.isEmpty());
    edit_->update();
    update();
    if (!error.isEmpty()) {
        showRows();
    } else if (list_ != nullptr && fixed_.isEmpty() && found_.isEmpty()) {
        hideRows();
    }
}

void FilterBar::rebuild() {
    for (Chip* chip : chips_) {
        chip->hide();
        chip->deleteLater();
    }
    chips_.clear();
    const auto parts = query_chips(query_, domain_);
    as_text_ = !parts && !query_.isEmpty();
    if (as_text_) edit_->setText(query_);
    if (parts) {
        for (int i = 0; i < parts->size(); ++i) {
            const QueryChip& part = parts->at(i);
            auto* chip = new Chip(shown(ss(part.value)), strip_);
            chip->setField(part.field);
            chip->setClosable(true);
            chip->setFocusPolicy(Qt::NoFocus); // Backspace and Left in the field reach them
            connect(chip, &Chip::closeRequested, this, [this, i] { removeChip(i); });
            connect(chip, &QAbstractButton::clicked, this, [this, i] { editChip(i); });
            chip->show();
            chips_.push_back(chip);
        }
    }
    edit_->setFont(type(as_text_ ? Type::mono : Type::body));
    layOut();
}

void FilterBar::layOut() {
    const int inset = px(30);
    clear_->setVisible(!query_.isEmpty() || !edit_->text().isEmpty());
    const int right = px(30);
    strip_->setGeometry(inset, 1, std::max(0, width() - inset - right), height() - 2);
    clear_->move(width() - px(28), (height() - clear_->sizeHint().height()) / 2);
    clear_->resize(clear_->sizeHint());
    int total = 0;
    for (const Chip* chip : chips_) {
        total += chip->sizeHint().width() + px(6);
    }
    // Too many chips: the oldest leave the view at the left, what is typed stays in it.
    const int room = strip_->width() - std::min(px(k_edit_room), strip_->width());
    int x = std::min(0, room - total);
    for (Chip* chip : chips_) {
        const QSize size = chip->sizeHint();
        chip->setGeometry(x, (strip_->height() - size.height()) / 2, size.width(), size.height());
        x += size.width() + px(6);
    }
    edit_->setGeometry(x, 0, strip_->width() - x, strip_->height());
}

void FilterBar::resizeEvent(QResizeEvent* /*event*/) {
    layOut();
}

void FilterBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_field(painter, rect(), edit_->hasFocus(), !error_.isEmpty(), isEnabled());
    paint_icon(painter, QStringLiteral("filter"), QRectF(px(8), 0, px(16), height()), tone(Tone::text3), px(16));
}

void FilterBar::mousePressEvent(QMouseEvent* /*event*/) {
    edit_->setFocus();
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched != edit_) return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::KeyPress:
        return handleKey(*static_cast<QKeyEvent*>(event));
    case QEvent::FocusIn:
        update();
        break;
    case QEvent::FocusOut:
        update();
        hideRows();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

bool FilterBar::handleKey(QKeyEvent& event) {
    const bool open = list_ != nullptr && list_->isVisible() && list_->count() > 0;
    switch (event.key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (open) {
            list_->move(event.key() == Qt::Key_Down ? 1 : -1);
        } else {
            suggest();
        }
        return true;
    case Qt::Key_Tab:
        if (!open || list_->current() < 0) return false;
        take(list_->current());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (open && list_->current() >= 0) {
            take(list_->current());
        } else {
            commit();
        }
        return true;
    case Qt::Key_Escape:
        if (!open && error_.isEmpty()) return false;
        hideRows();
        setError({});
        return true;
    case Qt::Key_Backspace:
        if (!edit_->text().isEmpty() || chips_.empty()) return false;
        editChip(static_cast<int>(chips_.size()) - 1);
        return true;
    default:
        return false;
    }
}

void FilterBar::typed(const QString& text) {
    if (!error_.isEmpty()) setError({});
    clear_->setVisible(!query_.isEmpty() || !text.isEmpty());
    if (!as_text_ && is_complete_field(text, domain_)) {
        commit();
        return;
    }
    suggest_timer_.start();
}

void FilterBar::commit() {
    hideRows();
    const QString text = edit_->text().trimmed();
    if (as_text_) {
        apply(text);
        return;
    }
    if (text.isEmpty()) return;
    // What cannot be typed right yet stays where it is.
    if (apply(joined_query(query_, text)) && !as_text_) edit_->clear();
    layOut();
}

bool FilterBar::apply(const QString& query) {
    const auto tree = query::parse(ss(query), domain_);
    if (!tree) {
        const Error& error = tree.error();
        const int skipped = as_text_ || query_.isEmpty() ? 0 : static_cast<int>(query_.size()) + 1;
        error_at_ = error.column > 0 ? std::max(0, static_cast<int>(error.column) - 1 - skipped) : 0;
        setError(error.help.empty() ? qs(error.what) : qs(error.what) + QStringLiteral(" – ") + qs(error.help));
        return false;
    }
    const QString normal = query.trimmed();
    const bool was_text = as_text_;
    query_ = normal;
    setError({});
    rebuild();
    if (was_text && !as_text_) edit_->clear();
    emit queryChanged(query_);
    return true;
}

void FilterBar::editChip(int index) {
    const auto parts = query_chips(query_, domain_);
    if (!parts || index >= parts->size()) return;
    const QString text = parts->at(index).text;
    query_ = without_chip(query_, domain_, index);
    rebuild();
    edit_->setText(text);
    edit_->setFocus();
    layOut();
    suggest();
}

void FilterBar::removeChip(int index) {
    apply(without_chip(query_, domain_, index));
    edit_->setFocus();
}

void FilterBar::take(int row) {
    if (list_ == nullptr) return;
    const Suggestion chosen = list_->at(row);
    edit_->setText(chosen.insert);
    if (chosen.insert.endsWith(QLatin1Char(':'))) {
        suggest();
    } else {
        commit();
    }
}

void FilterBar::suggest() {
    const TypedWord word = typed_word(edit_->text().left(edit_->cursorPosition()));
    fixed_ = fixed_suggestions(word, domain_);
    found_.clear();
    const int number = ++suggest_number_;
    showRows();
    if (!suggester_ || word.field.isEmpty()) return;
    suggester_(word.field, word.value,
               [guard = QPointer<FilterBar>(this), number, word](const QList<Suggestion>& rows) {
                   if (guard == nullptr || guard->suggest_number_ != number || !guard->edit_->hasFocus()) return;
                   guard->found_.clear();
                   for (Suggestion row : rows) {
                       row.insert = word.before + row.insert;
                       guard->found_ << row;
                   }
                   guard->showRows();
               });
}

void FilterBar::showRows() {
    QList<Suggestion> rows = found_;
    for (const Suggestion& row : fixed_) {
        const bool known = std::any_of(found_.begin(), found_.end(),
                                       [&](const Suggestion& other) { return other.insert == row.insert; });
        if (!known) rows << row;
    }
    if ((rows.isEmpty() && error_.isEmpty()) || !edit_->hasFocus()) {
        if (list_ != nullptr) list_->hide(); // values may still be on their way
        return;
    }
    if (list_ == nullptr) {
        list_ = new SuggestionList(window());
        connect(list_, &SuggestionList::taken, this, &FilterBar::take);
    }
    list_->setRows(rows, error_);
    QPoint at = edit_->mapTo(window(), QPoint(0, edit_->height() + px(4)));
    at.setX(std::clamp(at.x(), px(4), std::max(px(4), window()->width() - list_->width() - px(4))));
    static_cast<QWidget*>(list_)->move(at);
    list_->show();
    list_->raise();
}

void FilterBar::hideRows() {
    ++suggest_number_;
    suggest_timer_.stop();
    fixed_.clear();
    found_.clear();
    if (list_ != nullptr) list_->hide();
}

} // namespace parapet::ui
