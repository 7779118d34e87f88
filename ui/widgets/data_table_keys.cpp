// DataTable's keyboard and clipboard.
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>

namespace parapet::ui {

namespace {

QString tsv_cell(QString text) {
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString markdown_cell(QString text) {
    return tsv_cell(std::move(text)).replace(QLatin1Char('|'), QStringLiteral("\\|"));
}

} // namespace

void DataTable::keyPressEvent(QKeyEvent* event) {
    if (handleKey(*event)) {
        event->accept();
        return;
    }
    // Letters that are not ours belong to the page; the base class would eat them for its search.
    const bool bare = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
    if (bare && !event->text().isEmpty() && event->text().at(0).isPrint() && event->key() != Qt::Key_Space) {
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

void DataTable::keyboardSearch(const QString& /*search*/) {}

bool DataTable::handleKey(QKeyEvent& event) {
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (event.matches(QKeySequence::Copy)) {
        copyText(asTsv());
        return true;
    }
    if (event.key() == Qt::Key_C && modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) {
        copyText(asMarkdown());
        return true;
    }
    if (event.key() == Qt::Key_C && modifiers == Qt::AltModifier && currentIndex().isValid()) {
        copyText(cellText(currentIndex().row(), currentIndex().column()));
        return true;
    }
    if (modifiers != Qt::NoModifier) return false;
    switch (event.key()) {
    case Qt::Key_J:
    case Qt::Key_K:
        if (!single_keys_enabled()) return false;
        moveCurrent(event.key() == Qt::Key_J ? 1 : -1);
        return true;
    case Qt::Key_X:
        if (!single_keys_enabled() || !checkable_) return false;
        toggleCurrent();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!currentIndex().isValid()) return false;
        emit rowOpened(currentIndex().row());
        return true;
    case Qt::Key_Space:
        if (!currentIndex().isValid()) return false;
        emit rowPeeked(currentIndex().row());
        return true;
    case Qt::Key_Right:
    case Qt::Key_Left: {
        if (!currentIndex().isValid() || model() == nullptr) return false;
        const int wanted = event.key() == Qt::Key_Right ? 1 : 2;
        for (int column = 0; column < model()->columnCount(); ++column) {
            if (model()->index(currentIndex().row(), column).data(ExpandRole).toInt() != wanted) continue;
            emit expandToggled(currentIndex().row());
            return true;
        }
        return false;
    }
    case Qt::Key_Escape:
        if (checkable_ && selectionModel() != nullptr && selectionModel()->hasSelection()) {
            clearSelection();
        } else {
            emit escaped();
        }
        return true;
    default:
        return false;
    }
}

void DataTable::moveCurrent(int by) {
    if (model() == nullptr || model()->rowCount() == 0) return;
    const int last = model()->rowCount() - 1;
    const int from = currentIndex().isValid() ? currentIndex().row() : (by > 0 ? -1 : last + 1);
    const int column = currentIndex().isValid() ? currentIndex().column() : (checkable_ ? 1 : 0);
    const QModelIndex to = model()->index(std::clamp(from + by, 0, last), column);
    const auto how = checkable_ ? QItemSelectionModel::SelectionFlags(QItemSelectionModel::NoUpdate)
                                : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;
    selectionModel()->setCurrentIndex(to, how);
    scrollTo(to);
}

void DataTable::toggleCurrent() {
    if (!currentIndex().isValid()) return;
    selectionModel()->select(currentIndex(), QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
}

void DataTable::selectAll() {
    if (model() == nullptr || model()->rowCount() == 0) return;
    const QItemSelection all(model()->index(0, 0), model()->index(model()->rowCount() - 1, model()->columnCount() - 1));
    selectionModel()->select(all, QItemSelectionModel::Select);
}

void DataTable::copyText(const QString& text) {
    QApplication::clipboard()->setText(text);
}

QList<int> DataTable::rowsToCopy() const {
    // Not all of a million rows: what is on the clipboard has to fit into memory twice.
    constexpr int k_most = 100'000;
    QList<int> rows = selectedRowNumbers();
    if (rows.isEmpty() && model() != nullptr) {
        for (int row = 0; row < std::min(model()->rowCount(), k_most); ++row) {
            rows << row;
        }
    }
    return rows.mid(0, k_most);
}

QList<int> DataTable::shownColumns() const {
    QList<int> columns;
    for (int visual = 0; visual < header_->count(); ++visual) {
        const int logical = header_->logicalIndex(visual);
        if (isColumnHidden(logical) || (checkable_ && logical == 0)) continue;
        columns << logical;
    }
    return columns;
}

QString DataTable::cellText(int row, int column) const {
    const QModelIndex index = model()->index(row, column);
    const QVariant copy = index.data(CopyRole);
    if (copy.isValid()) return copy.toString();
    const QString text = index.data(Qt::DisplayRole).toString();
    if (!text.isEmpty()) return text;
    const QVariant severity = index.data(SeverityRole);
    if (severity.isValid()) return word(static_cast<Severity>(severity.toInt()));
    return index.data(TagsRole).toStringList().join(QStringLiteral(", "));
}

QString DataTable::asTsv() const {
    if (model() == nullptr) return {};
    const QList<int> columns = shownColumns();
    QStringList lines;
    QStringList cells;
    for (const int column : columns) {
        cells << tsv_cell(model()->headerData(column, Qt::Horizontal).toString());
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const int row : rowsToCopy()) {
        cells.clear();
        for (const int column : columns) {
            cells << tsv_cell(cellText(row, column));
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString DataTable::asMarkdown() const {
    if (model() == nullptr) return {};
    const QList<int> columns = shownColumns();
    QStringList cells;
    QStringList rule;
    for (const int column : columns) {
        cells << markdown_cell(model()->headerData(column, Qt::Horizontal).toString());
        rule << QStringLiteral("---");
    }
    const auto line = [](const QStringList& parts) {
        return QStringLiteral("| %1 |").arg(parts.join(QStringLiteral(" | ")));
    };
    QStringList lines{line(cells), line(rule)};
    for (const int row : rowsToCopy()) {
        cells.clear();
        for (const int column : columns) {
            cells << markdown_cell(cellText(row, column));
        }
        lines << line(cells);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace parapet::ui
