#include "ui/pages/settings/rules_panel.h"

#include "core/analysis/code_owners.h"
#include "ui/pages/settings/yaml_edit.h"
#include "ui/shell/app_context.h"
#include "ui/shell/look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <fstream>

namespace parapet::ui {

namespace {

// On a worker. A byte more than is taken, so that one that is too large is told.
Result<std::string> read_owner_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string body(CodeOwners::k_most_bytes + 1, '\0');
    if (!file || !file.read(body.data(), static_cast<std::streamsize>(body.size())).eof())
        return fail(file ? Errc::limit : Errc::unreadable,
                    file ? "the file is larger than 3 MiB" : "the file cannot be read", path);
    body.resize(static_cast<std::size_t>(file.gcount()));
    return body;
}

QString changes_in_words(const views::RuleChanges& c) {
    return qs(views::words_of(c));
}

} // namespace

RulesPanel::RulesPanel(AppContext& app, QWidget* parent)
    : Panel(tr("Rules"), parent)
    , app_(app) {
    setSubtitle(tr("cause, phase, owner and deadline of findings"));
    build();
    connect(text_, &YamlEdit::touched, this, [this] {
        save_->setEnabled(false);
        note_->setText(tr("…"));
    });
    connect(text_, &YamlEdit::tried, this, &RulesPanel::tryText);
}

void RulesPanel::build() {
    auto* help = new PlainLabel(tr("In each section the first rule that matches counts; “when” is the language of the "
                                   "filter bar. Owners that were set by hand stay."),
                                Type::small, Tone::text3, this);
    help->setWordWrap(true);
    body()->addWidget(help);
    body()->addSpacing(px(8));
    text_ = new YamlEdit(tr("Rules, as YAML"), this);
    text_->setMinimumHeight(px(240));
    body()->addWidget(text_, 1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(8), 0, 0);
    note_ = new PlainLabel({}, Type::small, Tone::text2, this);
    note_->setWordWrap(true);
    again_ = new Button(tr("Discard changes"), this);
    connect(again_, &QAbstractButton::clicked, this, [this] { text_->discard(); });
    save_ = new Button(tr("Save rules"), this);
    connect(save_, &QAbstractButton::clicked, this, &RulesPanel::save);
    row->setSpacing(px(8));
    row->addWidget(note_, 1);
    row->addWidget(again_);
    row->addWidget(save_);
    body()->addLayout(row);
    body()->addSpacing(px(12));
    auto* heading = new QHBoxLayout;
    heading->addWidget(new PlainLabel(tr("CODEOWNERS"), Type::small_strong, Tone::text, this), 1);
    add_ = new Button(tr("Add file…"), this);
    add_->setSmall(true);
    connect(add_, &QAbstractButton::clicked, this, &RulesPanel::addOwnerFile);
    heading->addWidget(add_);
    body()->addLayout(heading);
    files_ = new QVBoxLayout;
    files_->setSpacing(px(2));
    body()->addLayout(files_);
}

void RulesPanel::read() {
    text_->setReadOnly(!app_.workspace() || app_.isReadOnly());
    add_->setEnabled(app_.workspace() && !app_.isReadOnly());
    if (!app_.workspace()) return;
    app_.jobs().ask(
        read_ticket_, this,
        [workspace = app_.workspace()](const std::stop_token&) { return views::rules_text(*workspace); },
        [this](const Result<views::RulesText>& rules) {
            if (!rules) return;
            text_->setKept(qs(rules->text));
            if (text_->isChanged()) return;
            text_->clearError();
            save_->setEnabled(false);
            again_->setEnabled(false);
            note_->setText(rules->own ? tr("These rules are in force.")
                                      : tr("The built-in rules; change them and save."));
        });
    readOwnerFiles();
}

void RulesPanel::readOwnerFiles() {
    app_.jobs().ask(
        files_ticket_, this,
        [workspace = app_.workspace()](const std::stop_token&) { return views::owner_files(*workspace); },
        [this](const Result<std::vector<views::OwnerFileRow>>& files) {
            if (files) showOwnerFiles(*files);
        });
}

