#include "ui/shell/plurals.h"

#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace parapet::ui {

QString EnglishPlurals::translate(const char* /*context*/, const char* source, const char* /*note*/, int n) const {
    const QString text = QString::fromUtf8(source);
    if (n != 1 || !text.contains(QLatin1String("%n"))) return {}; // "not here": Qt takes the source
    return singular(text);
}

QString EnglishPlurals::singular(const QString& text) {
    // The noun is the first word in the plural after the number, adjectives between: "%n new findings".
    static const QRegularExpression noun(QStringLiteral("%n((?: [a-z]+)*?) ([A-Za-z]+?)(ies|sses|s)\\b"));
    static const QRegularExpression verb(QStringLiteral("^((?:(?!\\.).)*%n[^.,;]*?)\\b(are|were|have)\\b"));
    const QRegularExpressionMatch match = noun.match(text);
    if (!match.hasMatch()) return text;
    QString end;
    if (match.captured(3) == QLatin1String("ies")) end = QStringLiteral("y");
    if (match.captured(3) == QLatin1String("sses")) end = QStringLiteral("ss");
    QString one = text.left(match.capturedStart()) + QStringLiteral("%n") + match.captured(1) + QLatin1Char(' ') +
                  match.captured(2) + end + text.mid(match.capturedEnd());
    const QRegularExpressionMatch plural_verb = verb.match(one);
    if (plural_verb.hasMatch()) {
        const QString word = plural_verb.captured(2);
        const QString is = word == QLatin1String("are")    ? QStringLiteral("is")
                           : word == QLatin1String("were") ? QStringLiteral("was")
                                                           : QStringLiteral("has");
        one.replace(plural_verb.capturedStart(2), word.size(), is);
    }
    return one;
}

QString counted(const QString& text, std::int64_t n) {
    QString words = n == 1 ? EnglishPlurals::singular(text) : text;
    return words.replace(QLatin1String("%n"), number_text(n));
}

void install_plurals() {
    static EnglishPlurals plurals;
    QCoreApplication::removeTranslator(&plurals);
    QCoreApplication::installTranslator(&plurals);
}

} // namespace parapet::ui
