// hushed-reproduce: the experiments of the papers, done again. Each study writes results.json
// (every number of its tables, by name), its tables and pictures, and its runs into a folder of its
// own, and may fill its section of a page.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <memory>
#include <thread>

#include "core/exit_code.h"
#include "core/keep_memory.h"
#include "core/stopwatch.h"
#include "engine/host.h"
#include "hushed/errors.h"
#include "page.h"
#include "record/file.h"
#include "record/json_reader.h"
#include "record/quantities.h"
#include "study.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

struct Study {
  const char* name;
  void (*reproduce)(const StudyOptions&, Findings&);
};
constexpr Study kStudies[] = {{"sasg", ReproduceSasg},
                              {"gradalign", ReproduceGradAlign},
                              {"local-sgd", ReproduceLocalSgd},
                              {"implicit-bias", ReproduceImplicitBias}};
constexpr char kAll[] = "all";

struct Command {
  std::string study;
  std::string folder = "results";
  std::string jobs = "jobs";
  std::string a9a;
  std::string page;
  std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  bool quick = false, force = false;
  std::string commit;  // before the first study: filling the page makes the tree dirty
};

// What the working tree is, as git tells it; "unknown" outside one.
std::string Commit() {
  const std::unique_ptr<FILE, int (*)(FILE*)> git(
      popen("git describe --always --dirty --exclude='*' 2>/dev/null", "r"), pclose);
  char text[128] = {};
  if (!git || std::fgets(text, sizeof text, git.get()) == nullptr) return "unknown";
  const std::string commit(text);
  return commit.substr(0, commit.find('\n'));
}

std::string HostFact(const std::string& wanted) {
  for (const auto& [name, value] : HostFacts()) {
    if (name == wanted) return value;
  }
  return "unknown";
}

// Of this process so far, all threads together.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Took {
  double seconds, cpu_seconds;
};

// Wall and processor time from here on.
class Timing {
 public:
  Took Read() const { return {watch_.Seconds(), CpuSeconds() - before_}; }

 private:
  Stopwatch watch_;
  double before_ = CpuSeconds();
};

std::string Told(const std::string& study, const Command& command, const Took& took) {
  const auto time = [](double seconds) { return QuantityText(Unit::kSeconds, seconds); };
  return fmt::format(
      "Measured by `hushed-reproduce {}`{} at commit {} on {} threads of {} in {} ({} of processor "
      "time).\n\n",
      study, command.quick ? " --quick (a rehearsal)" : "", command.commit, command.threads,
      HostFact("cpu"), time(took.seconds), time(took.cpu_seconds));
}

// What took how long, and on what; numbers may be empty.
void WriteResults(const std::string& study, const Command& command, const Findings& findings,
                  const Took& took, const fs::path& file) {
  Json json;
  json["study"] = study;
  json["version"] = Version();
  json["commit"] = command.commit;
  json["cpu"] = HostFact("cpu");
  json["seconds"] = took.seconds;
  json["cpu_seconds"] = took.cpu_seconds;
  Json& numbers = json["numbers"] = Json::object();
  for (const auto& [name, value] : findings.numbers()) {
    numbers[name] = std::isfinite(value) ? Json(value) : Json(nullptr);
  }
  ReplaceFile(file, {json.dump(2) + "\n"});
}

void WritePictures(const Findings& findings, const fs::path& folder) {
  MakeFolder(folder);
  for (const auto& [name, svg] : findings.pictures()) {
    ReplaceFile(folder / (name + ".svg"), {svg});
  }
}

// The section of docs/results.md has its pictures in docs/results/.
void FillPage(const std::string& study, const Findings& findings, const std::string& told,
              const fs::path& page) {
  const fs::path pictures = page.parent_path() / page.stem();
  WritePictures(findings, pictures);
  const std::string section = told + findings.Markdown(page.stem().string());
  ReplaceFile(page, {WithSection(ReadFile(page), study, section)});
}

fs::path FolderOf(const Study& study, const Command& command) {
  return fs::path(command.folder) / study.name;
}

// What would fail after hours: results that are there, a page without the study's section.
void RefuseEarly(const std::vector<Study>& studies, const Command& command) {
  for (const Study& study : studies) {
    const fs::path folder = FolderOf(study, command);
    if (fs::exists(folder / "results.json") && !command.force) {
      throw ConfigError(
          fmt::format("{} holds results already: choose another -o, or --force", folder.string()));
    }
    if (!command.page.empty()) WithSection(ReadFile(command.page), study.name, "");
  }
  if (command.study == kAll && !command.page.empty()) {
    WithSection(ReadFile(command.page), kAll, "");
  }
}

void Reproduce(const Study& study, const Command& command) {
  const fs::path folder = FolderOf(study, command);
  MakeFolder(folder);
  fmt::print(stderr, "{}\n", study.name);
  StudyOptions options{folder, command.jobs, command.a9a, command.threads, command.quick};
  Findings findings;
  const Timing timing;
  study.reproduce(options, findings);
  const Took took = timing.Read();
  const std::string told = Told(study.name, command, took);
  const std::string text = told + findings.Markdown(".");
  WriteResults(study.name, command, findings, took, folder / "results.json");
  WritePictures(findings, folder);
  ReplaceFile(folder / "results.md", {text});
  if (!command.page.empty()) FillPage(study.name, findings, told, command.page);
  fmt::print("{}{} numbers in {}\n\n", text, findings.numbers().size(),
             (folder / "results.json").string());
}

// Every study, and how long they take together, which is also written to all.json.
void ReproduceAll(const std::vector<Study>& studies, const Command& command) {
  const Timing timing;
  for (const Study& study : studies) Reproduce(study, command);
  const Took took = timing.Read();
  const std::string told = Told(kAll, command, took);
  WriteResults(kAll, command, {}, took, fs::path(command.folder) / "all.json");
  if (!command.page.empty()) FillPage(kAll, {}, told, command.page);
  fmt::print("{}", told);
}

std::vector<std::string> StudyNames() {
  std::vector<std::string> names;
  for (const Study& study : kStudies) names.emplace_back(study.name);
  names.emplace_back(kAll);
  return names;
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  Command command;
  CLI::App app{"hushed-reproduce does the papers' experiments again: tables, plots, results.json."};
  app.add_option("study", command.study, "Whose experiment")
      ->required()
      ->check(CLI::IsMember(StudyNames()));
  app.add_option("-o,--output", command.folder, "Folder of the results")->capture_default_str();
  app.add_option("--jobs", command.jobs, "Folder of the job files")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
  app.add_option("--a9a", command.a9a, "LIBSVM's a9a, for local-sgd")->check(CLI::ExistingFile);
  app.add_option("--page", command.page, "Page whose sections are filled: docs/results.md")
      ->check(CLI::ExistingFile);
  app.add_option("--threads", command.threads, "Threads; the numbers do not depend on it")
      ->check(CLI::Range(1, 4096));
  app.add_flag("--quick", command.quick, "A rehearsal in seconds, whose numbers mean nothing");
  app.add_flag("--force", command.force, "Replace results that are there");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  command.commit = Commit();
  std::vector<Study> studies;
  for (const Study& study : kStudies) {
    if (command.study == study.name || command.study == kAll) studies.push_back(study);
  }
  RefuseEarly(studies, command);
  if (command.study == kAll) {
    ReproduceAll(studies, command);
  } else {
    Reproduce(studies.front(), command);
  }
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  try {
    return hushed::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hushed-reproduce: %s\n", hushed::Describe(error).c_str());
    return hushed::ExitCodeOf(error);
  }
}
