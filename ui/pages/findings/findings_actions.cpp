// What a person does on the page: select, decide, keep views. Copies and exports: findings_export.cpp.

#include "core/query/filter.h"
#include "ui/models/findings_model.h"
#include "ui/pages/findings/bulk_bar.h"
#include "ui/pages/findings/decide.h"
#include "ui/pages/findings/decision_form.h"
#include "ui/pages/findings/detail_pane.h"
#include "ui/pages/findings/findings_page.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/facet_list.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QShortcut>

namespace parapet::ui {

namespace {

constexpr const char* k_views_setting = "findings.views";

QString facet_title(const std::string& field) {
    static const std::map<std::string, const char*> k_titles{{"severity", QT_TRANSLATE_NOOP("Facets", "Severity")},
                                                             {"status", QT_TRANSLATE_NOOP("Facets", "Status")},
                                                             {"cause", QT_TRANSLATE_NOOP("Facets", "Cause")},
                                                             {"due", QT_TRANSLATE_NOOP("Facets", "Deadline")},
                                                             {"asset", QT_TRANSLATE_NOOP("Facets", "Asset")},
                                                             {"source", QT_TRANSLATE_NOOP("Facets", "Source")},
                                                             {"tool", QT_TRANSLATE_NOOP("Facets", "Tool")},
                                                             {"phase", QT_TRANSLATE_NOOP("Facets", "Delivery phase")},
                                                             {"framework", QT_TRANSLATE_NOOP("Facets", "Framework")}};
    const auto it = k_titles.find(field);
    return it == k_titles.end() ? qs(field) : QCoreApplication::translate("Facets", it->second);
}

// Our own words for the words of the language; what came from reports stays as it is.
QString facet_label(const std::string& field, const views::FacetValue& v) {
    if (field == "severity") {
        if (const auto s = parse_enum<Severity>(v.value)) return word(*s);
    } else if (field == "status") {
        if (const auto s = parse_enum<FindingStatus>(v.value)) return word(*s);
    } else if (field == "cause") {
        if (const auto c = parse_enum<Cause>(v.value)) return word(*c);
    } else if (field == "phase") {
        if (const auto p = parse_enum<Phase>(v.value)) return word(*p);
    }
    return shown(v.label.empty() ? v.value : v.label);
}

} // namespace

void FindingsPage::connectParts() {
    connect(filter_, &FilterBar::queryChanged, this, [this](const QString& q) {
        asked_anew_ = true;
        query_ = q;
        view_bar_->setCurrent(views_.find(q));
        typing_.start(60);
    });
    typing_.setSingleShot(true);
    connect(&typing_, &QTimer::timeout, this, &FindingsPage::ask);
    connect(model_, &FindingsModel::failed, this, [this](const Error& e) {
        table_->setLoading(false);
        if (e.code == Errc::bad_argument)
            filter_->setError(qs(e.what + (e.help.empty() ? "" : ". " + e.help)));
        else
            app_.showError(qs(e.what), qs(e.help));
    });
    connect(facets_, &FacetList::toggled, this, [this](const QString& field, const QString& value, bool on) {
        setQuery(qs(query::with_value(ss(query_), query::Domain::findings, ss(field), ss(value), on)));
    });
    connect(facets_, &FacetList::moreRequested, this, [this](const QString& field) {
        filter_->edit()->setText(field + QLatin1Char(':'));
        filter_->focusEdit();
    });
    connect(view_bar_, &ViewBar::chosen, this, [this](int index) { setQuery(views_.all().at(index).query); });
    connect(view_bar_, &ViewBar::addRequested, this, &FindingsPage::saveView);
    connect(view_bar_, &ViewBar::menuRequested, this, [this](int index, const QPoint& global) {
        if (!views_.all().at(index).own) return;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Remove this view"), this, [this, index] {
            views_.remove(index);
            applyViews();
            const auto ws = app_.workspace();
            if (ws)
                app_.jobs().ask(
                    view_ticket_, this,
                    [ws, json = views_.toJson()](const std::stop_token&) {
                        return ws->set_setting(k_views_setting, json);
                    },
                    [](const Result<void>&) {});
        });
        menu->popup(global);
    });
    connect(group_button_, &Button::clicked, this, &FindingsPage::chooseGroup);
    connect(columns_, &IconButton::clicked, this,
            [this] { table_->columnMenu(columns_->mapToGlobal(QPoint(0, columns_->height()))); });
    connect(export_, &IconButton::clicked, this, &FindingsPage::export_list);
    connect(decider_, &Decider::applied, this, &FindingsPage::refresh);
    connectRegroup();
}

