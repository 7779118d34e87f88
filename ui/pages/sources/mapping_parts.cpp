// MappingSheet's lists: fields, words for severities, the first records.

#include "core/base/text.h"
#include "ui/pages/sources/mapping_sheet.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr int k_most_words = 24;
constexpr std::size_t k_most_shown = 20;

QString field_word(MappedField field) {
    static const std::array<const char*, k_mapped_fields> k_words{QT_TRANSLATE_NOOP("Mapping", "Title"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Severity"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Description"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "How to fix it"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Rule"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "CVE or advisory"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "CWE"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "CVSS score"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "CVSS vector"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Asset"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Host"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Port"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "URL"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "File"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Line"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Package"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Version"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Fixed in"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Resource"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Seen at"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Link"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "Tag"),
                                                                  QT_TRANSLATE_NOOP("Mapping", "The tool's own id")};
    return QCoreApplication::translate("Mapping", k_words[static_cast<std::size_t>(field)]);
}

// Keeps the first findings, and ends the parse when it has them.
class FirstFindings final : public RecordSink {
public:
    explicit FirstFindings(std::stop_source& stop)
        : stop_(stop) {}
    void scan(const ScanInfo& /*info*/) override {}
    void event(const EventView& /*event*/) override {}
    void finding(RawFinding& finding) override {
        if (found.size() < k_most_shown) found.push_back(finding);
        if (found.size() >= k_most_shown) stop_.request_stop();
    }
    std::vector<RawFinding> found;

private:
    std::stop_source& stop_;
};

QString where_of(const Location& l) {
    if (!l.file.empty()) return shown(l.file + (l.line > 0 ? ":" + std::to_string(l.line) : std::string()));
    if (!l.package.empty()) return shown(l.package + (l.version.empty() ? "" : " " + l.version));
    if (!l.url.empty()) return shown(l.url);
    return shown(l.resource.empty() ? l.host : l.resource);
}

} // namespace

QWidget* MappingSheet::buildFields() {
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(px(360));
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, px(12), 0);
    column->setSpacing(px(8));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(px(12));
    grid->setVerticalSpacing(px(5));
    for (std::size_t i = 0; i < k_mapped_fields; ++i) {
        const QString word = field_word(static_cast<MappedField>(i));
        auto* combo = new QComboBox(inside);
        combo->setAccessibleName(tr("Column for %1").arg(word));
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(combo, &QComboBox::currentIndexChanged, this, [this, i] {
            if (filling_) return;
            if (static_cast<MappedField>(i) == MappedField::severity) fillWords();
            tryIt();
        });
        combos_[i] = combo;
        grid->addWidget(new PlainLabel(word, Type::small, Tone::text2, inside), static_cast<int>(i), 0);
        grid->addWidget(combo, static_cast<int>(i), 1);
    }
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    column->addStretch(1);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return scroll;
}

