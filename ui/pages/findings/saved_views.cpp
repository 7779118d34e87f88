#include "ui/pages/findings/saved_views.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace parapet::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("SavedViews", text);
}

} // namespace

SavedViews::SavedViews() {
    const auto add_view = [this](const QString& title, const char* query) {
        views_.append({title, QString::fromLatin1(query), {}, false});
    };
    add_view(tr("Triage queue"), "status:open");
    add_view(tr("Critical and high"), "severity:critical,high status:open,triaged,in_progress");
    add_view(tr("Overdue"), "overdue:yes");
    add_view(tr("KEV"), "kev:yes status:open,triaged,in_progress");
    add_view(tr("Secrets"), "cause:secret status:open,triaged,in_progress");
    add_view(tr("Accepted"), "status:risk_accepted");
}

int SavedViews::find(const QString& query) const {
    for (int i = 0; i < views_.size(); ++i) {
        if (views_[i].query == query) return i;
    }
    return -1;
}

void SavedViews::add(const SavedView& view) {
    views_.append(view);
    views_.last().own = true;
}

void SavedViews::remove(int index) {
    if (index >= 0 && index < views_.size() && views_[index].own) views_.removeAt(index);
}

std::string SavedViews::toJson() const {
    QJsonArray all;
    for (const SavedView& v : views_) {
        if (v.own) all.append(QJsonObject{{"title", v.title}, {"query", v.query}, {"group", v.group}});
    }
    return QJsonDocument(all).toJson(QJsonDocument::Compact).toStdString();
}

void SavedViews::fromJson(const std::string& json) {
    views_.removeIf([](const SavedView& v) { return v.own; });
    const QJsonArray all = QJsonDocument::fromJson(QByteArray::fromStdString(json)).array();
    for (const auto& item : all) {
        const QJsonObject o = item.toObject();
        add({o["title"].toString(), o["query"].toString(), o["group"].toString(), true});
    }
}

} // namespace parapet::ui
