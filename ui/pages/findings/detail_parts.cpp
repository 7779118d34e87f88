// The contents of the detail pane's tabs.

#include "core/query/filter.h"
#include "ui/pages/findings/detail_boxes.h"
#include "ui/pages/findings/detail_pane.h"
#include "ui/shell/app_context.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace parapet::ui {

namespace {

constexpr int k_most_links = 8;

class Glyph : public QWidget {
public:
    Glyph(QString name, QWidget* parent)
        : QWidget(parent)
        , name_(std::move(name)) {
        setFixedSize(px(14), px(16));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        paint_icon(p, name_, rect(), tone(Tone::text2), px(13));
    }

private:
    QString name_;
};

// "CVSS:3.1/AV:N/AC:L" is titled "CVSS 3.1" and noted as "AV:N AC:L"; version 2 has no such head.
std::pair<QString, QString> cvss_words(const QString& vector) {
    if (!vector.startsWith(QLatin1String("CVSS:"))) return {DetailPane::tr("CVSS"), vector};
    const qsizetype slash = vector.indexOf(QLatin1Char('/'));
    return {DetailPane::tr("CVSS %1").arg(vector.mid(5, slash - 5)),
            slash < 0 ? QString() : vector.mid(slash + 1).replace(QLatin1Char('/'), QLatin1Char(' '))};
}

QString place_text(const Location& l) {
    if (!l.file.empty()) return l.line > 0 ? QStringLiteral("%1:%2").arg(shown(l.file)).arg(l.line) : shown(l.file);
    if (!l.url.empty()) return (l.method.empty() ? QString() : shown(l.method) + QLatin1Char(' ')) + shown(l.url);
    if (!l.package.empty()) return shown(l.package) + QLatin1Char(' ') + shown(l.version);
    if (!l.resource.empty()) return shown(l.resource);
    return shown(l.host);
}

} // namespace

void DetailPane::section(QVBoxLayout* into, const QString& icon_name, const QString& title, const QString& note) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(10), 0, px(2));
    row->setSpacing(px(7));
    auto* glyph = new Glyph(icon_name, scroll_);
    row->addWidget(glyph);
    row->addWidget(new ElidedLabel(title, Type::small_strong, Tone::text, scroll_));
    row->addWidget(new ElidedLabel(note, Type::small, Tone::text3, scroll_), 1);
    into->addLayout(row);
}

void DetailPane::fact(QVBoxLayout* into, const QString& name, const QString& value, const QString& rest) {
    auto* row = new QHBoxLayout;
    row->setSpacing(px(6));
    auto* label = new PlainLabel(name, Type::small, Tone::text3, scroll_);
    label->setFixedWidth(px(76));
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row->addWidget(label, 0, Qt::AlignTop);
    auto* text = new PlainLabel(value, Type::small_medium, Tone::text, scroll_);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (rest.isEmpty()) {
        text->setWordWrap(true);
        row->addWidget(text, 1);
        into->addLayout(row);
        return;
    }
    auto* more = new PlainLabel(rest, Type::small, Tone::text2, scroll_);
    more->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int room = scroll_->viewport()->width() - px(16 + 76 + 6 + 6 + 16);
    if (text->sizeHint().width() + more->sizeHint().width() <= room) {
        row->addWidget(text);
        row->addWidget(more, 1);
    } else {
        auto* both = new QVBoxLayout;
        both->setSpacing(px(1));
        for (PlainLabel* part : {text, more}) {
            part->setWordWrap(true);
            both->addWidget(part);
        }
        row->addLayout(both, 1);
    }
    into->addLayout(row);
}

void DetailPane::because(QVBoxLayout* into, const std::string& reason) {
    if (reason.empty()) return;
    auto* row = new QHBoxLayout;
    row->addSpacing(px(82)); // under the value of a fact
    auto* label = new PlainLabel(shown(reason), Type::small, Tone::text3, scroll_);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(label, 1);
    into->addLayout(row);
}

PlainLabel* DetailPane::paragraph(QVBoxLayout* into, const QString& text, int colour) {
    auto* label = new PlainLabel(text, Type::small, static_cast<Tone>(colour), scroll_);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    into->addWidget(label);
    return label;
}

void DetailPane::fillSummary(QVBoxLayout* into) {
    fillFigures(into);
    fillFacts(into);
    fillFix(into);
    if (!detail_->description.empty()) {
        section(into, QStringLiteral("file-text"), tr("What it is"), {});
        paragraph(into, qs(detail_->description), static_cast<int>(Tone::text2));
    }
    fillLinks(into);
    fillEvidence(into, 1);
    fillSeenBy(into);
    fillRisk(into);
    fillControls(into);
    fillHistory(into, 4);
}

