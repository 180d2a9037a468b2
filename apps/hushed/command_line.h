#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "commands.h"

namespace hushed {

// The subcommands and their options, declared once: parsing, --help, the manual page and the
// shells' completion go through them.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  CLI::App& app() { return app_; }

  // Throws ConfigError when the first word is no subcommand, with the nearest one.
  void RequireKnown(const std::string& word) const;

  // Does what the parsed words ask for.
  void Run() const { chosen_(); }

 private:
  void AddTrain();
  void AddCompare();
  void AddReport();
  void AddWatch();
  void AddLists();
  void AddInspect();
  void AddEvaluate();
  void AddPredict();
  void AddMachine();
  void AddShells();

  CLI::App app_{"hushed trains one model on many machines that hardly talk."};
  std::function<void()> chosen_;
  TrainCommand train_;
  CompareCommand compare_;
  ReportCommand report_;
  WatchCommand watch_;
  ListCommand list_;
  InspectCommand inspect_;
  EvaluateCommand evaluate_;
  PredictCommand predict_;
  std::string shell_;
  bool json_ = false;
};

}  // namespace hushed
