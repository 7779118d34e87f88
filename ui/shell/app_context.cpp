#include "ui/shell/app_context.h"

#include "core/views/findings_ready.h"
#include "ui/settings/settings.h"
#include "ui/shell/time_words.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QPointer>

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace parapet::ui {

namespace {

constexpr int k_undo_steps = 100;
constexpr std::chrono::hours k_expiry_every{1};
constexpr int k_frame_ms = 16;
constexpr int k_last = -10;            // priority of what nobody waits for
constexpr qint64 k_patience_ms = 1000; // with answers still due, a change is announced after so long at the latest

QString account_name() {
    const passwd* entry = getpwuid(getuid());
    if (entry == nullptr) return qEnvironmentVariable("USER", QStringLiteral("unknown"));
    const QString full = QString::fromLocal8Bit(entry->pw_gecos).section(QLatin1Char(','), 0, 0).trimmed();
    return full.isEmpty() ? QString::fromLocal8Bit(entry->pw_name) : full;
}

struct Opened {
    WorkspaceInfo info;
    std::optional<Time> sample_now;
};

Opened look_into(const Workspace& workspace) {
    Opened opened;
    if (auto info = workspace.info()) opened.info = *info;
    if (opened.info.sample) {
        // A sample stands still: its clock is the end of its 90 days, as make_sample wrote it.
        if (const auto at = workspace.setting("sample.now")) opened.sample_now = parse_rfc3339(*at);
    }
    return opened;
}

// Opens it; a sample is opened again with its own clock, so that ages and deadlines are those of its last day.
Result<std::shared_ptr<Workspace>> open_with_clock(const std::filesystem::path& file, OpenMode mode) {
    if (mode == OpenMode::read_write && file.has_parent_path()) {
        std::error_code ignored; // Workspace::open says it better
        std::filesystem::create_directories(file.parent_path(), ignored);
    }
    auto opened = Workspace::open(file, mode);
    if (!opened) return opened;
    const std::optional<Time> stands = look_into(**opened).sample_now;
    if (!stands) return opened;
    opened->reset();
    return Workspace::open(file, mode, [at = *stands] { return at; });
}

} // namespace

AppContext::AppContext(QObject* parent)
    : QObject(parent)
    , jobs_(std::make_unique<JobBridge>())
    , errands_(*jobs_)
    , user_name_(account_name())
    , utc_(Settings::get(setting::utc)) {
    undo_.setUndoLimit(k_undo_steps);
    change_timer_.setSingleShot(true);
    connect(&change_timer_, &QTimer::timeout, this, &AppContext::announceChange);
    connect(&expiry_timer_, &QTimer::timeout, this, &AppContext::expireDecisions);
    expiry_timer_.start(k_expiry_every);
    connect(this, &AppContext::rangeChanged, this, &AppContext::scopeChanged);
    connect(this, &AppContext::globalFilterChanged, this, &AppContext::scopeChanged);
    connect(this, &AppContext::zoneChanged, this, &AppContext::scopeChanged);
}

AppContext::~AppContext() {
    if (workspace_ && subscription_ != 0) workspace_->off_changed(subscription_);
}

void AppContext::openWorkspace(const QString& path, bool read_only) {
    const std::string file = ss(path);
    jobs_->ask(
        open_ticket_, this,
        [file, read_only](const std::stop_token&) {
            return open_with_clock(file, read_only ? OpenMode::read_only : OpenMode::read_write);
        },
        [this](Result<std::shared_ptr<Workspace>> opened) {
            if (opened) {
                adopt(std::move(*opened));
            } else {
                showError(qs(opened.error().one_line()), qs(opened.error().help));
            }
        },
        10);
}

void AppContext::setWorkspace(std::shared_ptr<Workspace> workspace) {
    adopt(std::move(workspace));
}

void AppContext::adopt(std::shared_ptr<Workspace> workspace) {
    if (workspace_) {
        if (subscription_ != 0) workspace_->off_changed(subscription_);
        // Closing may wait for the writer's queue: not on this thread.
        jobs_->pool().run([old = std::exchange(workspace_, nullptr)](const std::stop_token&) mutable { old.reset(); });
    }
    undo_.clear();
    info_ = {};
    sample_now_.reset();
    workspace_ = std::move(workspace);
    subscription_ = 0;
    if (!workspace_) {
        emit workspaceOpened();
        return;
    }
    // On the writer's or the watcher's thread, which off_changed() does not wait for: the guard is read on the GUI
    // thread.
    subscription_ = workspace_->on_changed([guard = QPointer<AppContext>(this)](const Changed&) {
        QMetaObject::invokeMethod(
            qApp,
            [guard] {
                if (guard != nullptr) guard->committed();
            },
            Qt::QueuedConnection);
    });
    const QString path = QString::fromStdString(workspace_->path().string());
    preset_ = Settings::workspaceValue(path, QStringLiteral("range"), QStringLiteral("7d"));
    if (!is_range_preset(preset_)) preset_ = QStringLiteral("7d");
    fixed_range_ = {};
    global_filter_ = Settings::workspaceValue(path, QStringLiteral("filter"));
    readInfo(true);
}

void AppContext::expireDecisions() {
    if (!workspace_ || workspace_->read_only()) return;
    // A failure is not told: the next hour, import or start tries again.
    jobs_->pool().run(
        [workspace = workspace_](const std::stop_token&) { (void)workspace->expire_decisions(workspace->now()); });
}

void AppContext::readInfo(bool opened) {
    if (!workspace_) return;
    jobs_->ask(
        info_ticket_, this, [workspace = workspace_](const std::stop_token&) { return look_into(*workspace); },
        [this, opened](Opened found) {
            info_ = std::move(found.info);
            sample_now_ = found.sample_now;
            if (opened) {
                emit workspaceOpened();
                emit scopeChanged();
                // After what the first page asks for: the Findings page is likely to be next.
                jobs_->pool().run([workspace = workspace_](
                                      const std::stop_token& stop) { views::make_findings_ready(*workspace, stop); },
                                  k_last);
            }
            emit infoChanged();
        },
        opened ? 10 : -5);
}

bool AppContext::isReadOnly() const {
    return workspace_ && workspace_->read_only();
}

void AppContext::committed() {
    if (!change_timer_.isActive()) change_timer_.start(k_frame_ms);
}

void AppContext::announceChange() {
    // While an import commits many times a second, each answer would be overtaken by the next question.
    if (jobs_->outstanding() > 0 && since_change_.isValid() && since_change_.elapsed() < k_patience_ms) {
        change_timer_.start(k_frame_ms * 4);
        return;
    }
    since_change_.restart();
    readInfo(false);
    emit dataChanged();
}

Time end_of_day(const QDate& day) {
    return from_unix_seconds(QDateTime(day, QTime(23, 59, 59), Qt::UTC).toSecsSinceEpoch());
}

QDate AppContext::today() const {
    return QDateTime::fromSecsSinceEpoch(unix_seconds(now()), Qt::UTC).date();
}

Time AppContext::now() const {
    if (sample_now_) return *sample_now_;
    return workspace_ ? workspace_->now() : system_now();
}

TimeRange AppContext::range() const {
    if (preset_.isEmpty()) return fixed_range_;
    return range_of_preset(preset_, now());
}

QString AppContext::rangeLabel() const {
    return preset_.isEmpty() ? tr("Custom range") : range_preset_label(preset_);
}

QString AppContext::rangeText() const {
    if (!preset_.isEmpty()) return preset_;
    return qs(format_rfc3339(fixed_range_.from)) + QStringLiteral("..") + qs(format_rfc3339(fixed_range_.to));
}

void AppContext::setRange(const QString& text) {
    if (text == rangeText()) return;
    if (is_range_preset(text)) {
        preset_ = text;
        if (workspace_) {
            Settings::setWorkspaceValue(qs(workspace_->path().string()), QStringLiteral("range"), preset_);
        }
        emit rangeChanged();
        return;
    }
    const auto from = parse_rfc3339(ss(text.section(QStringLiteral(".."), 0, 0)));
    const auto to = parse_rfc3339(ss(text.section(QStringLiteral(".."), 1, 1)));
    if (from && to && *from < *to) setRange(TimeRange{*from, *to});
}

void AppContext::setRange(TimeRange range) {
    if (range.from >= range.to || (preset_.isEmpty() && range == fixed_range_)) return;
    preset_.clear();
    fixed_range_ = range;
    emit rangeChanged();
}

void AppContext::setGlobalFilter(const QString& filter) {
    if (filter == global_filter_) return;
    global_filter_ = filter;
    if (workspace_) Settings::setWorkspaceValue(qs(workspace_->path().string()), QStringLiteral("filter"), filter);
    emit globalFilterChanged();
}

void AppContext::setUtc(bool utc) {
    if (utc == utc_) return;
    utc_ = utc;
    Settings::set(setting::utc, utc);
    emit zoneChanged();
}

views::Scope AppContext::scope(const QString& page_filter) const {
    views::Scope scope;
    scope.filter = ss(page_filter);
    scope.global_filter = ss(global_filter_);
    scope.range = range();
    return scope;
}

void AppContext::navigate(const QString& page, const QString& query) {
    emit navigationRequested(page, query);
}

void AppContext::toast(const QString& text, bool with_undo) {
    emit toastRequested(text, with_undo);
}

void AppContext::showError(const QString& what, const QString& help) {
    emit errorRaised(what, help);
}

void AppContext::startImport(const QStringList& paths) {
    if (!paths.isEmpty()) emit importRequested(paths);
}

void AppContext::previewImport(const QStringList& paths) {
    if (!paths.isEmpty()) emit previewRequested(paths);
}

void AppContext::takeBackImport() {
    emit takeBackRequested();
}

QString AppContext::timeText(Time t, bool with_zone) const {
    return time_words(t, utc_, with_zone);
}

QString AppContext::dayText(Time t) const {
    return day_words(t, now(), utc_);
}

QString AppContext::clockText(Time t) const {
    return clock_words(t, now(), utc_);
}

QString AppContext::zoned(const QString& title) const {
    return title + QLatin1Char(' ') + zone_words(utc_);
}

QString AppContext::ageText(Time t) const {
    return age_words(t, now(), utc_);
}

QString AppContext::userName() const {
    return user_name_;
}

} // namespace parapet::ui
