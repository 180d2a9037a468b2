#include "trainer.h"

#include <fmt/format.h>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "data/stored.h"
#include "record/groups.h"

namespace hushed {
namespace {

void Tell(const std::string& label, const Run& run) {
  std::string metrics;
  for (const auto& [name, value] : run.summary.final.metrics) {
    metrics += fmt::format(", {} {:.5g}", name, value);
  }
  fmt::print(stderr, "  {}, seed {}: {}{}, {:.1f} s\n", label, run.summary.seed, run.summary.ending,
             metrics, run.summary.seconds.total);
}

}  // namespace

bool DataIsHere(const std::string& name) {
  for (const StoredDataset& dataset : StoredDatasets()) {
    if (dataset.name == name) return dataset.missing.empty();
  }
  return false;
}

Job Trainer::JobOf(const std::string& name, const std::vector<std::string>& overrides) const {
  return ReadJob(TheCatalogue(), (options_.jobs / (name + ".toml")).string(), overrides);
}

Run Trainer::Train(const std::string& name, const std::vector<std::string>& overrides,
                   const std::string& label) {
  const Job job = JobOf(name, overrides);
  RunOptions run;
  run.threads = options_.threads;
  run.label = label;
  run.data = loaded_.For(job);
  run.folder = (options_.folder / "runs" / FolderName(label, job.seed)).string();
  run.if_present = IfPresent::kReplace;
  try {
    RunJob(job, run);
  } catch (const DivergedError&) {  // its folder says so
  }
  Run trained = ReadRun(run.folder);
  Tell(label, trained);
  return trained;
}

RunResult Trainer::Try(const std::string& name, const std::vector<std::string>& overrides,
                       Observer* observer) {
  const Job job = JobOf(name, overrides);
  RunOptions run;
  run.threads = options_.threads;
  run.data = loaded_.For(job);
  run.observer = observer;
  return RunJob(job, run);
}

}  // namespace hushed
