// The rules of the house that a compiler cannot keep: who may include whom, and how long a file or function may be.

#include "tests/support/support.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

#include <map>

class LintTest : public QObject {
    Q_OBJECT

    struct Source {
        QString path; // below the root of the project
        QStringList lines;
    };
    QList<Source> sources_;

    static QString room(const QString& path) {
        const QStringList parts = path.split('/');
        if (parts[0] == "core" || parts[0] == "ui") return parts.size() > 2 ? parts[0] + "/" + parts[1] : parts[0];
        return parts[0];
    }

    // Includes in quotes or angle brackets, with the line number.
    static QList<QPair<int, QString>> includes(const Source& s) {
        static const QRegularExpression k_include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
        QList<QPair<int, QString>> out;
        for (int i = 0; i < s.lines.size(); ++i) {
            const auto m = k_include.match(s.lines[i]);
            if (m.hasMatch()) out.append({i + 1, m.captured(2)});
        }
        return out;
    }

    // A function of which most lines are cases and what they return is a table.
    static bool is_table(const QStringList& lines) {
        static const QRegularExpression k_row(QStringLiteral("^\\s*(case .*:|default:|return .*;)$"));
        return lines.filter(k_row).size() * 5 > lines.size() * 4;
    }

private slots:
    void initTestCase() {
        const QString root = QStringLiteral(PARAPET_SOURCE_DIR);
        for (const char* top : {"app", "core", "ui", "tests"}) {
            QDirIterator it(root + "/" + top, {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                sources_.append(
                    {QDir(root).relativeFilePath(it.filePath()), QString::fromUtf8(file.readAll()).split('\n')});
            }
        }
        QVERIFY(sources_.size() > 50);
    }

    void headers_of_libraries_stay_in_their_rooms() {
        const std::map<QString, QStringList> rooms{
            {"sqlite3.h", {"core/store/", "tests/"}},
            {"curl/", {"core/net/"}},
            {"qcustomplot.h", {"ui/charts/"}},
            {"simdjson.h",
             {"core/base/", "core/formats/findings/sarif", "core/formats/findings/trivy", "core/formats/common/",
              "tests/bench/"}},
            {"hs/", {"core/analysis/", "tests/bench/", "tests/core/detection"}},
            {"CLI/", {"app/"}},
            {"qpdf/", {"ui/report/"}},
        };
        QStringList strays;
        for (const Source& s : std::as_const(sources_)) {
            for (const auto& [line, header] : includes(s)) {
                for (const auto& [library, allowed] : rooms) {
                    if (!header.startsWith(library)) continue;
                    const bool ok = std::any_of(allowed.begin(), allowed.end(),
                                                [&](const QString& a) { return s.path.startsWith(a); });
                    if (!ok) strays << QString("%1:%2 includes %3").arg(s.path).arg(line).arg(header);
                }
                if (s.path.startsWith("core/") && QRegularExpression("^(Q[A-Z]|Qt)").match(header).hasMatch()) {
                    strays << QString("%1:%2 brings Qt into core: %3").arg(s.path).arg(line).arg(header);
                }
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join('\n')));
    }

    // design/architecture.md, "Who may include whom".
    void rooms_include_only_what_they_may() {
        const std::map<QString, QStringList> may{
            {"core/base", {"core/base"}},
            {"core/model", {"core/model", "core/base"}},
            {"core/jobs", {"core/jobs", "core/model", "core/base"}},
            {"core/formats", {"core/formats", "core/jobs", "core/model", "core/base", "core/analysis"}},
            {"core/net", {"core/net", "core/jobs", "core/model", "core/base"}},
            {"core/query", {"core/query", "core/jobs", "core/model", "core/base"}},
            {"core/analysis", {"core/analysis", "core/jobs", "core/model", "core/base"}},
            {"core/store",
             {"core/store", "core/query", "core/jobs", "core/model", "core/base", "core/formats", "core/analysis"}},
            {"core/ingest",
             {"core/ingest", "core/formats", "core/store", "core/analysis", "core/audit", "core/query", "core/jobs",
              "core/model", "core/base"}},
            {"core/compliance",
             {"core/compliance", "core/store", "core/query", "core/analysis", "core/jobs", "core/model", "core/base"}},
            {"core/audit", {"core/audit", "core/store", "core/jobs", "core/model", "core/base"}},
            {"core/views",
             {"core/views", "core/store", "core/analysis", "core/compliance", "core/audit", "core/query", "core/jobs",
              "core/model", "core/base"}},
            {"core/sources", {"core/sources", "core/net", "core/store", "core/jobs", "core/model", "core/base"}},
        };
        QStringList strays;
        for (const Source& s : std::as_const(sources_)) {
            const QString from = room(s.path);
            for (const auto& [line, header] : includes(s)) {
                if (header.contains("..")) strays << QString("%1:%2 uses ..").arg(s.path).arg(line);
                const bool ours = header.startsWith("core/") || header.startsWith("ui/") || header.startsWith("app/");
                if (!ours) continue;
                const QString to = room(header);
                if (from.startsWith("core") && !to.startsWith("core")) {
                    strays << QString("%1:%2 walks back to %3").arg(s.path).arg(line).arg(header);
                } else if (from.startsWith("ui") && to == "app") {
                    strays << QString("%1:%2 walks back to %3").arg(s.path).arg(line).arg(header);
                } else if (const auto it = may.find(from); it != may.end() && !it->second.contains(to)) {
                    strays << QString("%1:%2 (%3) may not include %4").arg(s.path).arg(line).arg(from, header);
                }
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join('\n')));
    }

    // Two types of one name in one namespace: the linker takes the inline functions of either for both.
    void types_of_one_name_are_one() {
        static const QRegularExpression k_namespace(QStringLiteral("^namespace ?([\\w:]*) ?\\{"));
        static const QRegularExpression k_type(
            QStringLiteral("^(?:struct|class|enum class|enum) (\\w+)(?: final)?(?: : [^;{]*)? ?\\{"));
        std::map<QString, QString> known; // type to file
        QStringList twice;
        for (const Source& s : std::as_const(sources_)) {
            if (s.path.startsWith("tests/")) continue; // programs of their own
            QStringList spaces;
            for (const QString& line : s.lines) {
                if (const auto m = k_namespace.match(line); m.hasMatch())
                    spaces << m.captured(1);
                else if (line.startsWith("} // namespace") && !spaces.isEmpty())
                    spaces.removeLast();
                const auto type = k_type.match(line);
                if (!type.hasMatch() || spaces.isEmpty() || spaces.contains(QString())) continue;
                const QString name = spaces.join("::") + "::" + type.captured(1);
                const auto [there, added] = known.emplace(name, s.path);
                if (!added) twice << QString("%1 in %2 and %3").arg(name, there->second, s.path);
            }
        }
        QVERIFY(known.size() > 300);
        QVERIFY2(twice.isEmpty(), qPrintable(twice.join('\n')));
    }

    void files_stay_readable() {
        QStringList longs;
        for (const Source& s : std::as_const(sources_)) {
            if (s.path.startsWith("tests/")) continue;
            if (s.lines.size() > 800) longs << QString("%1 has %2 lines").arg(s.path).arg(s.lines.size());
        }
        QVERIFY2(longs.isEmpty(), qPrintable(longs.join('\n')));
    }

    // clang-format closes a function of namespace scope with a '}' in column 1; that is enough to measure.
    void functions_stay_readable() {
        static const QRegularExpression k_begin(QStringLiteral("^[A-Za-z_].*\\)[^;]*\\{$"));
        QStringList longs;
        for (const Source& s : std::as_const(sources_)) {
            if (s.path.startsWith("tests/")) continue;
            int begin = -1;
            for (int i = 0; i < s.lines.size(); ++i) {
                if (k_begin.match(s.lines[i]).hasMatch()) begin = i;
                if (begin >= 0 && s.lines[i].startsWith('}')) {
                    if (i - begin - 1 > 60 && !is_table(s.lines.mid(begin, i - begin)))
                        longs << QString("%1:%2 is %3 lines long").arg(s.path).arg(begin + 1).arg(i - begin - 1);
                    begin = -1;
                }
            }
        }
        QVERIFY2(longs.isEmpty(), qPrintable(longs.join('\n')));
    }

    void nothing_is_guessed_to_be_rich_text() {
        // QLabel, QMessageBox and tooltips guess rich text; text from reports goes through our own plain parts.
        static const QRegularExpression k_risky(QStringLiteral("Qt::(RichText|AutoText)|QTextBrowser|\\bsetHtml\\("));
        QStringList strays;
        for (const Source& s : std::as_const(sources_)) {
            if (!s.path.startsWith("ui/")) continue;
            for (int i = 0; i < s.lines.size(); ++i) {
                if (k_risky.match(s.lines[i]).hasMatch())
                    strays << QString("%1:%2 %3").arg(s.path).arg(i + 1).arg(s.lines[i].trimmed());
                if (s.lines[i].contains("new QLabel") && !s.path.startsWith("ui/widgets/")) {
                    strays << QString("%1:%2 uses QLabel instead of PlainLabel").arg(s.path).arg(i + 1);
                }
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join('\n')));
    }

    void string_connects_and_nested_loops_stay_out() {
        static const QRegularExpression k_bad(
            QStringLiteral("\\bSIGNAL\\(|\\bSLOT\\(|processEvents\\(|waitForFinished\\(|QThread::msleep"));
        QStringList strays;
        for (const Source& s : std::as_const(sources_)) {
            // QDBusConnection::connect knows string slots only.
            if (!s.path.startsWith("ui/") || s.path == "ui/theme/system_scheme.cpp") continue;
            for (int i = 0; i < s.lines.size(); ++i) {
                if (k_bad.match(s.lines[i]).hasMatch())
                    strays << QString("%1:%2 %3").arg(s.path).arg(i + 1).arg(s.lines[i].trimmed());
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join('\n')));
    }
};

QTEST_APPLESS_MAIN(LintTest)
#include "lint_test.moc"