void FindingsPage::connectTable() {
    connect(model_, &FindingsModel::loaded, this, [this] {
        table_->setLoading(false);
        chooseCurrent();
    });
    connect(table_, &DataTable::currentRowChanged, this, &FindingsPage::currentChanged);
    connect(table_, &DataTable::selectionChangedByUser, this, &FindingsPage::showSelection);
    connect(table_, &DataTable::expandToggled, model_, &FindingsModel::toggleFold);
    connect(table_, &DataTable::rowOpened, this, [this](int row) {
        detail_wanted_ = true;
        detail_->showFinding(model_->idAt(row));
        detail_->show();
    });
    connect(table_, &DataTable::rowPeeked, this, [this](int row) {
        detail_wanted_ = true;
        detail_->showFinding(model_->idAt(row));
        detail_->show();
    });
    connect(table_, &DataTable::escaped, this, [this] { table_->clearSelection(); });
    connect(table_, &DataTable::sortRequested, this, [this](int column, bool) {
        const auto& keys = model_->request().sort;
        const bool again =
            !keys.empty() && table_->property("sorted").toInt() == column && table_->property("down").toBool();
        model_->sort(column, again ? Qt::AscendingOrder : Qt::DescendingOrder);
        table_->setProperty("sorted", column);
        table_->setProperty("down", !again);
        table_->setSortMarks({{column, again ? Qt::AscendingOrder : Qt::DescendingOrder}});
    });
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table_, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { contextMenu(table_->viewport()->mapToGlobal(at)); });
    connect(bulk_, &BulkBar::assign, this, [this] { openForm(static_cast<int>(DecisionForm::Kind::assign)); });
    connect(bulk_, &BulkBar::status, this, &FindingsPage::chooseStatus);
    connect(bulk_, &BulkBar::ticket, this, &FindingsPage::openTracker);
    connect(bulk_, &BulkBar::accept, this, [this] { openForm(static_cast<int>(DecisionForm::Kind::accept)); });
    connect(bulk_, &BulkBar::falsePositive, this,
            [this] { openForm(static_cast<int>(DecisionForm::Kind::false_positive)); });
    connect(bulk_, &BulkBar::clear, table_, &QTableView::clearSelection);
    connect(detail_, &DetailPane::previousRequested, this, [this] { moveCurrent(-1); });
    connect(detail_, &DetailPane::nextRequested, this, [this] { moveCurrent(1); });
    connect(detail_, &DetailPane::closeRequested, this, [this] {
        detail_wanted_ = false;
        detail_->hide();
        facets_->show();
        table_->setFocus();
    });
    connect(detail_, &DetailPane::assignRequested, this,
            [this] { openForm(static_cast<int>(DecisionForm::Kind::assign)); });
    connect(detail_, &DetailPane::statusRequested, this, &FindingsPage::chooseStatus);
    connect(detail_, &DetailPane::acceptRequested, this,
            [this] { openForm(static_cast<int>(DecisionForm::Kind::accept)); });
    connect(detail_, &DetailPane::moreRequested, this, &FindingsPage::contextMenu);
}

void FindingsPage::showFacets(const std::vector<views::Facet>& facets) {
    std::vector<FacetGroup> groups;
    for (const views::Facet& f : facets) {
        FacetGroup group;
        group.field = qs(f.field);
        group.title = facet_title(f.field);
        group.more = f.more;
        group.open = f.field != "source" && f.field != "phase" && f.field != "framework" && f.field != "tool";
        for (const views::FacetValue& v : f.values) {
            FacetEntry entry;
            entry.value = qs(v.value);
            entry.label = facet_label(f.field, v);
            entry.count = v.count;
            entry.selected = v.selected;
            if (f.field == "severity") {
                if (const auto s = parse_enum<Severity>(v.value)) entry.severity = static_cast<int>(*s);
            }
            group.entries.push_back(std::move(entry));
        }
        groups.push_back(std::move(group));
    }
    facets_->setGroups(std::move(groups));
}

