#include "ui/shell/deep_link.h"

#include <QUrl>
#include <QUrlQuery>

namespace parapet::ui {

namespace {
constexpr qsizetype k_longest = 8192;

// QUrlQuery leaves "+" and "&" inside of a value to the caller.
QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text, ":,/-<>=*"));
}
} // namespace

QString to_link(const ViewPlace& place) {
    QString link = QStringLiteral("parapet://") + place.page;
    QStringList parts;
    if (!place.query.isEmpty()) parts << QStringLiteral("q=") + encoded(place.query);
    if (!place.range.isEmpty()) parts << QStringLiteral("range=") + encoded(place.range);
    if (!place.filter.isEmpty()) parts << QStringLiteral("filter=") + encoded(place.filter);
    return parts.isEmpty() ? link : link + QLatin1Char('?') + parts.join(QLatin1Char('&'));
}

std::optional<ViewPlace> from_link(const QString& link) {
    if (link.size() > k_longest) return std::nullopt;
    const QUrl url(link, QUrl::StrictMode);
    if (url.scheme() != QLatin1String("parapet") || url.host().isEmpty()) return std::nullopt;
    const QUrlQuery query(url);
    const auto value = [&](const char* key) {
        return query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
    };
    return ViewPlace{url.host(), value("q"), value("range"), value("filter")};
}

} // namespace parapet::ui
