#include "ui/widgets/words.h"

#include "core/views/overview.h"

#include <QCoreApplication>

namespace parapet::ui {

namespace {
QString tr_word(const char* text) {
    return QCoreApplication::translate("Words", text);
}
} // namespace

QString word(Severity severity) {
    switch (severity) {
    case Severity::critical:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Critical"));
    case Severity::high:
        return tr_word(QT_TRANSLATE_NOOP("Words", "High"));
    case Severity::medium:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Medium"));
    case Severity::low:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Low"));
    case Severity::info:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Info"));
}

QString word(Status status) {
    switch (status) {
    case Status::met:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Met"));
    case Status::partly:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Partly"));
    case Status::not_met:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Not met"));
    case Status::not_assessed:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Not assessed"));
    case Status::not_applicable:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Not applicable"));
    case Status::running:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Running"));
    case Status::paused:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Paused"));
}

QString word(FindingStatus status) {
    switch (status) {
    case FindingStatus::open:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Open"));
    case FindingStatus::triaged:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Triaged"));
    case FindingStatus::in_progress:
        return tr_word(QT_TRANSLATE_NOOP("Words", "In progress"));
    case FindingStatus::risk_accepted:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Accepted risk"));
    case FindingStatus::false_positive:
        return tr_word(QT_TRANSLATE_NOOP("Words", "False positive"));
    case FindingStatus::fixed:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Fixed"));
}

QString word(Cause cause) {
    switch (cause) {
    case Cause::configuration:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Configuration error"));
    case Cause::missing_patch:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Missing patch"));
    case Cause::code:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Coding mistake"));
    case Cause::secret:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Secret"));
    case Cause::other:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Other"));
}

QString word(Phase phase) {
    switch (phase) {
    case Phase::plan:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Plan"));
    case Phase::code:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Code"));
    case Phase::build:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Build"));
    case Phase::test:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Test"));
    case Phase::release:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Release"));
    case Phase::deploy:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Deploy"));
    case Phase::operate:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Operate"));
    case Phase::monitor:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Monitor"));
}

QString word(ControlStatus status) {
    switch (status) {
    case ControlStatus::satisfied:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Met"));
    case ControlStatus::partial:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Partly met"));
    case ControlStatus::not_satisfied:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Not met"));
    case ControlStatus::not_applicable:
        return tr_word(QT_TRANSLATE_NOOP("Words", "Not applicable"));
    case ControlStatus::not_assessed:
        break;
    }
    return tr_word(QT_TRANSLATE_NOOP("Words", "Not assessed"));
}

Status status_of(ControlStatus status) {
    switch (status) {
    case ControlStatus::satisfied:
        return Status::met;
    case ControlStatus::partial:
        return Status::partly;
    case ControlStatus::not_satisfied:
        return Status::not_met;
    case ControlStatus::not_applicable:
        return Status::not_applicable;
    case ControlStatus::not_assessed:
        break;
    }
    return Status::not_assessed;
}

QString icon_of(Phase phase) {
    switch (phase) {
    case Phase::plan:
        return QStringLiteral("pencil");
    case Phase::code:
        return QStringLiteral("code");
    case Phase::build:
        return QStringLiteral("hammer");
    case Phase::test:
        return QStringLiteral("flask");
    case Phase::release:
        return QStringLiteral("package");
    case Phase::deploy:
        return QStringLiteral("rocket");
    case Phase::operate:
        return QStringLiteral("server");
    case Phase::monitor:
        break;
    }
    return QStringLiteral("pulse");
}

QString icon_of(Cause cause) {
    switch (cause) {
    case Cause::configuration:
        return QStringLiteral("gear");
    case Cause::missing_patch:
        return QStringLiteral("patch");
    case Cause::code:
        return QStringLiteral("braces");
    case Cause::secret:
        return QStringLiteral("key");
    case Cause::other:
        break;
    }
    return QStringLiteral("more");
}

Status status_of(views::Freshness freshness) {
    switch (freshness) {
    case views::Freshness::current:
        return Status::met;
    case views::Freshness::behind:
        return Status::partly;
    case views::Freshness::stopped:
    case views::Freshness::failed:
        return Status::not_met;
    case views::Freshness::never:
        break;
    }
    return Status::not_assessed;
}

QString initials_of(const QString& name) {
    QString bare = name.trimmed();
    while (!bare.isEmpty() && !bare.front().isLetterOrNumber())
        bare.remove(0, 1); // "@payments" is a team's name in CODEOWNERS
    const QStringList words = bare.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QString letters;
    for (const QString& w : words) {
        letters += w.left(1).toUpper();
        if (letters.size() == 2) break;
    }
    return words.size() == 1 ? bare.left(2).toUpper() : letters;
}

} // namespace parapet::ui
