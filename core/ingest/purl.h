#pragma once
// Package URLs (https://github.com/package-url/purl-spec) and the many names of ecosystems, as far as identity needs
// them.

#include <string>
#include <string_view>

namespace parapet {

struct Purl {
    std::string type, name_space, name, version; // decoded; type in lower case
};
// False when it is no purl.
[[nodiscard]] bool parse_purl(std::string_view text, Purl& out);

// The purl type for what tools call an ecosystem: "debian" -> "deb", "node-pkg" -> "npm"; lower case as is otherwise.
[[nodiscard]] std::string normal_ecosystem(std::string_view ecosystem);

// "maven/org.apache.tomcat/tomcat-coyote": the same for all tools that mean the same package, without its version.
// Distributions' packages are "os/openssl" whatever the distribution, as tools name it differently or not at all.
void append_package_key(std::string_view purl, std::string_view ecosystem, std::string_view package, std::string& out);

} // namespace parapet
