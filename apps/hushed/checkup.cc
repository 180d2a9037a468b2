#include "checkup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>

#include "data/stored.h"
#include "engine/host.h"
#include "hushed/errors.h"
#include "problem/models.h"
#include "problem/products.h"
#include "processor.h"
#include "record/quantities.h"
#include "transport/lanes.h"
#include "transport/mpi/session.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;
using State = Finding::State;

std::string SizeText(std::uint64_t bytes) {
  return QuantityText(Unit::kBytes, static_cast<double>(bytes));
}

std::string ValueOf(const std::string& fact) {
  for (const auto& [name, value] : HostFacts()) {
    if (name == fact) return value;
  }
  return "";
}

Finding CheckProcessor() {
  std::string text = fmt::format("{}; built for {}", ValueOf("cpu"), ValueOf("instruction_set"));
  if (const auto used = ExtensionsUsed(); !used.empty()) {
    text += fmt::format(": {}", fmt::join(used, " "));
  }
  const auto unused = ExtensionsUnused();
  if (unused.empty()) return {"processor", State::kOk, text, ""};
  return {"processor", State::kOk, fmt::format("{}; not used: {}", text, fmt::join(unused, " ")),
          "a build of your own, which is for this processor alone, may be faster"};
}

Finding CheckCores() {
  const std::size_t all = std::thread::hardware_concurrency(), usable = UsableCores();
  if (usable >= all) return {"cores", State::kOk, fmt::format("{}", all), ""};
  return {"cores", State::kOk, fmt::format("{}, of which this process may use {}", all, usable),
          ""};
}

bool IsOnPath(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::string folders = path ? path : "";
  for (std::size_t begin = 0, end = 0; end != folders.npos; begin = end + 1) {
    end = folders.find(':', begin);
    const fs::path file = fs::path(folders.substr(begin, end - begin)) / program;
    if (access(file.c_str(), X_OK) == 0) return true;
  }
  return false;
}

Finding CheckTorch() {
  if (const std::string torch = TorchVersion(); !torch.empty()) {
    return {"torch", State::kOk, torch, ""};
  }
  return {"torch", State::kMissing,
          "not in this build: no convolutional networks, none of your own (models cnn, "
          "cnn-small, lenet, resnet18, torch-mlp, torchscript)",
          "apt-get install libtorch-dev libopenblas0-pthread, and build with "
          "-DHUSHED_WITH_TORCH=ON"};
}

Finding CheckMpi() {
  const std::string mpi = MpiVersion();
  if (mpi.empty()) {
    return {"mpi", State::kMissing, "not in this build: no --transport mpi, so one machine only",
            "apt-get install libopenmpi-dev openmpi-bin, and build with -DHUSHED_WITH_MPI=ON"};
  }
  if (IsOnPath("mpirun") || IsOnPath("srun")) return {"mpi", State::kOk, mpi, ""};
  return {"mpi", State::kMissing, mpi + ", but neither mpirun nor srun to start ranks with",
          "apt-get install openmpi-bin"};
}

Finding CheckGnuplot() {
  if (IsOnPath("gnuplot")) return {"gnuplot", State::kOk, "for plots", ""};
  return {"gnuplot", State::kMissing,
          "not installed: no plots in reports and in `hushed watch`, no pictures",
          "apt-get install gnuplot-nox"};
}

// Whether a file can be made there, and what space is left.
Finding CheckFolder(const std::string& name, const fs::path& folder, const std::string& use,
                    const std::string& remedy) {
  std::string file = (folder / ".hushed-doctor-XXXXXX").string();
  const int descriptor = mkstemp(file.data());
  if (descriptor < 0) {
    return {name, State::kMissing,
            fmt::format("{} cannot be written ({}): {}", folder.string(),
                        std::generic_category().message(errno), use),
            remedy};
  }
  close(descriptor);
  unlink(file.c_str());
  std::error_code ignored;
  const auto space = fs::space(folder, ignored);
  const std::string left = ignored ? "" : ", " + SizeText(space.available) + " free";
  return {name, State::kOk, folder.string() + left, ""};
}

Finding CheckTemporary() {
  const std::string name = "temporary", use = "no plots", remedy = "set TMPDIR to another folder";
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  if (!error) return CheckFolder(name, folder, use, remedy);
  const char* set = std::getenv("TMPDIR");
  return {name, State::kMissing, fmt::format("TMPDIR={} is no folder: {}", set ? set : "", use),
          remedy};
}

}  // namespace

std::vector<Finding> CheckMachine() {
  const MemoryBytes memory = MachineMemory();
  const std::string text =
      memory.total == 0
          ? "not known"
          : fmt::format("{}, {} available", SizeText(memory.total), SizeText(memory.available));
  return {CheckProcessor(), CheckCores(), {"memory", State::kOk, text, ""}};
}

std::vector<Finding> CheckParts() {
  return {{"blas", State::kOk, BlasVersion(), ""},
          {"threads", State::kOk, TbbVersion(), ""},
          CheckTorch(),
          CheckMpi(),
          CheckGnuplot()};
}

std::vector<Finding> CheckData() {
  std::vector<Finding> findings;
  for (const StoredDataset& stored : StoredDatasets()) {
    const State state = stored.missing.empty() ? State::kOk : State::kMissing;
    findings.push_back({"data " + stored.name, state,
                        state == State::kOk ? stored.folder : stored.missing, stored.advice});
  }
  return findings;
}

std::vector<Finding> CheckFolders() {
  std::error_code ignored;
  const fs::path here = fs::current_path(ignored);
  return {CheckFolder("runs", fs::is_directory(here / "runs", ignored) ? here / "runs" : here,
                      "runs must go elsewhere", "hushed train ... -o FOLDER"),
          CheckTemporary()};
}

}  // namespace hushed
