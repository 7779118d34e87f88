// The contents of the detail pane's tabs.

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
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

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

// Three figures side by side in a frame: CVSS, EPSS, KEV.
class Figures : public QWidget {
public:
    struct Figure {
        QString label, value, note;
    };
    Figures(QList<Figure> figures, QWidget* parent)
        : QWidget(parent)
        , figures_(std::move(figures)) {
        setFixedHeight(px(66));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        paint_box(p, rect(), metric::k_radius_control, QColor(), tone(Tone::line));
        const qreal each = width() / static_cast<qreal>(figures_.size());
        for (int i = 0; i < figures_.size(); ++i) {
            const QRectF r(i * each + px(10), px(6), each - px(14), height() - px(12));
            if (i > 0) p.fillRect(QRectF(i * each, 1, 1, height() - 2), tone(Tone::line));
            const auto line = [&](qreal y, int h, Type kind, Tone colour, const QString& text) {
                p.setFont(type(kind));
                p.setPen(tone(colour));
                p.drawText(QRectF(r.left(), r.top() + y, r.width(), h), Qt::AlignLeft | Qt::AlignVCenter,
                           p.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(r.width())));
            };
            line(0, px(15), Type::caption, Tone::text3, figures_[i].label);
            line(px(15), px(22), Type::page_title, Tone::text, figures_[i].value);
            line(px(38), px(15), Type::caption, Tone::text3, figures_[i].note);
        }
    }

private:
    QList<Figure> figures_;
};

// Lines of code or text as they stand in the report, one of them marked.
class CodeBox : public QWidget {
public:
    CodeBox(const QString& text, std::int64_t first_line, std::int64_t marked, QWidget* parent)
        : QWidget(parent)
        , lines_(text.split(QLatin1Char('\n')))
        , first_(first_line)
        , marked_(marked) {
        if (lines_.size() > 24) lines_ = lines_.mid(0, 24) << QStringLiteral("…");
        setFixedHeight(px(10) + static_cast<int>(lines_.size()) * px(17));
        setAccessibleName(text);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        paint_box(p, rect(), metric::k_radius_control, tone(Tone::sunken), tone(Tone::line));
        p.setFont(type(Type::mono_small));
        for (int i = 0; i < lines_.size(); ++i) {
            const QRect r(1, px(5) + i * px(17), width() - 2, px(17));
            const bool hit = first_ > 0 && first_ + i == marked_;
            if (hit) p.fillRect(r, tone(Tone::fail_soft));
            int left = px(10);
            if (first_ > 0) {
                p.setPen(tone(Tone::text3));
                p.drawText(QRect(0, r.top(), px(34), r.height()), Qt::AlignRight | Qt::AlignVCenter,
                           QString::number(first_ + i));
                left = px(44);
            }
            p.setPen(tone(Tone::text));
            p.drawText(r.adjusted(left, 0, -px(6), 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                       p.fontMetrics().elidedText(lines_[i], Qt::ElideRight, r.width() - left - px(6)));
        }
    }

private:
    QStringList lines_;
    std::int64_t first_, marked_;
};

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
    row->addWidget(new PlainLabel(title, Type::small_strong, Tone::text, scroll_));
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
    text->setWordWrap(rest.isEmpty());
    row->addWidget(text, rest.isEmpty() ? 1 : 0);
    if (!rest.isEmpty()) row->addWidget(new ElidedLabel(rest, Type::small, Tone::text2, scroll_), 1);
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
    fillEvidence(into, 1);
    fillSeenBy(into);
    fillRisk(into);
    fillControls(into);
    fillHistory(into, 4);
}

void DetailPane::fillFigures(QVBoxLayout* into) {
    const views::FindingDetail& d = *detail_;
    QList<Figures::Figure> figures;
    figures << Figures::Figure{tr("CVSS"), d.row.score ? QLocale().toString(*d.row.score, 'f', 1) : unknown_text(),
                               d.cvss_vector.empty() ? tr("no vector given") : shown(d.cvss_vector)};
    figures << Figures::Figure{tr("EPSS"), d.row.epss ? percent_text(*d.row.epss) : unknown_text(),
                               d.row.epss ? tr("as the report says") : tr("not reported")};
    figures << Figures::Figure{tr("KEV"),
                               !d.row.kev   ? unknown_text()
                               : *d.row.kev ? tr("Listed")
                                            : tr("Not listed"),
                               d.row.kev ? tr("as the report says") : tr("not reported")};
    into->addWidget(new Figures(figures, scroll_));
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
    for (const std::string& name : d.aliases)
        names << shown(name);
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
        auto* label = new LinkLabel(shown(asset), Type::small, scroll_);
        connect(label, &LinkLabel::clicked, this, [this, asset] {
            app_.navigate(QStringLiteral("findings"), QStringLiteral("asset:\"%1\"").arg(qs(asset)));
        });
        into->addWidget(label, 0, Qt::AlignLeft);
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
