#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace hushed {

// What a finished command said.
struct Said {
  int exit_code = 0;  // 128 + signal when one killed it
  std::string out, err;
};

// The hushed command as a user runs it: its own process, in its own working folder.
Said Hushed(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

// What a shell script said, run in that folder. In it $HUSHED is the command.
Said Script(const std::string& text, const std::filesystem::path& folder);

// The lines of a run folder's metrics.jsonl without their times: what two runs of one job share.
std::vector<std::string> LinesWithoutTimes(const std::filesystem::path& run);

// Runs it and expects it to end with this exit code and words on standard error that tell why.
void ExpectRefused(int exit_code, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& words, const std::filesystem::path& folder);

// One that is still running. Its standard error is read line by line; standard output goes to a
// file, unless it is told otherwise.
class Running {
 public:
  // What standard error is; kBothTerminal: standard output goes there, too.
  enum class Error { kPipe, kTerminal, kBothTerminal };

  // program: what is run; empty: the command.
  Running(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
          Error error = Error::kPipe, const std::string& program = "");
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Waits for one more byte of standard error; false at its end.
  bool ReadMore();
  const std::string& err() const { return err_; }

  void Signal(int signal) const;

  // Waits until a signal that was sent has been delivered.
  void AwaitDelivery(int signal) const;

  // Reads to the end and waits for it.
  Said Finish();

 private:
  pid_t process_ = -1;
  int error_ = -1;
  std::string err_;
  std::filesystem::path out_;
};

}  // namespace hushed
