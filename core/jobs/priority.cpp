#include "core/jobs/priority.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace parapet {

void give_way() {
#if defined(__linux__)
    // On Linux a nice value is the thread's own (against POSIX, which means the process).
    constexpr int k_nice = 10;
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, thread, k_nice);
#endif
}

} // namespace parapet
