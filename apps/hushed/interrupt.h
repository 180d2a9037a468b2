#pragma once

#include <atomic>

namespace hushed {

// Set by the first Ctrl-C or SIGTERM; the second leaves at once with exit code 130.
const std::atomic<bool>& Interrupted();

// Begins to listen for them.
void WatchInterrupts();

}  // namespace hushed
