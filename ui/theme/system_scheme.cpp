#include "ui/theme/system_scheme.h"

#include "ui/theme/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace parapet::ui {

namespace {

constexpr auto k_service = "org.freedesktop.portal.Desktop";
constexpr auto k_path = "/org/freedesktop/portal/desktop";
constexpr auto k_interface = "org.freedesktop.portal.Settings";
constexpr auto k_namespace = "org.freedesktop.appearance";
constexpr auto k_key = "color-scheme";

// Older portals wrap the value in one variant too many.
uint unwrap(QVariant value) {
    for (int depth = 0; depth < 4 && value.canConvert<QDBusVariant>(); ++depth) {
        value = value.value<QDBusVariant>().variant();
    }
    return value.toUInt();
}

class SchemeListener : public QObject {
    Q_OBJECT
public:
    explicit SchemeListener(Theme& theme)
        : QObject(&theme)
        , theme_(theme) {}
public slots:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
        if (space == QLatin1String(k_namespace) && key == QLatin1String(k_key)) {
            theme_.setSystemPreference(unwrap(value.variant()));
        }
    }

private:
    Theme& theme_;
};

} // namespace

void watch_system_scheme(Theme& theme) {
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return; // connecting would start a bus of its own
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    auto* listener = new SchemeListener(theme);
    bus.connect(QLatin1String(k_service), QLatin1String(k_path), QLatin1String(k_interface),
                QStringLiteral("SettingChanged"), listener, SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(QLatin1String(k_service), QLatin1String(k_path),
                                                       QLatin1String(k_interface), QStringLiteral("Read"));
    call << QString::fromLatin1(k_namespace) << QString::fromLatin1(k_key);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 2000), listener);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, listener, [&theme](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid()) theme.setSystemPreference(unwrap(reply.value().variant()));
        done->deleteLater();
    });
}

} // namespace parapet::ui

#include "system_scheme.moc"
