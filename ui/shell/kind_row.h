#pragma once
// Above a list of preview rows: all of them or one kind, with their counts, and a search.

#include "core/ingest/preview_rows.h"
#include "ui/jobs/job_bridge.h"

#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace parapet::ui {

class AppContext;
class Button;
class SearchField;

class KindRow : public QWidget {
    Q_OBJECT
public:
    // `kinds`: their words, in the order of PreviewKind or what stands for it. Off until it has counts.
    KindRow(const QStringList& kinds, QWidget* parent);
    void setCounts(std::span<const std::uint64_t> counts); // of each kind
    void choose(int kind);                                 // -1: all
    [[nodiscard]] int kind() const { return kind_; }
    // The rows that are chosen, found off the GUI thread.
    void find(AppContext& app, Ticket& ticket, QObject* receiver, const std::shared_ptr<PreviewRows>& rows,
              const std::function<void(std::vector<std::uint32_t>)>& found) const;

signals:
    void changed(); // another kind, or other words

private:
    std::vector<Button*> buttons_; // the first one is for all
    SearchField* search_;
    int kind_ = -1;
};

} // namespace parapet::ui
