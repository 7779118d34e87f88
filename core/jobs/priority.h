#pragma once

namespace parapet {

// This thread, and the threads that it starts from now on, give way to others: for long work beside a window. Where
// the system has no such thing, nothing happens.
void give_way();

} // namespace parapet
