#pragma once
// The part of xml.cpp that reads documents too large to hold (expat).

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <pugixml.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::xml {

inline constexpr std::string_view k_no_dtd = "document type definitions are not accepted";

struct StreamJob {
    Input& in;
    std::string head; // what was read already
    const std::vector<std::string_view>& names;
    const std::vector<std::string_view>& discard;
    const Limits& limits;
    pugi::xml_document& doc; // what is kept
    std::function<Result<void>(pugi::xml_node, std::size_t pattern, std::int64_t line, std::int64_t offset)> on_record;
    std::size_t* replaced = nullptr;
};

[[nodiscard]] Result<void> run_stream(StreamJob& job);

} // namespace parapet::xml
