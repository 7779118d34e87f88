#include "ui/pages/sources/mapping_sheet.h"

#include "core/base/text.h"
#include "ui/shell/app_context.h"
#include "ui/shell/write_text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr qint64 k_sample_bytes = 4LL << 20; // of a table; JSON is read as far as it goes

std::string read_beginning(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray start = file.peek(64);
    const bool json = start.trimmed().startsWith('{') || start.trimmed().startsWith('[');
    QByteArray bytes = file.read(json ? k_sample_bytes * 16 : k_sample_bytes);
    if (bytes.startsWith("\xEF\xBB\xBF")) bytes.remove(0, 3);
    return sanitize_utf8(bytes.toStdString());
}

struct ReadAnswer {
    std::string text;
    Result<MappingSample> sample = MappingSample{};
};

} // namespace

MappingSheet::MappingSheet(AppContext& app, QString path, QWidget* window)
    : Sheet(tr("Map a report"), window)
    , app_(app)
    , path_(std::move(path)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(14), px(20), px(16));
    column->setSpacing(px(10));
    buildHead(column);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(px(16));
    middle->addWidget(buildFields());
    middle->addWidget(buildSample(), 1);
    column->addLayout(middle, 1);
    buildFoot(column);
}

void MappingSheet::buildHead(QVBoxLayout* column) {
    auto* file = new ElidedLabel(path_.section(QLatin1Char('/'), -1), Type::small, Tone::text3, this);
    file->setElideMode(Qt::ElideMiddle);
    addHead(column, file, tr("Close; nothing is kept"));
    auto* names = new QHBoxLayout;
    names->setSpacing(px(8));
    names->addWidget(new PlainLabel(tr("Tool"), Type::small, Tone::text2, this));
    names->addWidget(tool_ = new QLineEdit(this), 1);
    names->addWidget(new PlainLabel(tr("Name of the mapping"), Type::small, Tone::text2, this));
    names->addWidget(name_ = new QLineEdit(this), 1);
    names->addWidget(lists_ = new QComboBox(this));
    tool_->setAccessibleName(tr("Tool"));
    name_->setAccessibleName(tr("Name of the mapping"));
    lists_->setAccessibleName(tr("Where the records are"));
    lists_->hide();
    for (QLineEdit* edit : {tool_, name_}) {
        edit->setMaxLength(100);
        connect(edit, &QLineEdit::textChanged, this, &MappingSheet::tryIt);
    }
    connect(lists_, &QComboBox::activated, this, &MappingSheet::read);
    column->addLayout(names);
    column->addWidget(problem_ = new Banner(Banner::Look::warn, {}, this));
    problem_->hide();
}

void MappingSheet::buildFoot(QVBoxLayout* column) {
    auto* foot = new QHBoxLayout;
    foot->setSpacing(px(8));
    note_ = new PlainLabel(tr("Later files with the same header are recognised by themselves."), Type::small,
                           Tone::text3, this);
    note_->setWordWrap(true);
    foot->addWidget(note_, 1);
    export_ = new Button(tr("Export the mapping…"), this);
    connect(export_, &QAbstractButton::clicked, this, &MappingSheet::exportFile);
    foot->addWidget(export_);
    auto* cancel = new Button(tr("Cancel"), this);
    connect(cancel, &QAbstractButton::clicked, this, &MappingSheet::dismiss);
    foot->addWidget(cancel);
    save_ = new PrimaryButton(tr("Keep and import"), this);
    save_->setEnabled(false);
    connect(save_, &QAbstractButton::clicked, this, &MappingSheet::save);
    foot->addWidget(save_);
    column->addLayout(foot);
}

QRect MappingSheet::place(const QSize& window) const {
    return middle(window, {px(1220), px(800)}, {px(48), px(48)});
}

void MappingSheet::opened() {
    read();
}

void MappingSheet::read() {
    app_.jobs().ask(
        read_ticket_, this,
        [path = path_, records = ss(lists_->currentText())](const std::stop_token&) {
            ReadAnswer answer;
            answer.text = read_beginning(path);
            answer.sample = sample_of(answer.text, records);
            return answer;
        },
        [this](ReadAnswer answer) {
            if (!answer.sample) return say(qs(answer.sample.error().what + ". " + answer.sample.error().help));
            text_ = std::make_shared<const std::string>(std::move(answer.text));
            adopt(std::move(*answer.sample));
        });
}

