#pragma once

#include <string>
#include <vector>

namespace hushed {

// What the doctor finds about one thing.
struct Finding {
  enum class State {
    kOk,
    kMissing,  // something cannot be used; training goes without
    kBroken,   // training does not work
  };

  std::string name;  // "torch"
  State state = State::kOk;
  std::string text;    // what there is, or what is missing for what
  std::string remedy;  // what to do, with the command; empty where nothing is to be done
};

// The processor and what of it the build uses, cores, memory.
std::vector<Finding> CheckMachine();

// Libraries that the build has, or lacks, and programs that it calls.
std::vector<Finding> CheckParts();

// The data sets that are read from folders of their own.
std::vector<Finding> CheckData();

// Where runs and plots are written.
std::vector<Finding> CheckFolders();

// A training of a few steps, on one thread and on two: kOk when both come to the same bits.
Finding CheckTraining();

}  // namespace hushed
