#pragma once
// Nikto's reports that are a line an item: the server that is being told of, and its items.

#include "core/base/time.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/nikto/nikto_item.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parapet {

class NiktoLines {
public:
    explicit NiktoLines(WholeReport& report)
        : report_(report) {}

    // From the first line: "- Nikto v2.1.6/2.1.5".
    void title(std::string_view line);
    void server(std::string host, std::string port, bool tls);
    void host(std::string_view text) { server(std::string(text), {}, false); }
    void port(std::string_view text) { server(host_, std::string(text), tls_); }
    void tls() { server(host_, port_, true); }
    void started(std::optional<Time> at) { started_ = at; }

    [[nodiscard]] bool is_server(std::string_view host, std::string_view port) const {
        return told_ && host == host_ && port == port_;
    }
    [[nodiscard]] std::string origin() const;
    void tell(); // of the server's scan, once
    void item(const NiktoItem& item, std::int64_t line);

private:
    WholeReport& report_;
    std::string version_, host_, port_;
    std::optional<Time> started_;
    bool tls_ = false, told_ = false;
};

// Of "OSVDB-3268": "3268".
[[nodiscard]] std::string_view nikto_osvdb(std::string_view word);
// Of "... is not set. See: https://guide.example/a": the links.
[[nodiscard]] std::string_view nikto_references(std::string_view message);

} // namespace parapet
