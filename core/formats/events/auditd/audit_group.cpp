// Events of the kernel, told in several records: a system call, the paths it touched, the address, the command line.

#include "core/base/text.h"
#include "core/formats/events/auditd/audit_event.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parapet::audit_log {

namespace {

using K = EventKind;
using O = Outcome;
using S = Severity;

enum class Call : std::uint8_t { other, execute, connect, change_file, open_file, change_mode, load_module, set_clock };

struct CallNumber {
    int x86_64, aarch64; // -1: it has none
    std::string_view name;
    Call call;
};

constexpr std::array k_calls{
    CallNumber{59, 221, "execve", Call::execute},
    CallNumber{322, 281, "execveat", Call::execute},
    CallNumber{42, 203, "connect", Call::connect},
    CallNumber{2, -1, "open", Call::open_file},
    CallNumber{257, 56, "openat", Call::open_file},
    CallNumber{85, -1, "creat", Call::open_file},
    CallNumber{87, -1, "unlink", Call::change_file},
    CallNumber{263, 35, "unlinkat", Call::change_file},
    CallNumber{84, -1, "rmdir", Call::change_file},
    CallNumber{83, -1, "mkdir", Call::change_file},
    CallNumber{258, 34, "mkdirat", Call::change_file},
    CallNumber{82, -1, "rename", Call::change_file},
    CallNumber{264, 38, "renameat", Call::change_file},
    CallNumber{316, 276, "renameat2", Call::change_file},
    CallNumber{76, 45, "truncate", Call::change_file},
    CallNumber{86, -1, "link", Call::change_file},
    CallNumber{265, 37, "linkat", Call::change_file},
    CallNumber{88, -1, "symlink", Call::change_file},
    CallNumber{266, 36, "symlinkat", Call::change_file},
    CallNumber{90, -1, "chmod", Call::change_mode},
    CallNumber{91, 52, "fchmod", Call::change_mode},
    CallNumber{268, 53, "fchmodat", Call::change_mode},
    CallNumber{92, -1, "chown", Call::change_mode},
    CallNumber{93, 55, "fchown", Call::change_mode},
    CallNumber{94, -1, "lchown", Call::change_mode},
    CallNumber{260, 54, "fchownat", Call::change_mode},
    CallNumber{188, 5, "setxattr", Call::change_mode},
    CallNumber{175, 105, "init_module", Call::load_module},
    CallNumber{313, 273, "finit_module", Call::load_module},
    CallNumber{176, 106, "delete_module", Call::load_module},
    CallNumber{164, 170, "settimeofday", Call::set_clock},
    CallNumber{227, 112, "clock_settime", Call::set_clock},
};

std::string_view part_of(const Group& group, std::string_view type) {
    for (const Group::Part& part : group.parts) {
        if (part.type == type) return part.text;
    }
    return {};
}

Call call_of(std::string_view syscall) {
    const std::size_t enriched = syscall.rfind("SYSCALL=");
    const std::string_view name = enriched == std::string_view::npos
                                      ? std::string_view()
                                      : syscall.substr(enriched + 8, syscall.find(' ', enriched) - enriched - 8);
    std::int64_t number = -1;
    if (!parse_int(field(syscall, "syscall="), number)) number = -1;
    const std::string_view arch = field(syscall, "arch=");
    for (const CallNumber& c : k_calls) {
        if (!name.empty()
                ? c.name == name
                : ((arch == "c000003e" && c.x86_64 == number) || (arch == "c00000b7" && c.aarch64 == number))) {
            return c.call;
        }
    }
    return Call::other;
}

// The command line: the arguments as they were given, else the title of the process.
std::string command_of(const Group& group) {
    constexpr int k_max_arguments = 64;
    std::string command;
    const std::string_view arguments = part_of(group, "EXECVE");
    for (int i = 0; i < k_max_arguments && !arguments.empty(); ++i) {
        const std::string name = "a" + std::to_string(i) + "=";
        if (arguments.find(name) == std::string_view::npos) break;
        if (i > 0) command += ' ';
        command += text_field(arguments, name);
    }
    return command.empty() ? text_field(part_of(group, "PROCTITLE"), "proctitle=") : command;
}

// The path that the call was about: what it made or removed rather than the folder around it.
std::string path_of(const Group& group, bool& made_or_removed) {
    std::string best;
    made_or_removed = false;
    for (const Group::Part& part : group.parts) {
        if (part.type != "PATH") continue;
        const std::string_view nametype = field(part.text, "nametype=");
        const bool changed = nametype == "CREATE" || nametype == "DELETE";
        if (nametype == "PARENT" || (!best.empty() && !changed)) continue;
        best = text_field(part.text, "name=");
        made_or_removed = made_or_removed || changed;
    }
    if (best.empty()) best = text_field(part_of(group, "PATH"), "name=");
    return best;
}

Severity severity_of_path(std::string_view path) {
    for (const std::string_view secret :
         {"/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/pam.d", "/etc/ssh/", "/.ssh/authorized_keys"}) {
        if (path.find(secret) != std::string_view::npos) return S::high;
    }
    return path.starts_with("/etc/") || path.starts_with("/boot/") || path.find("/cron") != std::string_view::npos
               ? S::medium
               : S::low;
}

void set(EventView& event, std::string_view rule, EventKind kind, Severity severity, bool counted_only = false) {
    event.rule = rule;
    event.kind = kind;
    event.severity = severity;
    event.counted_only = counted_only;
}

void describe_execution(const Group& group, std::string_view syscall, EventView& event, Scratch& s) {
    s.object = command_of(group);
    const bool raised = field(syscall, "euid=") == "0" && field(syscall, "uid=") != "0" && !s.user.empty();
    set(event, raised ? "audit.run_as_root" : "audit.run", raised ? K::privilege_escalation : K::other,
        raised ? S::low : S::info, !raised);
    if (raised) s.target = "root";
}

void describe_connection(const Group& group, EventView& event, Scratch& s) {
    std::string address;
    std::uint16_t port = 0;
    s.object.clear();
    const bool inet = read_socket_address(field(part_of(group, "SOCKADDR"), "saddr="), address, port);
    if (!inet || address.starts_with("127.") || address == "::1")
        return set(event, "audit.connect", K::other, S::info, true);
    s.address = address;
    event.destination_ip = s.address;
    event.destination_port = port;
    set(event, "audit.connect", K::outbound_connection, S::info);
}

void describe_call(const Group& group, std::string_view syscall, EventView& event, Scratch& s) {
    bool made_or_removed = false;
    const Call call = call_of(syscall);
    if (call == Call::execute) return describe_execution(group, syscall, event, s);
    if (call == Call::connect) return describe_connection(group, event, s);
    s.object = path_of(group, made_or_removed);
    const bool watched = !field(syscall, "key=").empty();
    if (call == Call::change_mode) return set(event, "audit.permissions", K::file_change, severity_of_path(s.object));
    if (call == Call::change_file || (call == Call::open_file && (watched || made_or_removed))) {
        return set(event, "audit.file", K::file_change, severity_of_path(s.object));
    }
    if (call == Call::load_module) return set(event, "audit.kernel_module", K::infrastructure_change, S::high);
    if (call == Call::set_clock) return set(event, "audit.clock", K::infrastructure_change, S::low);
    set(event, "audit.call", K::other, S::info, true);
}

} // namespace

