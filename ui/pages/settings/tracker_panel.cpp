#include "ui/pages/settings/tracker_panel.h"

#include "core/views/tracker_link.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace parapet::ui {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 3> k_examples{{
    {"GitHub", "https://github.com/OWNER/REPO/issues/new?title={title}&body={body}"},
    {"GitLab", "https://gitlab.com/GROUP/PROJECT/-/issues/new?issue[title]={title}&issue[description]={body}"},
    {"Jira", "https://TEAM.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=10001"
             "&summary={title}&description={body}"},
}};

} // namespace

TrackerPanel::TrackerPanel(AppContext& app, QWidget* parent)
    : Panel(tr("Issue tracker"), parent)
    , app_(app)
    , address_(new QLineEdit(this))
    , note_(new PlainLabel({}, Type::small, Tone::text3, this))
    , save_(new Button(tr("Save address"), this)) {
    setSubtitle(tr("what Open in the tracker opens, in this workspace"));
    address_->setAccessibleName(tr("Address of the tracker's form for a new issue"));
    address_->setPlaceholderText(QString::fromLatin1(k_examples[0].second));
    address_->setMaxLength(static_cast<int>(views::k_most_template_bytes));
    body()->addWidget(address_);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(10), 0, 0);
    row->setSpacing(px(8));
    note_->setWordWrap(true);
    row->addWidget(note_, 1);
    auto* examples = new Button(tr("Example"), this);
    examples->setChevron(true);
    connect(examples, &QAbstractButton::clicked, this, [this, examples] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const auto& [name, address] : k_examples)
            menu->addAction(QString::fromLatin1(name), this,
                            [this, text = QString::fromLatin1(address)] { address_->setText(text); });
        menu->popup(examples->mapToGlobal(QPoint(0, examples->height())));
    });
    row->addWidget(examples);
    row->addWidget(save_);
    body()->addLayout(row);
    connect(address_, &QLineEdit::textChanged, this, &TrackerPanel::check);
    connect(address_, &QLineEdit::returnPressed, this, &TrackerPanel::save);
    connect(save_, &QAbstractButton::clicked, this, &TrackerPanel::save);
    check();
}

void TrackerPanel::check() {
    const QString text = address_->text().trimmed();
    const auto good = text.isEmpty() ? Result<void>() : views::check_tracker_template(ss(text));
    note_->setTone(good ? Tone::text3 : Tone::fail);
    note_->setText(good ? tr("{title} and {body} are filled in. Your browser opens it; Parapet sends nothing.")
                        : qs(good.error().what));
    save_->setEnabled(good && text != saved_ && app_.workspace() && !app_.isReadOnly());
}

void TrackerPanel::read() {
    address_->setEnabled(app_.workspace() != nullptr && !app_.isReadOnly());
    if (!app_.workspace()) return;
    app_.jobs().ask(
        read_ticket_, this,
        [workspace = app_.workspace()](const std::stop_token&) { return workspace->setting(views::k_tracker_setting); },
        [this](const Result<std::string>& text) {
            const bool edited = address_->text().trimmed() != saved_;
            saved_ = text ? qs(*text) : QString();
            if (!edited) address_->setText(saved_);
            check();
        });
}

void TrackerPanel::save() {
    if (!save_->isEnabled()) return;
    const QString text = address_->text().trimmed();
    save_->setEnabled(false);
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), value = ss(text)](const std::stop_token&) {
            return workspace->set_setting(views::k_tracker_setting, value);
        },
        [this, text](const Result<void>& saved) {
            if (saved) {
                saved_ = text;
                app_.toast(text.isEmpty() ? tr("No tracker any more") : tr("Address of the tracker saved"));
            } else {
                app_.showError(qs(saved.error().one_line()), qs(saved.error().help));
            }
            check();
        });
}

} // namespace parapet::ui