void MappingSheet::adopt(MappingSample sample) {
    sample_ = std::move(sample);
    const ReportMapping usual = suggested_mapping(sample_);
    filling_ = true;
    lists_->clear();
    for (const std::string& list : sample_.lists)
        lists_->addItem(qs(list));
    lists_->setCurrentText(qs(sample_.records));
    lists_->setVisible(sample_.lists.size() > 1);
    for (std::size_t i = 0; i < k_mapped_fields; ++i) {
        QComboBox* combo = combos_[i];
        combo->clear();
        combo->addItem(QStringLiteral("–"));
        for (const std::string& column : sample_.columns)
            combo->addItem(shown(column), qs(column));
        combo->setCurrentIndex(std::max(0, combo->findData(qs(usual.from[i]))));
    }
    const QString stem = path_.section(QLatin1Char('/'), -1).section(QLatin1Char('.'), 0, 0);
    if (tool_->text().isEmpty()) tool_->setText(stem);
    if (name_->text().isEmpty()) name_->setText(stem);
    filling_ = false;
    fillWords();
    ready_ = true;
    tryIt();
}

ReportMapping MappingSheet::mapping() const {
    ReportMapping out;
    out.name = ss(name_->text().trimmed());
    out.tool = ss(tool_->text().trimmed());
    for (std::size_t i = 0; i < k_mapped_fields; ++i)
        out.from[i] = ss(combos_[i]->currentData().toString());
    for (const auto& [word, severity] : words_)
        if (severity >= 0) out.severities.emplace_back(ss(word), static_cast<Severity>(severity));
    settle_header(out, sample_);
    return out;
}

void MappingSheet::setFrom(MappedField field, const QString& column) {
    QComboBox* combo = combos_[static_cast<std::size_t>(field)];
    combo->setCurrentIndex(std::max(0, combo->findData(column)));
}

void MappingSheet::setNames(const QString& name, const QString& tool) {
    name_->setText(name);
    tool_->setText(tool);
}

void MappingSheet::tryIt() {
    if (!ready_ || filling_) return;
    const ReportMapping made = mapping();
    const auto good = check_mapping(made);
    say(good ? QString() : qs(good.error().what));
    save_->setEnabled(good && app_.workspace() && !app_.isReadOnly());
    export_->setEnabled(good.has_value());
    app_.jobs().ask(
        try_ticket_, this, [made, text = text_](const std::stop_token&) { return tried(made, *text); },
        [this](Shown shown_rows) {
            rows_model_->setRows(std::move(shown_rows.rows));
            if (!shown_rows.problem.isEmpty()) say(shown_rows.problem);
        });
}

void MappingSheet::say(const QString& problem) {
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
}

void MappingSheet::exportFile() {
    const ReportMapping made = mapping();
    ask_save_file(this, tr("Export the mapping"), qs(made.name) + QStringLiteral(".yaml"), tr("Mappings (*.yaml)"),
                  [this, text = write_mapping(made)](const QString& path) {
                      write_text(app_, save_ticket_, this, path, [text] { return text; });
                  });
}

void MappingSheet::save() {
    if (!save_->isEnabled()) return;
    save_->setEnabled(false);
    app_.jobs().ask(
        save_ticket_, this,
        [ws = app_.workspace(), made = mapping()](const std::stop_token&) -> Result<void> {
            auto kept = ws->setting(k_mappings_setting);
            if (!kept) return fail(std::move(kept.error()));
            std::vector<ReportMapping> all = read_mappings(*kept);
            std::erase_if(all, [&](const ReportMapping& m) { return m.name == made.name; });
            all.insert(all.begin(), made);
            return ws->set_setting(k_mappings_setting, write_mappings(all));
        },
        [this](const Result<void>& saved) {
            if (!saved) {
                save_->setEnabled(true);
                return app_.showError(qs(saved.error().one_line()), qs(saved.error().help));
            }
            emit importWanted({path_});
            dismiss();
        });
}

} // namespace parapet::ui