void describe_group(const Group& group, EventView& event, Scratch& s) {
    // A firewall, rule or policy record says more than the call that caused it.
    std::string_view lead;
    for (const std::string_view type : {"AVC", "CONFIG_CHANGE", "NETFILTER_CFG", "KERN_MODULE", "SELINUX_ERR"}) {
        if (lead.empty() && !part_of(group, type).empty()) lead = type;
    }
    const std::string_view syscall = part_of(group, "SYSCALL");
    if (lead.empty() && syscall.empty() && !group.parts.empty()) lead = group.parts.front().type;
    Record record;
    record.type = lead.empty() ? std::string_view("SYSCALL") : lead;
    record.node = group.node;
    record.time = group.time;
    record.text = lead.empty() ? syscall : part_of(group, lead);
    describe_record(record, event, s);
    event.line = group.line;
    event.offset = group.offset;
    if (syscall.empty()) return;
    const std::string_view success = field(syscall, "success=");
    if (event.outcome == O::unknown)
        event.outcome = success == "yes" ? O::success : (success == "no" ? O::failure : O::unknown);
    s.user = std::string(user_field(syscall, "auid=", "AUID="));
    if (s.user.empty()) s.user = std::string(user_field(syscall, "uid=", " UID="));
    const std::string_view exe = field(syscall, "exe=");
    s.process = exe.empty() ? text_field(syscall, "comm=") : std::string(exe.substr(exe.rfind('/') + 1));
    std::int64_t pid = 0;
    if (parse_int(field(syscall, "pid="), pid) && pid > 0 && pid <= UINT32_MAX)
        event.pid = static_cast<std::uint32_t>(pid);
    if (lead.empty()) describe_call(group, syscall, event, s);
    const std::string command = part_of(group, "EXECVE").empty() ? std::string() : command_of(group);
    if (!command.empty() && event.message == s.message) s.message += " | " + elide(command, 1024);
    event.user = s.user;
    event.target_user = s.target;
    event.process = s.process;
    event.object = s.object;
    event.message = s.message;
}

} // namespace parapet::audit_log
