#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hushed {

// What this machine and build are: cpu, cores, version, compiler, instruction_set, torch, mpi.
std::vector<std::pair<std::string, std::string>> HostFacts();

std::string HostName();
std::string Version();  // "0.1.0"

std::uint64_t PeakMemoryBytes();  // of this process, so far

std::size_t UsableCores();  // that this process may run on

struct MemoryBytes {
  std::uint64_t total = 0;  // 0: not known
  std::uint64_t available = 0;
};
MemoryBytes MachineMemory();

}  // namespace hushed
