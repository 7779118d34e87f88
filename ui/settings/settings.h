#pragma once
// Everything the window remembers on this computer. The only file that knows QSettings. A setting is one typed row.

#include <QByteArray>
#include <QRect>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace parapet::ui {

template<class T>
struct Setting {
    const char* key;
    T fallback;
};

namespace setting {
inline const Setting<QString> theme{"look/theme", QStringLiteral("system")};     // system, dark, light
inline const Setting<QString> density{"look/density", QStringLiteral("normal")}; // compact, normal, roomy
inline const Setting<int> text_scale{"look/text_scale", 100};                    // per cent
inline const Setting<bool> single_keys{"keys/single_letters", true};
inline const Setting<bool> utc{"time/utc", true};
inline const Setting<QStringList> recent_workspaces{"recent/workspaces", {}};
inline const Setting<QStringList> recent_commands{"recent/commands", {}};
} // namespace setting

class Settings {
public:
    template<class T>
    [[nodiscard]] static T get(const Setting<T>& row) {
        return read(QString::fromLatin1(row.key), QVariant::fromValue(row.fallback)).template value<T>();
    }
    template<class T>
    static void set(const Setting<T>& row, const T& value) {
        write(QString::fromLatin1(row.key), QVariant::fromValue(value));
    }

    // What belongs to one workspace (by its path): "range", "page", "filter".
    [[nodiscard]] static QString workspaceValue(const QString& path, const QString& key, const QString& fallback = {});
    static void setWorkspaceValue(const QString& path, const QString& key, const QString& value);

    // Geometry, splitters, columns: per set of screens; View > Reset layout clears it.
    [[nodiscard]] static QByteArray layoutState(const QString& name);
    static void setLayoutState(const QString& name, const QByteArray& state);
    static void resetLayout();

    // Tests and snapshots: nothing is read from or written to the user's files from here on.
    static void useMemoryOnly();

private:
    [[nodiscard]] static QVariant read(const QString& key, const QVariant& fallback);
    static void write(const QString& key, const QVariant& value);
};

} // namespace parapet::ui
