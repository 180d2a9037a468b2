#include "command_line.h"

#include <algorithm>
#include <vector>

#include "completion.h"
#include "core/options.h"
#include "engine/host.h"
#include "hushed/errors.h"
#include "manual.h"
#include "output.h"

namespace hushed {
namespace {

void AddOverrides(CLI::App* sub, std::vector<std::string>& overrides) {
  sub->add_option("--set", overrides, "Change one key of the job: --set train.workers=20")
      ->type_name("KEY=VALUE")
      ->take_all();
}

void AddThreads(CLI::App* sub, std::size_t& threads) {
  sub->add_option("--threads", threads, "Threads; results do not depend on it (default: cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
}

// What evaluate and predict have in common.
void AddRun(CLI::App* sub, EvaluateCommand& command) {
  sub->add_option("run", command.run, "Run folder")->required()->type_name("RUN_DIR");
  sub->add_option("--data", command.data,
                  "Other examples in place of the test split: a file (data.test_path) or, for "
                  "images, a folder (data.path)")
      ->type_name("PATH");
  AddOverrides(sub, command.overrides);
  AddThreads(sub, command.threads);
  sub->add_flag("--json", command.json, "As JSON");
}

}  // namespace

CommandLine::CommandLine() {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", "hushed " + Version());
  app_.footer("A job is a TOML file; `hushed list` and `hushed describe` tell what it can say.");
  AddTrain();
  AddCompare();
  AddReport();
  AddWatch();
  AddLists();
  AddInspect();
  AddEvaluate();
  AddPredict();
  AddMachine();
  AddShells();
}

void CommandLine::RequireKnown(const std::string& word) const {
  std::vector<std::string> known;
  for (const CLI::App* sub : app_.get_subcommands({})) known.push_back(sub->get_name());
  if (word.empty() || word[0] == '-' || std::ranges::count(known, word) > 0) return;
  throw ConfigError(UnknownName("subcommand", word, known));
}

void CommandLine::AddTrain() {
  auto* sub = app_.add_subcommand("train", "Train one job into a run folder");
  sub->add_option("job", train_.job, "Job file")->required()->type_name("JOB.toml");
  sub->add_option("-o,--output", train_.folder, "Run folder")->type_name("RUN_DIR");
  AddOverrides(sub, train_.overrides);
  AddThreads(sub, train_.threads);
  sub->add_option("--transport", train_.transport,
                  "How workers are reached: threads of this process, or mpi: the ranks that mpirun "
                  "or srun started")
      ->check(CLI::IsMember({"threads", "mpi"}));
  sub->add_option("--init", train_.init, "Begin with the model in this file (train.init)")
      ->type_name("FILE.safetensors");
  auto* force = sub->add_flag("--force", train_.force, "Replace an existing run folder");
  sub->add_flag("--resume", train_.resume, "Go on with the run in the folder, to the same result")
      ->excludes(force);
  sub->add_flag("--quiet", train_.quiet, "No progress, only the result");
  sub->add_flag("--json", train_.json, "Print the summary as JSON");
  sub->callback([this] { chosen_ = [this] { RunTrain(train_); }; });
}

void CommandLine::AddCompare() {
  auto* sub = app_.add_subcommand("compare", "Train several jobs: one table, one report");
  sub->add_option("jobs", compare_.jobs, "Job files")->required()->type_name("JOB.toml");
  sub->add_option("-o,--output", compare_.folder, "Folder of the runs")->type_name("DIR");
  AddOverrides(sub, compare_.overrides);
  sub->add_option("--vary", compare_.vary, "Train once per value: --vary algorithm.name=sgd,sasg")
      ->type_name("KEY=A,B,C")
      ->take_all();
  sub->add_option("--seeds", compare_.seeds, "Train once per seed: --seeds 1,19,42")
      ->type_name("N,N")
      ->delimiter(',');
  AddThreads(sub, compare_.threads);
  sub->add_flag("--force", compare_.force, "Replace existing run folders");
  sub->add_flag("--quiet", compare_.quiet, "No progress, only the table");
  sub->add_flag("--json", compare_.json, "Print the summaries as JSON");
  sub->callback([this] { chosen_ = [this] { RunCompare(compare_); }; });
}

void CommandLine::AddReport() {
  auto* sub = app_.add_subcommand("report", "Write one HTML report of runs, or a picture (.svg)");
  sub->add_option("runs", report_.runs, "Run folders")->required()->type_name("RUN_DIR");
  sub->add_option("-o,--output", report_.file, "The report")
      ->required()
      ->type_name("FILE.html|.svg");
  sub->add_flag("--force", report_.force, "Replace an existing report");
  sub->add_flag("--json", report_.json, "Print the summaries as JSON");
  sub->callback([this] { chosen_ = [this] { RunReport(report_); }; });
}

void CommandLine::AddWatch() {
  auto* sub = app_.add_subcommand("watch", "Follow a run that another process trains");
  sub->add_option("run", watch_.folder, "Run folder")->required()->type_name("RUN_DIR");
  sub->add_option("--metric", watch_.metric, "What to plot (default: test_accuracy or train_loss)")
      ->type_name("METRIC");
  sub->add_flag("--json", watch_.json,
                "Print the lines of metrics.jsonl as they come, at the end the summary in a line");
  sub->callback([this] { chosen_ = [this] { RunWatch(watch_); }; });
}

void CommandLine::AddLists() {
  auto* list = app_.add_subcommand("list", "What a job can name");
  list->add_option("kind", list_.kind, "algorithms, models, compress, trigger, ...")
      ->type_name("KIND");
  list->add_flag("--json", list_.json, "As JSON");
  list->callback([this] { chosen_ = [this] { RunList(list_); }; });
  auto* describe = app_.add_subcommand("describe", "One entry: what it does and its options");
  describe->add_option("kind", list_.kind, "algorithm, model, compress, ...")
      ->required()
      ->type_name("KIND");
  describe->add_option("name", list_.name, "Its name, as listed")->required()->type_name("NAME");
  describe->add_flag("--json", list_.json, "As JSON");
  describe->callback([this] { chosen_ = [this] { RunDescribe(list_); }; });
}

void CommandLine::AddInspect() {
  auto* sub = app_.add_subcommand(
      "inspect", "What a job will do: its partition, model layout, memory and bits");
  sub->add_option("job", inspect_.job, "Job file")->required()->type_name("JOB.toml");
  AddOverrides(sub, inspect_.overrides);
  AddThreads(sub, inspect_.threads);
  sub->add_flag("--json", inspect_.json, "As JSON");
  sub->callback([this] { chosen_ = [this] { RunInspect(inspect_); }; });
}

void CommandLine::AddEvaluate() {
  auto* sub = app_.add_subcommand("evaluate", "Losses and accuracy of a run's model");
  AddRun(sub, evaluate_);
  sub->callback([this] { chosen_ = [this] { RunEvaluate(evaluate_); }; });
}

void CommandLine::AddPredict() {
  auto* sub = app_.add_subcommand("predict", "What a run's model says of each example");
  AddRun(sub, predict_);
  sub->add_option("-o,--output", predict_.file, "The predictions")
      ->required()
      ->type_name("FILE.csv");
  sub->add_option("--split", predict_.split, "Whose examples: test or train")
      ->check(CLI::IsMember({"test", "train"}));
  sub->add_flag("--scores", predict_.scores, "Also the scores behind each answer");
  sub->add_flag("--force", predict_.force, "Replace an existing file");
  sub->callback([this] { chosen_ = [this] { RunPredict(predict_); }; });
}

void CommandLine::AddMachine() {
  auto* doctor = app_.add_subcommand(
      "doctor", "What this build and machine can do, and what is missing for what");
  doctor->add_flag("--json", json_, "As JSON");
  doctor->callback([this] { chosen_ = [this] { RunDoctor(json_); }; });
  auto* version = app_.add_subcommand("version", "Version, build and machine");
  version->add_flag("--json", json_, "As JSON");
  version->callback([this] { chosen_ = [this] { RunVersion(json_); }; });
}

void CommandLine::AddShells() {
  auto* manual = app_.add_subcommand("manual", "Print the manual page: hushed manual | man -l -");
  manual->callback([this] { chosen_ = [this] { Print(ManualPage(app_, Version())); }; });
  auto* completion =
      app_.add_subcommand("completion", "Print the script that completes this command in a shell");
  completion->add_option("shell", shell_, "Which shell")
      ->required()
      ->type_name("SHELL")
      ->check(CLI::IsMember(CompletedShells()));
  completion->callback([this] { chosen_ = [this] { Print(CompletionScript(shell_)); }; });
}

}  // namespace hushed
