// The detail pane's "Seen by": every witness, why it is part of this finding, and what its scans covered.

#include "ui/pages/findings/detail_pane.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

// What a scan of this scope may close.
QString scope_text(const views::Sighting& s, const AppContext& app) {
    QStringList parts;
    if (!s.branch.empty()) parts << DetailPane::tr("branch %1").arg(shown(s.branch));
    if (!s.policy.empty()) parts << DetailPane::tr("policy %1").arg(shown(s.policy));
    parts << (s.scanned ? DetailPane::tr("last complete scan %1").arg(app.timeText(*s.scanned))
                        : DetailPane::tr("no complete scan yet"));
    return parts.join(QStringLiteral(", "));
}

} // namespace

void DetailPane::fillSeenBy(QVBoxLayout* into) {
    const views::FindingDetail& d = *detail_;
    if (d.sightings.empty()) return;
    section(into, QStringLiteral("search"), tr("Seen by"),
            d.sightings.size() > 1 ? tr("%n witnesses", nullptr, static_cast<int>(d.sightings.size())) : QString());
    for (const views::Sighting& s : d.sightings)
        addWitness(into, s);
    for (const views::FindingDetail::Joined& joined : d.joined) {
        auto* back = new LinkLabel(tr("Take F-%1 out again").arg(joined.id.value), Type::small, scroll_);
        connect(back, &LinkLabel::clicked, this, [this, id = joined.id] {
            views::Regroup what;
            what.kind = views::Regroup::Kind::unjoin;
            what.others = {id};
            emit regroupRequested(what);
        });
        into->addWidget(back, 0, Qt::AlignLeft);
    }
}

void DetailPane::addWitness(QVBoxLayout* into, const views::Sighting& s) {
    auto* row = new QHBoxLayout;
    row->setSpacing(px(6));
    if (s.gone) row->addWidget(new StatusLabel(Status::met, tr("no longer seen"), scroll_));
    row->addWidget(new PlainLabel(shown(s.tool), Type::small_strong, Tone::text, scroll_));
    row->addWidget(new ElidedLabel(shown(s.rule), Type::small, Tone::text2, scroll_), 1);
    if (detail_->sightings.size() > 1) {
        auto* split = new LinkLabel(tr("Split off"), Type::small, scroll_);
        split->setToolTip(tr("What this rule of %1 says becomes a finding of its own, for good").arg(shown(s.tool)));
        split->setAccessibleName(tr("Split the sighting of %1 off").arg(shown(s.tool)));
        connect(split, &LinkLabel::clicked, this, [this, id = s.id] {
            views::Regroup what;
            what.kind = views::Regroup::Kind::split;
            what.finding = id_;
            what.sightings = {id};
            emit regroupRequested(what);
        });
        row->addWidget(split);
    }
    into->addLayout(row);
    paragraph(into, s.by_hand ? shown(s.join_reason) : tr("by %1").arg(shown(s.join_reason)),
              static_cast<int>(s.by_hand ? Tone::text : Tone::text2));
    paragraph(into, scope_text(s, app_), static_cast<int>(Tone::text3));
    if (s.scan_failed && (!s.scanned || *s.scan_failed >= *s.scanned)) {
        auto* failed = new StatusLabel(Status::not_met,
                                       tr("the newest scan failed %1").arg(app_.timeText(*s.scan_failed)), scroll_);
        failed->setTone(Tone::fail);
        into->addWidget(failed);
    }
}

} // namespace parapet::ui