void FindingsPage::showSelection() {
    const auto* selection = table_->selectionModel();
    const bool some = selection != nullptr && selection->hasSelection();
    bulk_->setVisible(some);
    if (!some) return;
    qint64 findings = 0;
    int rows = 0;
    for (const QItemSelectionRange& range : selection->selection())
        rows += range.height();
    if (rows <= 2000) {
        for (const int row : table_->selectedRowNumbers()) {
            const auto* r = model_->row(row);
            if (r == nullptr) {
                findings = -1;
                break;
            }
            findings += r->members;
        }
    } else {
        findings = -1;
    }
    bulk_->setCounts(rows, findings);
}

QList<int> FindingsPage::concerned() const {
    return table_->selectedRowNumbers();
}

void FindingsPage::setStatus(FindingStatus status) {
    model_->withFindingsOf(concerned(), [this, status](std::vector<FindingId> ids) {
        views::Decision d;
        d.who = ss(app_.userName());
        d.status = status;
        const auto n = static_cast<int>(ids.size());
        d.findings = std::move(ids);
        decider_->decide(d, tr("%n set to %1", nullptr, n).arg(word(status)));
    });
}

void FindingsPage::chooseStatus() {
    if (concerned().isEmpty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const FindingStatus s : {FindingStatus::open, FindingStatus::triaged, FindingStatus::in_progress}) {
        menu->addAction(word(s), this, [this, s] { setStatus(s); });
    }
    menu->addSeparator();
    menu->addAction(tr("Accept risk…"), this, [this] { openForm(static_cast<int>(DecisionForm::Kind::accept)); });
    menu->addAction(tr("False positive…"), this,
                    [this] { openForm(static_cast<int>(DecisionForm::Kind::false_positive)); });
    menu->popup(QCursor::pos());
}

void FindingsPage::openForm(int kind) {
    const QList<int> rows = concerned();
    if (rows.isEmpty()) return;
    if (app_.isReadOnly())
        return app_.showError(tr("The workspace is open for reading only"), tr("Open it for writing to decide"));
    model_->withFindingsOf(rows, [this, kind](const std::vector<FindingId>& ids) {
        const auto what = static_cast<DecisionForm::Kind>(kind);
        auto* form = new DecisionForm(app_, this, what, ids.size());
        connect(form, &DecisionForm::decided, this, [this, ids, what](views::Decision d) {
            d.findings = ids;
            const auto n = static_cast<int>(ids.size());
            const QString said = what == DecisionForm::Kind::assign
                                     ? tr("%n assigned to %1", nullptr, n)
                                           .arg(d.owner && !d.owner->empty() ? shown(*d.owner) : tr("nobody"))
                                 : what == DecisionForm::Kind::accept ? tr("Risk of %n accepted", nullptr, n)
                                 : what == DecisionForm::Kind::false_positive
                                     ? tr("%n marked as false positive", nullptr, n)
                                     : tr("Note added to %n", nullptr, n);
            decider_->decide(d, said);
        });
        form->adjustSize();
        form->openAt(mapTo(window(), QPoint((width() - form->width()) / 2, px(110))));
        form->setFocus();
    });
}

