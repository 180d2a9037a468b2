#pragma once

#include <string>
#include <vector>

#include "engine/loaded_data.h"
#include "engine/run.h"
#include "record/saved_run.h"
#include "study.h"

namespace hushed {

// Whether the files of this data set are on the machine.
bool DataIsHere(const std::string& name);

// Trains the jobs of a study.
class Trainer {
 public:
  explicit Trainer(const StudyOptions& options) : options_(options) {}

  // Reads jobs/NAME.toml with "key=value" overrides, trains it into the folder
  // runs/LABEL-seedN of the study and reads that back. A run that diverges is returned like any
  // other, with ending "diverged". Prints one line when it is done.
  Run Train(const std::string& name, const std::vector<std::string>& overrides,
            const std::string& label);

  // Trains without writing anything down; for experiments of thousands of short runs.
  // Throws DivergedError.
  RunResult Try(const std::string& name, const std::vector<std::string>& overrides,
                Observer* observer = nullptr);

  // The job of jobs/NAME.toml with overrides.
  Job JobOf(const std::string& name, const std::vector<std::string>& overrides) const;

 private:
  StudyOptions options_;
  LoadedData loaded_;
};

}  // namespace hushed
