#pragma once

#include <functional>
#include <string>

namespace hushed {

// The time of day, in seconds since 1970 (UTC). Injected, so that what is written does not depend
// on when it is tested.
using WallClock = std::function<double()>;

WallClock SystemClock();

std::string TimeText(double seconds);  // "2026-01-31T09:05:00Z"; a part of a second is cut off

}  // namespace hushed
