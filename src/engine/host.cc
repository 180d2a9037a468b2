#include "engine/host.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <string_view>
#include <thread>

namespace hushed {
namespace {

std::string CpuName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

std::string HostName() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

std::string Version() { return HUSHED_VERSION; }

std::vector<std::pair<std::string, std::string>> HostFacts() {
#ifdef HUSHED_WITH_TORCH
  const std::string torch = "yes";
#else
  const std::string torch = "no";
#endif
#ifdef HUSHED_WITH_MPI
  const std::string mpi = "yes";
#else
  const std::string mpi = "no";
#endif
  return {{"cpu", CpuName()},
          {"cores", fmt::format("{}", std::thread::hardware_concurrency())},
          {"version", Version()},
          {"compiler", HUSHED_COMPILER},
          {"instruction_set", HUSHED_ARCH},
          {"torch", torch},
          {"mpi", mpi}};
}

// The kernel's ru_maxrss begins with that of the process that started this one.
std::uint64_t PeakMemoryBytes() {
  constexpr std::string_view kPeak = "VmHWM:";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(kPeak)) return std::stoull(line.substr(kPeak.size())) * 1024;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::size_t UsableCores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return std::thread::hardware_concurrency();
  return static_cast<std::size_t>(CPU_COUNT(&cores));
}

MemoryBytes MachineMemory() {
  MemoryBytes memory;
  std::ifstream file("/proc/meminfo");  // "MemTotal:  8123456 kB"
  std::string name, unit;
  for (std::uint64_t kibibytes = 0; file >> name >> kibibytes && std::getline(file, unit);) {
    if (name == "MemTotal:") memory.total = kibibytes * 1024;
    if (name == "MemAvailable:") memory.available = kibibytes * 1024;
  }
  return memory;
}

}  // namespace hushed
