#pragma once

#include <QTranslator>

#include <cstdint>

namespace parapet::ui {

// The window's texts are English and need no catalogue, but "%n files" does for one of them. This translator makes the
// singular of such texts: "1 file". A catalogue of another language goes before it.
class EnglishPlurals : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* context, const char* source, const char* note, int n) const override;

    [[nodiscard]] static QString singular(const QString& text);
};

// "%n findings" with a number of any size, grouped: "1 finding", "14,208 findings".
[[nodiscard]] QString counted(const QString& text, std::int64_t n);

// Once per program.
void install_plurals();

} // namespace parapet::ui
