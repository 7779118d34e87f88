#pragma once
// `framework:NAME` of the filter language: what maps findings to controls of a framework.

#include "core/store/findings/condition.h"

namespace parapet::views {

// By the control ids and CCI that a tool names, and by CWE. Not by the defaults of a cause: those fit every finding.
[[nodiscard]] Result<FrameworkWords> framework_words_of(Connection& db, const query::Term& name);

} // namespace parapet::views
