#pragma once
// What a model may say about a cell beyond its text, and the delegates that draw it: one class per cell kind. Models
// hand typed values; text is for eyes.

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

#include <QStyledItemDelegate>

namespace parapet::ui {

enum CellRole {
    SortRole = Qt::UserRole + 1, // typed value, for sorting, export and tests
    CopyRole,                    // QString; else the display text is copied
    ToneRole,                    // int(Tone) of the text
    StrongRole,                  // bool: medium weight
    SuffixRole,                  // QString after the text, in text3: "+3"
    SecondRole,                  // QString: the second line (TwoLineDelegate)
    IconRole,                    // QString: icon name before the text (or of the second line)
    IconToneRole,                // int(Tone)
    MonoRole,                    // bool
    SeverityRole,                // int(Severity)
    StatusRole,                  // int(Status); none: text only, aligned with those that have a glyph
    TagsRole,                    // QStringList
    TrendRole,                   // QList<double>
    SharesRole,                  // QList<double> with the tones of SharesToneRole
    SharesToneRole,              // QList<int>
    ExpandRole,                  // int: 0 nothing, 1 closed group, 2 open group
    DepthRole,                   // int: rows of an open group are 1; drawn fainter
    LinkRole,                    // bool: text in accent, underlined under the mouse
    StaleRole,                   // QString: "stale 7 h" behind the text; the row's text goes text3
    KindRole,                    // int(ColorRole): swatch before the text
};

// Ground, hover, selection, the mark of the current row, the line below: the same for every cell.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

protected:
    // `rect` is the cell without its padding.
    virtual void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const = 0;
    [[nodiscard]] static QColor textColor(const QModelIndex& index, Tone fallback);
    [[nodiscard]] static QFont textFont(const QModelIndex& index);
    [[nodiscard]] virtual int paddingLeft() const { return 8; }
    [[nodiscard]] virtual int paddingRight() const { return 8; }
};

// Text with icon, suffix, swatch, link: the usual cell.
class TextDelegate : public CellDelegate {
    Q_OBJECT
public:
    explicit TextDelegate(QObject* parent, Tone tone = Tone::text)
        : CellDelegate(parent)
        , tone_(tone) {}
    // Of a path the end says most: Qt::ElideMiddle.
    void setElide(Qt::TextElideMode mode) { elide_ = mode; }

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;

private:
    Tone tone_;
    Qt::TextElideMode elide_ = Qt::ElideRight;
};

// Right aligned; no value is an en dash in text3.
class NumberDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

// The glyph, and with `words` its word. A group's head has its chevron before it.
class SeverityDelegate : public CellDelegate {
    Q_OBJECT
public:
    explicit SeverityDelegate(QObject* parent, bool words = false, bool chevrons = false)
        : CellDelegate(parent)
        , words_(words)
        , chevrons_(chevrons) {}

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
    [[nodiscard]] int paddingLeft() const override { return chevrons_ ? 0 : 8; }
    [[nodiscard]] int paddingRight() const override { return 0; }

private:
    bool words_, chevrons_;
};

class StatusDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

class TagsDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

// Title, and below it SecondRole with IconRole; rows of 40 px.
class TwoLineDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

// An icon alone (KEV), in IconToneRole; its meaning is the tool tip and the accessible text.
class IconDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

class TrendDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

class SharesDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

// Initials on a disc; the display text is the whole name (tool tip).
class AvatarDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
};

// The box of a selectable row. Column 0 of a checkable DataTable.
class CheckDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override;
    [[nodiscard]] int paddingRight() const override { return 0; }
};

} // namespace parapet::ui
