#include "ui/settings/settings.h"

#include <QCryptographicHash>
#include <QGuiApplication>
#include <QScreen>
#include <QSettings>

#include <map>
#include <memory>

namespace parapet::ui {

namespace {

std::unique_ptr<std::map<QString, QVariant>>& memory() {
    static std::unique_ptr<std::map<QString, QVariant>> values;
    return values;
}

QSettings& file() {
    static QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("parapet"),
                              QStringLiteral("parapet"));
    return settings;
}

QString short_hash(const QString& text) {
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

// A laptop with and without its large screen has two layouts.
QString screen_key() {
    QString names;
    const QList<QScreen*> screens = QGuiApplication::screens();
    for (const QScreen* screen : screens) {
        const QRect r = screen->geometry();
        names += QStringLiteral("%1 %2x%3;").arg(screen->name()).arg(r.width()).arg(r.height());
    }
    return short_hash(names);
}

QString workspace_key(const QString& path, const QString& key) {
    return QStringLiteral("workspace/%1/%2").arg(short_hash(path), key);
}

} // namespace

QVariant Settings::read(const QString& key, const QVariant& fallback) {
    if (memory()) {
        const auto at = memory()->find(key);
        return at == memory()->end() ? fallback : at->second;
    }
    return file().value(key, fallback);
}

void Settings::write(const QString& key, const QVariant& value) {
    if (memory()) {
        memory()->insert_or_assign(key, value);
    } else {
        file().setValue(key, value);
    }
}

QString Settings::workspaceValue(const QString& path, const QString& key, const QString& fallback) {
    return read(workspace_key(path, key), fallback).toString();
}

void Settings::setWorkspaceValue(const QString& path, const QString& key, const QString& value) {
    if (!path.isEmpty()) write(workspace_key(path, key), value);
}

QByteArray Settings::layoutState(const QString& name) {
    return read(QStringLiteral("layout/%1/%2").arg(screen_key(), name), {}).toByteArray();
}

void Settings::setLayoutState(const QString& name, const QByteArray& state) {
    write(QStringLiteral("layout/%1/%2").arg(screen_key(), name), state);
}

void Settings::resetLayout() {
    if (!memory()) {
        file().remove(QStringLiteral("layout"));
        return;
    }
    std::erase_if(*memory(), [](const auto& entry) { return entry.first.startsWith(QLatin1String("layout/")); });
}

void Settings::useMemoryOnly() {
    if (!memory()) memory() = std::make_unique<std::map<QString, QVariant>>();
}

} // namespace parapet::ui
