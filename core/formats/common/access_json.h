#pragma once
// A request as JSON access logs of nginx, Apache, Caddy, Traefik and their kin tell it: the fields have many names.

#include "core/base/json.h"
#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace parapet {

struct JsonRequest {
    json::Document document;
    std::string client, user, method, target, protocol, vhost, agent, referrer;
    int status = 0;
    std::optional<Time> time;
    std::string clf_time; // where the time is in common log format

    // False: no JSON object, or nothing that looks like a request.
    [[nodiscard]] bool read(std::string_view line);
};

} // namespace parapet
