#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <set>

#include "algorithm/catalogue.h"
#include "algorithm/refused.h"
#include "algorithm/setting.h"
#include "commands.h"
#include "config/job_file.h"
#include "engine/loaded_data.h"
#include "interrupt.h"
#include "record/report.h"
#include "training.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

// key=a,b,c; commas inside brackets and quotes belong to a value.
struct Variation {
  std::string key;
  std::vector<std::string> values;
};

Variation ParseVariation(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    throw ConfigError("--vary " + text + ": key=value,value,... is expected");
  }
  Variation variation{text.substr(0, equals), {""}};
  int depth = 0;
  bool quoted = false;
  for (const char c : text.substr(equals + 1)) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '{')) ++depth;
    if (!quoted && (c == ']' || c == '}')) --depth;
    if (c == ',' && depth == 0 && !quoted) {
      variation.values.emplace_back();
    } else {
      variation.values.back() += c;
    }
  }
  for (std::string& value : variation.values) {
    value.erase(0, value.find_first_not_of(' '));
    value.erase(value.find_last_not_of(' ') + 1);
    if (value.empty()) throw ConfigError("--vary " + text + ": a value is empty");
  }
  return variation;
}

struct Entry {
  std::string label;
  Job job;
};

// Every combination of the varied values, first key outermost.
std::vector<std::vector<std::string>> Combinations(const std::vector<Variation>& variations) {
  std::vector<std::vector<std::string>> all = {{}};
  for (const Variation& variation : variations) {
    std::vector<std::vector<std::string>> next;
    for (const auto& combination : all) {
      for (const std::string& value : variation.values) {
        next.push_back(combination);
        next.back().push_back(value);
      }
    }
    all = std::move(next);
  }
  return all;
}

// "sasg", or "sasg batch=20" when more than the algorithm is varied; the job's name when there are
// several.
std::string LabelOf(const Job& job, const std::string& stem, bool many_jobs,
                    const std::vector<Variation>& variations,
                    const std::vector<std::string>& values) {
  std::string label = many_jobs ? stem : job.algorithm;
  if (many_jobs && variations.empty()) return label;
  for (std::size_t i = 0; i < variations.size(); ++i) {
    const std::string& key = variations[i].key;
    if (key == "algorithm.name") {
      if (many_jobs) label += " " + values[i];
      continue;
    }
    label += fmt::format(" {}={}", key.substr(key.rfind('.') + 1), values[i]);
  }
  return label;
}

std::vector<Entry> EntriesOf(const CompareCommand& command) {
  std::vector<Variation> variations;
  for (const std::string& text : command.vary) variations.push_back(ParseVariation(text));
  std::vector<Entry> entries;
  for (const std::string& file : command.jobs) {
    for (const auto& values : Combinations(variations)) {
      std::vector<std::string> overrides = command.overrides;
      for (std::size_t i = 0; i < variations.size(); ++i) {
        overrides.push_back(variations[i].key + "=" + values[i]);
      }
      Job job = ReadJob(TheCatalogue(), file, overrides);
      RefuseSenseless(job.algorithm, job.axes);
      const std::string label =
          LabelOf(job, fs::path(file).stem().string(), command.jobs.size() > 1, variations, values);
      const auto seeds = command.seeds.empty()
                             ? std::vector<std::int64_t>{static_cast<std::int64_t>(job.seed)}
                             : command.seeds;
      for (const std::int64_t seed : seeds) {
        if (seed < 0) throw ConfigError(fmt::format("--seeds {}: a seed is at least 0", seed));
        job.seed = static_cast<std::uint64_t>(seed);
        entries.push_back({label, job});
      }
    }
  }
  return entries;
}

std::string FolderOf(const CompareCommand& command, const Entry& entry) {
  return (fs::path(command.folder) / FolderName(entry.label, entry.job.seed)).string();
}

// The exception in flight, its message opened by the run it belongs to.
std::exception_ptr Named(const std::string& folder) {
  try {
    throw;
  } catch (const DivergedError& error) {
    return std::make_exception_ptr(DivergedError(folder + ": " + Describe(error)));
  } catch (const DataError& error) {
    return std::make_exception_ptr(DataError(folder + ": " + Describe(error)));
  } catch (const ConfigError& error) {
    return std::make_exception_ptr(ConfigError(folder + ": " + Describe(error)));
  } catch (...) {
    return std::current_exception();
  }
}

// Before hours are spent: every run has a folder of its own that it may write.
void RequireFreeFolders(const CompareCommand& command, const std::vector<Entry>& entries) {
  std::set<std::string> used;
  for (const Entry& entry : entries) {
    const std::string folder = FolderOf(command, entry);
    if (!used.insert(folder).second) {
      throw ConfigError(fmt::format("two runs would write {}: the jobs or --vary name '{}' twice",
                                    folder, entry.label));
    }
    RequireUsable(folder, IfPresentOf(command.force));
  }
}

}  // namespace

// A run that diverges keeps its folder and its row, and the others go on; any other failure ends
// the comparison. What was trained is reported before the first failure passes on.
void RunCompare(CompareCommand command) {
  if (command.folder.empty()) {
    command.folder = fmt::format("runs/{}-compare", fs::path(command.jobs.front()).stem().string());
  }
  const std::vector<Entry> entries = EntriesOf(command);
  RequireFreeFolders(command, entries);
  LoadedData loaded;
  std::vector<Run> runs;
  std::exception_ptr failure;
  bool more = true;
  for (std::size_t i = 0; i < entries.size() && more && !Interrupted(); ++i) {
    TrainingRequest request;
    request.job = entries[i].job;
    request.label = entries[i].label;
    request.command = "compare: " + entries[i].label;
    request.folder = FolderOf(command, entries[i]);
    request.if_present = IfPresentOf(command.force);
    request.threads = ThreadsOf(command.threads);
    request.quiet = command.quiet;
    try {
      request.data = loaded.For(request.job);
      TrainInto(request);
    } catch (const std::exception& error) {
      if (!failure) failure = Named(request.folder);
      more = dynamic_cast<const DivergedError*>(&error) != nullptr;
    }
    if (more) runs.push_back(ReadRun(request.folder));
  }
  if (runs.empty() && failure) std::rethrow_exception(failure);
  const fs::path report = fs::path(command.folder) / "report.html";
  WriteReport(runs, report);
  PrintRuns(runs, report.string(), command.json);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace hushed