void DetailPane::fillFigures(QVBoxLayout* into) {
    const views::FindingDetail& d = *detail_;
    QList<Figures::Figure> figures;
    const auto [cvss, vector] = cvss_words(shown(d.cvss_vector));
    figures << Figures::Figure{cvss, d.row.score ? QLocale().toString(*d.row.score, 'f', 1) : unknown_text(),
                               vector.isEmpty() ? tr("no vector given") : vector};
    figures << Figures::Figure{
        tr("EPSS"), d.row.epss ? QLocale().toString(*d.row.epss * 100, 'f', 1) + QStringLiteral(" %") : unknown_text(),
        d.row.epss ? tr("as the report says") : tr("not reported")};
    figures << Figures::Figure{tr("KEV"),
                               !d.row.kev   ? unknown_text()
                               : *d.row.kev ? tr("Listed")
                                            : tr("Not listed"),
                               d.row.kev ? tr("as the report says") : tr("not reported")};
    auto* box = new Figures(figures, scroll_);
    set_plain_tip(box, shown(d.cvss_vector));
    into->addWidget(box);
    into->addSpacing(px(4));
}

void DetailPane::fillFacts(QVBoxLayout* into) {
    const views::FindingDetail& d = *detail_;
    if (d.row.due) {
        const bool over = *d.row.due < app_.now() && d.row.status != FindingStatus::fixed;
        const auto days = std::chrono::duration_cast<std::chrono::hours>(app_.now() - *d.row.due).count() / 24;
        fact(into, tr("Deadline"),
             over ? tr("%n days over", nullptr, static_cast<int>(days)) : app_.dayText(*d.row.due),
             tr("due %1").arg(app_.timeText(*d.row.due)));
        because(into, d.due_reason);
    }
    fact(into, tr("Owner"), d.row.owner.empty() ? tr("nobody yet") : shown(d.row.owner));
    because(into, d.owner_reason);
    QString by;
    if (!d.decided_by.empty()) by = tr("by %1").arg(shown(d.decided_by));
    if (d.decided_at) by += QLatin1String(by.isEmpty() ? "" : ", ") + app_.timeText(*d.decided_at);
    fact(into, tr("Status"), word(d.row.status), by);
    if (!d.decision_reason.empty()) fact(into, tr("Reason"), shown(d.decision_reason));
    if (d.row.decided_until) fact(into, tr("Until"), app_.timeText(*d.row.decided_until));
    fact(into, tr("Cause"), word(d.row.cause), tr("could be caught in %1").arg(word(d.row.phase)));
    because(into, d.cause_reason);
    if (d.phase_reason != d.cause_reason) because(into, d.phase_reason);
    if (d.row.first_seen) fact(into, tr("First seen"), app_.timeText(*d.row.first_seen));
    if (d.row.last_seen) fact(into, tr("Last seen"), app_.timeText(*d.row.last_seen));
    const QString place = place_text(d.location);
    if (!place.isEmpty()) fact(into, tr("Where"), place);
    QStringList cwe;
    for (const int n : d.cwe)
        cwe << QStringLiteral("CWE-%1").arg(n);
    if (!cwe.isEmpty()) fact(into, tr("Weakness"), cwe.join(QStringLiteral(", ")));
    QStringList names;
    for (const auto* list : {&d.cve, &d.aliases})
        for (const std::string& name : *list)
            if (name != d.row.vuln_or_rule) names << shown(name);
    if (!names.isEmpty()) fact(into, tr("Also known"), names.join(QStringLiteral(", ")));
}

void DetailPane::fillFix(QVBoxLayout* into) {
    const views::FindingDetail& d = *detail_;
    if (d.remediation.empty() && d.location.fixed_version.empty()) return;
    section(into, QStringLiteral("patch"), tr("Fix"), {});
    if (!d.location.fixed_version.empty()) {
        const QString line =
            QStringLiteral("%1  %2 → %3")
                .arg(shown(d.location.package), shown(d.location.version), shown(d.location.fixed_version));
        auto* row = new QHBoxLayout;
        row->addWidget(new CodeBox(line, 0, 0, scroll_), 1);
        auto* copy = new IconButton(QStringLiteral("copy"), tr("Copy the fixed version"), scroll_);
        connect(copy, &IconButton::clicked, this, [this, text = shown(d.location.fixed_version)] {
            QGuiApplication::clipboard()->setText(text);
            app_.toast(tr("Copied %1").arg(text));
        });
        row->addWidget(copy);
        into->addLayout(row);
    }
    if (!d.remediation.empty()) paragraph(into, qs(d.remediation), static_cast<int>(Tone::text2));
}