void RulesPanel::showOwnerFiles(const std::vector<views::OwnerFileRow>& files) {
    while (QLayoutItem* item = files_->takeAt(0)) {
        if (QWidget* widget = item->widget()) widget->deleteLater();
        delete item;
    }
    if (files.empty())
        files_->addWidget(new PlainLabel(tr("None yet. A file says who owns the paths of one repository."), Type::small,
                                         Tone::text3, this));
    for (const views::OwnerFileRow& file : files) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(new ElidedLabel(tr("%1: %n pattern(s) of %2", "", static_cast<int>(file.lines))
                                           .arg(shown(file.asset), shown(file.path)),
                                       Type::small, Tone::text2, line),
                       1);
        auto* remove = new IconButton("close", tr("Remove the CODEOWNERS of %1").arg(shown(file.asset)), line);
        remove->setSide(24);
        remove->setEnabled(!app_.isReadOnly());
        connect(remove, &QAbstractButton::clicked, this, [this, asset = file.asset] { removeOwnerFile(asset); });
        row->addWidget(remove);
        files_->addWidget(line);
    }
}

void RulesPanel::tryText() {
    again_->setEnabled(text_->isChanged());
    if (!app_.workspace() || !text_->isChanged()) return read();
    app_.jobs().ask(
        try_ticket_, this,
        [workspace = app_.workspace(), text = ss(text_->text())](const std::stop_token& stop) {
            return views::try_rules(*workspace, text, stop);
        },
        [this](const Result<views::RuleChanges>& tried) { showTried(tried); });
}

void RulesPanel::showTried(const Result<views::RuleChanges>& tried) {
    if (!tried) return showError(tried.error());
    text_->clearError();
    save_->setEnabled(!app_.isReadOnly());
    note_->setText(tr("Saving would change %1.").arg(changes_in_words(*tried)));
}

void RulesPanel::showError(const Error& error) {
    text_->setError(error);
    note_->setText(qs(error.help));
}

void RulesPanel::save() {
    if (!app_.workspace()) return;
    save_->setEnabled(false);
    note_->setText(tr("Applying the rules to all findings…"));
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), text = ss(text_->text()), who = ss(app_.userName())](const std::stop_token&) {
            return views::set_rules(*workspace, text, who);
        },
        [this](const Result<views::RuleChanges>& done) {
            if (!done) return showError(done.error());
            text_->saved();
            told(done, tr("Rules saved"));
            read();
        });
}

void RulesPanel::told(const Result<views::RuleChanges>& done, const QString& what) {
    if (!done) return app_.showError(qs(done.error().one_line()), qs(done.error().help));
    app_.toast(tr("%1: changed %2").arg(what, changes_in_words(*done)));
    readOwnerFiles();
}

void RulesPanel::addOwnerFile() {
    if (!app_.workspace() || app_.isReadOnly()) return;
    ask_open_files(this, tr("Add a CODEOWNERS file"), tr("All files (*)"), [this](const QStringList& paths) {
        if (paths.isEmpty()) return;
        ask_text(this, tr("Whose repository is it?"), tr("Name of the asset; * stands for anything"),
                 [this, path = paths.front()](const QString& asset) { keepOwnerFile(path, asset); });
    });
}

void RulesPanel::keepOwnerFile(const QString& path, const QString& asset) {
    if (asset.trimmed().isEmpty()) return;
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), path = ss(path), asset = ss(asset.trimmed()),
         who = ss(app_.userName())](const std::stop_token&) -> Result<views::RuleChanges> {
            auto body = read_owner_file(path);
            if (!body) return fail(std::move(body.error()));
            return views::set_owner_file(*workspace, asset, path, *body, who);
        },
        [this](const Result<views::RuleChanges>& done) { told(done, tr("Owners saved")); });
}

void RulesPanel::removeOwnerFile(const std::string& asset) {
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), asset, who = ss(app_.userName())](const std::stop_token&) {
            return views::remove_owner_file(*workspace, asset, who);
        },
        [this](const Result<views::RuleChanges>& done) { told(done, tr("Owners removed")); });
}

} // namespace parapet::ui
