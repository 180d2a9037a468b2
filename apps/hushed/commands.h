#pragma once

#include <exception>
#include <string>
#include <vector>

#include "record/saved_run.h"

namespace hushed {

// One struct a subcommand: what its command line says. Each Run... does it, prints to standard
// output, and throws hushed errors.

struct TrainCommand {
  std::string job;
  std::string folder;  // empty: runs/NAME-ALGORITHM-SEED
  std::string init;    // safetensors file of the first model; empty: as the job says
  std::vector<std::string> overrides;
  std::size_t threads = 0;  // 0: all cores
  std::string transport = "threads";
  bool resume = false, force = false, quiet = false, json = false;
};
void RunTrain(const TrainCommand& command);

// Thrown where another rank says what went wrong, and this one only ends.
struct ToldElsewhere {
  int exit_code = 1;
};

struct CompareCommand {
  std::vector<std::string> jobs;
  std::string folder;  // empty: runs/NAME-compare
  std::vector<std::string> overrides;
  std::vector<std::string> vary;  // key=a,b,c
  std::vector<std::int64_t> seeds;
  std::size_t threads = 0;
  bool force = false, quiet = false, json = false;
};
void RunCompare(CompareCommand command);

struct ReportCommand {
  std::vector<std::string> runs;
  std::string file;
  bool force = false, json = false;
};
void RunReport(const ReportCommand& command);

struct WatchCommand {
  std::string folder;
  std::string metric;  // empty: test_accuracy, or else train_loss
  bool json = false;
};
void RunWatch(const WatchCommand& command);

// An ending of summary.json in a sentence: "finished", "stopped at its target".
std::string EndingText(const std::string& ending);

// The comparison table and where the report is, or the summaries as a JSON list.
void PrintRuns(const std::vector<Run>& runs, const std::string& report, bool json);

struct EvaluateCommand {
  std::string run;
  std::string data;  // empty: that of the run's job
  std::vector<std::string> overrides;
  std::size_t threads = 0;
  bool json = false;
};
void RunEvaluate(const EvaluateCommand& command);

struct PredictCommand : EvaluateCommand {
  std::string file;
  std::string split = "test";
  bool scores = false, force = false;
};
void RunPredict(const PredictCommand& command);

struct ListCommand {
  std::string kind;
  std::string name;  // describe only
  bool json = false;
};
void RunList(const ListCommand& command);
void RunDescribe(const ListCommand& command);

struct InspectCommand {
  std::string job;
  std::vector<std::string> overrides;
  std::size_t threads = 0;
  bool json = false;
};
void RunInspect(const InspectCommand& command);

void RunVersion(bool json);

// What the build and the machine can do; throws when training does not work.
void RunDoctor(bool json);

}  // namespace hushed
