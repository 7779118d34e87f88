#pragma once
// Fortify's package (.fpr): a .zip whose audit.fvdl is the report, and whose audit.xml says what people made of it in
// Audit Workbench. The two are one document; what else is in it (sources, signatures) is none.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace parapet {

// By its name: content alone tells a .zip.
[[nodiscard]] bool is_fortify_package(std::string_view name);

class FortifyPackage {
public:
    explicit FortifyPackage(const Limits& limits)
        : limits_(limits) {}

    // A member, by its path in the package.
    [[nodiscard]] Result<void> take(std::string_view path, Input& in);
    // Both in one: the audit as the last element of the report. Errc::damaged_archive where there is no report.
    [[nodiscard]] Result<std::string> joined();
    // The audit was there, and is not XML: the report comes without it.
    [[nodiscard]] bool audit_unreadable() const { return audit_unreadable_; }

private:
    const Limits& limits_;
    std::string report_, audit_;
    bool audit_unreadable_ = false;
};

} // namespace parapet
