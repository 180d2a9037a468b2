#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "commands.h"
#include "engine/host.h"

namespace hushed {

void RunVersion(bool json) {
  if (json) {
    nlohmann::ordered_json out;
    for (const auto& [name, value] : HostFacts()) out[name] = value;
    fmt::print("{}\n", out.dump(2));
    return;
  }
  fmt::print("hushed {}\n", Version());
  for (const auto& [name, value] : HostFacts()) {
    if (name != "version") fmt::print("  {:<16} {}\n", name, value);
  }
}

}  // namespace hushed