QWidget* MappingSheet::buildSample() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(8));
    words_box_ = new QWidget(box);
    auto* words = new QVBoxLayout(words_box_);
    words->setContentsMargins(0, 0, 0, 0);
    words->addWidget(
        new PlainLabel(tr("What its words for severities mean"), Type::small_strong, Tone::text, words_box_));
    words_grid_ = new QGridLayout;
    words_grid_->setHorizontalSpacing(px(10));
    words_grid_->setVerticalSpacing(px(4));
    words->addLayout(words_grid_);
    column->addWidget(words_box_);
    column->addWidget(new PlainLabel(tr("How the first records would look"), Type::small_strong, Tone::text, box));
    const auto text = [](QString Row::*member) {
        return [member](const Row& r, int role) {
            return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(r.*member) : QVariant();
        };
    };
    rows_model_ = new ListModel<Row>({{{},
                                       [](const Row& r, int role) -> QVariant {
                                           if (role == SeverityRole) return r.severity;
                                           return role == Qt::ToolTipRole ? QVariant(r.word) : QVariant();
                                       }},
                                      {tr("Title"), text(&Row::title)},
                                      {tr("Vulnerability or rule"), text(&Row::rule)},
                                      {tr("Asset"), text(&Row::asset)},
                                      {tr("Where"), text(&Row::where)},
                                      {tr("Its word"),
                                       [](const Row& r, int role) -> QVariant {
                                           if (role == Qt::DisplayRole) return r.word;
                                           return role == ToneRole && !r.severity_known
                                                      ? QVariant(static_cast<int>(Tone::fail))
                                                      : QVariant();
                                       }}},
                                     this);
    table_ = new DataTable(box);
    table_->setAccessibleName(tr("How the first records would look"));
    table_->setModel(rows_model_);
    table_->setColumns({{"severity", 34, false, false},
                        {"title", 200, true, false},
                        {"rule", 130, false, false},
                        {"asset", 120, false, false},
                        {"where", 140, false, false},
                        {"word", 80, false, false}});
    table_->setCell(0, new SeverityDelegate(table_));
    table_->setCell(1, new TextDelegate(table_));
    for (const int c : {2, 3, 4, 5})
        table_->setCell(c, new TextDelegate(table_, Tone::text2));
    table_->setEmptyText(tr("Map a title, a rule or an id first"));
    column->addWidget(table_, 1);
    return box;
}

// A row for each word that stands in the first records.
void MappingSheet::fillWords() {
    while (QLayoutItem* item = words_grid_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    const QString column = combos_[static_cast<std::size_t>(MappedField::severity)]->currentData().toString();
    const auto at = std::find(sample_.columns.begin(), sample_.columns.end(), ss(column));
    QStringList words;
    if (at != sample_.columns.end())
        for (const auto& row : sample_.rows) {
            const QString word = qs(row[static_cast<std::size_t>(at - sample_.columns.begin())]).trimmed();
            if (!word.isEmpty() && !words.contains(word) && words.size() < k_most_words) words << word;
        }
    words_box_->setVisible(!words.isEmpty());
    int n = 0;
    for (const QString& word : words) {
        auto* combo = new QComboBox(words_box_);
        combo->setAccessibleName(tr("Severity for %1").arg(word));
        combo->addItem(tr("As usual"), -1);
        for (const Severity s : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
            combo->addItem(ui::word(s), static_cast<int>(s));
        const auto known = words_.find(word);
        combo->setCurrentIndex(known == words_.end() ? 0 : std::max(0, combo->findData(known->second)));
        connect(combo, &QComboBox::currentIndexChanged, this, [this, combo, word] {
            words_[word] = combo->currentData().toInt();
            tryIt();
        });
        words_grid_->addWidget(new PlainLabel(shown(ss(word)), Type::small, Tone::text2, words_box_), n / 3, n % 3 * 2);
        words_grid_->addWidget(combo, n / 3, n % 3 * 2 + 1);
        ++n;
    }
}

MappingSheet::Shown MappingSheet::tried(const ReportMapping& mapping, const std::string& text) {
    Shown out;
    std::stop_source stop;
    JobContext job(stop.get_token());
    FirstFindings sink(stop);
    const auto input = memory_input(text, "sample");
    const bool lines = make_head(std::string_view(text).substr(0, 65536), {}, false).shape == Head::Shape::json_lines;
    const auto parsed = parse_mapped(mapping, lines, *input, sink, job, ParseOptions{});
    // A beginning may end within a record: what came before it counts.
    if (!parsed && sink.found.empty() && parsed.error().code != Errc::cancelled) out.problem = qs(parsed.error().what);
    for (const RawFinding& f : sink.found) {
        Row row;
        row.title = shown(f.title);
        row.rule = shown(f.cve.empty() ? f.rule : f.cve.front());
        row.asset = shown(f.asset);
        row.where = where_of(f.location);
        row.word = shown(f.severity_raw);
        row.severity = static_cast<int>(f.severity);
        row.severity_known = f.severity_known;
        out.rows.push_back(std::move(row));
    }
    return out;
}

} // namespace parapet::ui
