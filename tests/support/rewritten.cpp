#include "tests/support/rewritten.h"

#include "core/base/json.h"
#include "tests/support/support.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <random>
#include <vector>

namespace parapet::test {

namespace {

class Rewriter {
public:
    explicit Rewriter(const Rewriting& how)
        : how_(how)
        , random_(how.seed) {}

    void write(json::Value value, const QString& key) {
        if (value.is_object())
            object(value);
        else if (value.is_array())
            array(value, key);
        else
            scalar(value, key);
    }
    std::string out;

private:
    void object(json::Value object) {
        std::vector<json::Member> members;
        for (const json::Member member : object.members())
            members.push_back(member);
        std::shuffle(members.begin(), members.end(), random_);
        // A listing's line: {"Number": 4, "Content": "..."}
        const bool listed = object["Content"].exists();
        out += '{';
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i > 0) out += ',';
            space();
            json::append_string(out, members[i].key);
            out += random_() % 2 == 0 ? ": " : ":";
            write(members[i].value, q(listed && members[i].key == "Number" ? "line" : members[i].key));
        }
        space();
        out += '}';
    }
    void array(json::Value array, const QString& key) {
        std::vector<json::Value> items;
        for (const json::Value item : array.items())
            items.push_back(item);
        static const QSet<QString> lists{"results",  "matches", "Vulnerabilities", "Issues", "errors",
                                         "warnings", "Results", "vulnerabilities", "issues", "ignoredMatches"};
        if (how_.shuffle_results && lists.contains(key)) std::shuffle(items.begin(), items.end(), random_);
        out += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out += ',';
            space();
            write(items[i], key);
        }
        space();
        out += ']';
    }
    [[nodiscard]] static bool is_line(const QString& key) {
        static const QRegularExpression yes("line|^row$|code_block", QRegularExpression::CaseInsensitiveOption);
        static const QRegularExpression no("column|online|inline|baseline|lines_of|guide|outline|hash|offset|count",
                                           QRegularExpression::CaseInsensitiveOption);
        return key.contains(yes) && !key.contains(no);
    }
    void scalar(json::Value value, const QString& key) {
        const bool line = how_.lines != 0 && is_line(key);
        if (value.is_string()) {
            const QString text = q(value.str());
            const QString other = line ? moved(text) : moved_listing(text, key);
            if (other == text) return json::append_string(out, value.str());
            return json::append_string(out, other.toStdString());
        }
        const auto number = value.integer();
        out += line && number && *number > 0 ? std::to_string(*number + how_.lines) : value.raw();
    }
    // "84", "84-86"
    [[nodiscard]] QString moved(const QString& text) const {
        static const QRegularExpression range("^(\\d+)(?:-(\\d+))?$");
        const auto match = range.match(text);
        if (!match.hasMatch()) return moved_listing(text, {});
        const auto later = [&](int group) { return QString::number(match.captured(group).toLongLong() + how_.lines); };
        return match.captured(2).isEmpty() ? later(1) : later(1) + "-" + later(2);
    }
    // "26   x\n27   y\n"
    [[nodiscard]] QString moved_listing(const QString& text, const QString& key) const {
        if (how_.lines == 0) return text;
        static const QRegularExpression numbered("^(\\s*)(\\d+)([ :|\\t].*|)$",
                                                 QRegularExpression::DotMatchesEverythingOption);
        QStringList rows = text.split('\n');
        const bool ended = rows.size() > 1 && rows.back().isEmpty();
        if (ended) rows.pop_back();
        qlonglong before = -1;
        for (QString& row : rows) {
            const auto match = numbered.match(row);
            if (!match.hasMatch() || (rows.size() < 2 && key != "code")) return text;
            const qlonglong n = match.captured(2).toLongLong();
            if (before >= 0 && n != before + 1) return text;
            before = n;
            row = match.captured(1) + QString::number(n + how_.lines) + match.captured(3);
        }
        return rows.join('\n') + (ended ? "\n" : "");
    }
    void space() {
        static const char* const spaces[] = {"", " ", "\n", "\n\t\t", "\r\n  "};
        out += spaces[random_() % std::size(spaces)];
    }

    const Rewriting& how_;
    std::mt19937_64 random_;
};

} // namespace

std::optional<std::string> rewritten_json(std::string_view bytes, const Rewriting& how) {
    json::Document document;
    const auto root = document.parse(bytes);
    if (!root) return {};
    Rewriter rewriter(how);
    rewriter.write(*root, {});
    return rewriter.out;
}

std::string moved_xml(std::string_view bytes, std::int64_t lines) {
    static const QRegularExpression number("((?:\\b(?:line|begin-?line|end-?line|start|end|lineNumber)=\")|"
                                           "(?:<(?:Line|LineStart|LineEnd)>))(\\d+)",
                                           QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QString out;
    qsizetype from = 0;
    for (auto at = number.globalMatch(text); at.hasNext();) {
        const auto match = at.next();
        out += text.mid(from, match.capturedStart(2) - from);
        out += QString::number(match.captured(2).toLongLong() + lines);
        from = match.capturedEnd(2);
    }
    return (out + text.mid(from)).toStdString();
}

} // namespace parapet::test