void FindingsPage::contextMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Assign…"), this, [this] { openForm(static_cast<int>(DecisionForm::Kind::assign)); });
    menu->addAction(tr("Status…"), this, &FindingsPage::chooseStatus);
    menu->addAction(tr("Accept risk…"), this, [this] { openForm(static_cast<int>(DecisionForm::Kind::accept)); });
    menu->addAction(tr("False positive…"), this,
                    [this] { openForm(static_cast<int>(DecisionForm::Kind::false_positive)); });
    menu->addAction(tr("Add a note…"), this, [this] { openForm(static_cast<int>(DecisionForm::Kind::note)); });
    menu->addSeparator();
    menu->addAction(tr("Copy"), this, [this] { QGuiApplication::clipboard()->setText(table_->asTsv()); });
    menu->addAction(tr("Copy as Markdown"), this, &FindingsPage::copyMarkdown);
    menu->addAction(tr("Copy as issue text"), this, &FindingsPage::copyIssue);
    menu->addAction(tr("Open in the tracker"), this, &FindingsPage::openTracker);
    menu->addAction(tr("Export this list…"), this, &FindingsPage::export_list);
    menu->popup(global);
}

void FindingsPage::applyViews() {
    view_bar_->clear();
    for (const SavedView& v : views_.all())
        view_bar_->add(v.title, v.own);
    view_bar_->setCurrent(views_.find(query_));
    if (app_.workspace()) askViewCounts();
}

void FindingsPage::askViewCounts() {
    struct Answer {
        std::string own;
        std::vector<std::int64_t> counts;
    };
    app_.jobs().ask(
        view_ticket_, this,
        [ws = app_.workspace(), all = views_.all(), base = app_.scope()](const std::stop_token& stop) {
            Answer out;
            out.own = ws->setting(k_views_setting).value_or(std::string());
            for (const SavedView& v : all) {
                views::FindingsRequest request;
                request.scope = base;
                request.scope.filter = ss(v.query);
                const auto n = views::findings_count(*ws, request, stop);
                out.counts.push_back(n ? n->findings : -1);
            }
            return out;
        },
        [this](const Answer& answer) {
            if (answer.own != views_.toJson() && !(answer.own.empty() && views_.toJson() == "[]")) {
                views_.fromJson(answer.own);
                return applyViews(); // another window, or the first look at this workspace
            }
            for (std::size_t i = 0; i < answer.counts.size(); ++i)
                view_bar_->setCount(static_cast<int>(i), answer.counts[i]);
            const QString badge =
                answer.counts.empty() || answer.counts[0] <= 0 ? QString() : short_number_text(answer.counts[0]);
            if (badge == badge_) return;
            badge_ = badge;
            emit badgeChanged();
        },
        -1);
}

void FindingsPage::saveView() {
    ask_text(this, tr("Save view"), tr("Name"), [this](const QString& name) {
        if (name.trimmed().isEmpty()) return;
        views_.add({name.trimmed(), query_, {}, true});
        const auto ws = app_.workspace();
        if (!ws) return;
        app_.jobs().ask(
            view_ticket_, this,
            [ws, json = views_.toJson()](const std::stop_token&) { return ws->set_setting(k_views_setting, json); },
            [this](const Result<void>& r) {
                if (!r) app_.showError(qs(r.error().what), qs(r.error().help));
                applyViews();
            });
    });
}

void FindingsPage::keyPressEvent(QKeyEvent* event) {
    const bool shift = (event->modifiers() & Qt::ShiftModifier) != 0;
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
    if (event->matches(QKeySequence::Find) || (plain && event->key() == Qt::Key_Slash)) return filter_->focusEdit();
    if (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) && event->key() == Qt::Key_C)
        return copyMarkdown();
    if (!plain || shift || !single_keys_enabled()) return Page::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_A:
        return openForm(static_cast<int>(DecisionForm::Kind::assign));
    case Qt::Key_S:
        return chooseStatus();
    case Qt::Key_R:
        return openForm(static_cast<int>(DecisionForm::Kind::accept));
    case Qt::Key_F:
        return openForm(static_cast<int>(DecisionForm::Kind::false_positive));
    case Qt::Key_N:
        return openForm(static_cast<int>(DecisionForm::Kind::note));
    case Qt::Key_M:
        return joinSelected();
    case Qt::Key_T:
        return openTracker();
    case Qt::Key_G:
        return chooseGroup();
    case Qt::Key_BracketLeft:
        return moveCurrent(-1);
    case Qt::Key_BracketRight:
        return moveCurrent(1);
    default:
        return Page::keyPressEvent(event);
    }
}

} // namespace parapet::ui
