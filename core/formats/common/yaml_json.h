#pragma once
// YAML reports as JSON text, so that what reads the one reads the other. Scalars become strings (or null where YAML has
// nothing); aliases are written out, within bounds.

#include "core/base/limits.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace parapet {

class Input;

// The first document. Errc::malformed with its line, Errc::limit over size or depth.
[[nodiscard]] Result<std::string> yaml_to_json(std::string_view yaml, const Limits& limits = default_limits());
// The same of a whole input, in whatever encoding.
[[nodiscard]] Result<std::string> yaml_input_to_json(Input& in, const Limits& limits);

} // namespace parapet
