#include "core/formats/findings/openvas/product.h"

#include "core/base/text.h"
#include "core/formats/common/installed_version.h"
#include "core/formats/common/web_finding.h"

namespace parapet {

namespace {

// What follows a phrase, to the end of its line.
std::string_view after(std::string_view text, std::string_view phrase) {
    const auto at = text.find(phrase);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + phrase.size());
    return trim(text.substr(0, text.find('\n')));
}

} // namespace

void set_openvas_product(Location& location, std::string_view result) {
    fields::set_cpe(location, after(result, "The host carries the product: "));
    fields::set_installed_version(location, result);
    std::string_view found = after(result, "The product was found at: ");
    found = found.substr(0, found.find_first_of(".,; "));
    if (location.port == 0 && fields::set_port(location, found) && location.resource.empty()) location.resource = found;
}

} // namespace parapet
