#include "core/store/lock_holder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace parapet {

namespace {

std::string process_name(long pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/comm");
    std::string name;
    std::getline(in, name);
    return name.empty() ? "a process" : name;
}

// SQLite's WAL write lock is one byte of the shared-memory file: (22 + 8 locks) * 4.
constexpr long k_write_lock_byte = 120;

} // namespace

// From the kernel's own list. Opening the shared-memory file to ask with F_GETLK would be wrong: closing that
// descriptor again would drop this process's locks on it.
std::string lock_holder(const std::string& database) {
    struct stat info {};
    if (::stat((database + "-shm").c_str(), &info) != 0) return {};
    const std::string inode = ":" + std::to_string(info.st_ino);
    std::ifstream locks("/proc/locks");
    std::string line;
    while (std::getline(locks, line)) {
        // 1: POSIX  ADVISORY  WRITE 4711 08:01:131090 120 120
        std::istringstream fields(line);
        std::string number, kind, advisory, access, place;
        long pid = 0, from = 0;
        fields >> number >> kind >> advisory >> access >> pid >> place >> from;
        if (!fields || access != "WRITE" || from > k_write_lock_byte || pid == ::getpid()) continue;
        if (place.size() > inode.size() && place.compare(place.size() - inode.size(), inode.size(), inode) == 0)
            return process_name(pid) + " (process " + std::to_string(pid) + ")";
    }
    return {};
}

} // namespace parapet
