#pragma once
// What reports of web scanners have in common.

#include "core/formats/common/finding_fields.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>

namespace parapet::fields {

// Every href="..." of a piece of markup as a link.
void add_links_of_html(RawFinding& finding, std::string_view html);
// Another paragraph of a text, under a heading where it has one.
void append_text(std::string& text, std::string_view more, std::string_view heading = {});
// Request and response as evidence, their credentials masked, each cut to 8,000 bytes.
void set_exchange(RawFinding& finding, std::string_view request, std::string_view response);
// What a scanner sent and was sent carries passwords, tokens and cookies: in the address, the parameter, the evidence
// and the texts of a finding about a web application their values are masked; of others, the password that a scanner of
// sources quotes ("Possible hardcoded password: '...'").
void hide_credentials(RawFinding& finding);
// "443/tcp", "443" or "tcp/443" into port; false when there is no port in it.
bool set_port(Location& location, std::string_view text);

} // namespace parapet::fields