// Opened by the person's own browser, after a click; whole, so that one sees where it leads.
void DetailPane::fillLinks(QVBoxLayout* into) {
    QStringList links;
    for (const std::string& link : detail_->links) {
        const QUrl url(qs(link), QUrl::StrictMode);
        const bool web = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
        if (url.isValid() && web && !url.host().isEmpty()) links << shown(link);
    }
    if (links.isEmpty()) return;
    section(into, QStringLiteral("link"), tr("Read more"), {});
    for (const QString& link : links.mid(0, k_most_links)) {
        auto* label = new LinkLabel(link, Type::small, scroll_);
        label->setElides(true);
        connect(label, &LinkLabel::clicked, this, [link] { QDesktopServices::openUrl(QUrl(link, QUrl::StrictMode)); });
        auto* line = new QHBoxLayout;
        line->addWidget(label);
        line->addStretch(1);
        into->addLayout(line);
    }
    if (links.size() > k_most_links)
        paragraph(into, tr("%n more", nullptr, static_cast<int>(links.size()) - k_most_links),
                  static_cast<int>(Tone::text3));
}

void DetailPane::fillEvidence(QVBoxLayout* into, int most) {
    int n = 0;
    for (const views::Sighting& s : detail_->sightings) {
        if (n++ >= most) break;
        section(into, QStringLiteral("file-code"), most == 1 ? tr("Evidence") : shown(s.tool),
                QStringLiteral("%1, %2").arg(place_text(s.location),
                                             tr("found by %1 %2").arg(shown(s.tool), shown(s.tool_version)).trimmed()));
        const std::string& snippet = s.location.snippet.empty() ? s.evidence : s.location.snippet;
        if (!snippet.empty()) {
            const std::int64_t line = s.location.snippet.empty() ? 0 : s.location.line;
            into->addWidget(new CodeBox(qs(snippet), line, line, scroll_));
        }
        if (most == 1) continue;
        fact(into, tr("Rule"), shown(s.rule),
             s.severity_raw.empty() ? QString() : tr("severity as written: %1").arg(shown(s.severity_raw)));
        fact(into, tr("Seen"), app_.timeText(s.first_seen),
             s.gone ? tr("gone since %1").arg(app_.timeText(s.last_seen))
                    : tr("last %1").arg(app_.timeText(s.last_seen)));
        fact(into, tr("Joined by"), shown(s.join_reason));
        QString where = shown(s.import_path);
        if (!s.place.path.empty()) where += QStringLiteral(" ") + shown(s.place.path);
        if (s.place.line > 0) where += tr(", line %1").arg(s.place.line);
        fact(into, tr("Report"), where);
        fact(into, tr("SHA-256"), shown(s.import_sha256));
    }
}

void DetailPane::fillRisk(QVBoxLayout* into) {
    if (detail_->risk_parts.empty()) return;
    section(into, QStringLiteral("target"), tr("Risk"), tr("%1 points").arg(QLocale().toString(detail_->risk, 'f', 1)));
    for (const auto& part : detail_->risk_parts)
        fact(into, signed_text(part.points, 1), shown(part.what));
}

void DetailPane::fillAssets(QVBoxLayout* into) {
    const auto link = [&](const std::string& asset) {
        auto* label = new LinkLabel(asset.empty() ? tr("not named") : shown(asset), Type::small, scroll_);
        label->setElides(true);
        connect(label, &LinkLabel::clicked, this, [this, asset] {
            app_.navigate(QStringLiteral("findings"),
                          QStringLiteral("asset:") +
                              (asset.empty() ? QStringLiteral("none") : qs(query::quote(asset))));
        });
        auto* line = new QHBoxLayout; // an alignment would take the label's width from its text
        line->addWidget(label);
        line->addStretch(1);
        into->addLayout(line);
    };
    link(detail_->row.asset);
    for (const std::string& other : detail_->other_assets)
        link(other);
}

void DetailPane::fillControls(QVBoxLayout* into) {
    if (detail_->controls.empty()) {
        if (tabs_->currentIndex() == controls)
            paragraph(into, tr("No control is known that this bears on."), static_cast<int>(Tone::text3));
        return;
    }
    section(into, QStringLiteral("compliance"), tr("Controls affected"), {});
    auto* box = new QWidget(scroll_);
    auto* flow = new FlowLayout(box);
    for (const std::string& control : detail_->controls) {
        auto* chip = new Chip(shown(control), box);
        connect(chip, &Chip::clicked, this,
                [this, control] { app_.navigate(QStringLiteral("compliance"), qs(control)); });
        flow->addWidget(chip);
    }
    into->addWidget(box);
}

void DetailPane::fillHistory(QVBoxLayout* into, int most) {
    if (detail_->history.empty()) return;
    section(into, QStringLiteral("history"), tr("History"), {});
    int n = 0;
    for (const views::HistoryItem& item : detail_->history) {
        if (n++ >= most) break;
        QString line = QStringLiteral("%1  %2").arg(shown(item.what), app_.timeText(item.at));
        if (!item.who.empty()) line += tr(", %1").arg(shown(item.who));
        paragraph(into, line, static_cast<int>(Tone::text));
        if (!item.reason.empty())
            paragraph(into, QStringLiteral("“%1”").arg(shown(item.reason)), static_cast<int>(Tone::text3));
    }
}

} // namespace parapet::ui
