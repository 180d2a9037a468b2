#include "command.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace hushed {
namespace {

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

// In the child: becomes the program. Never returns.
[[noreturn]] void Become(const std::string& program, const std::vector<std::string>& arguments,
                         const std::string& folder, const std::string& out, int error, bool both) {
  const int out_file = both ? error : open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  if (chdir(folder.c_str()) == 0 && dup2(out_file, STDOUT_FILENO) >= 0 &&
      dup2(error, STDERR_FILENO) >= 0 && setenv("HUSHED", HUSHED_COMMAND, 1) == 0) {
    execv(program.c_str(), words.data());
  }
  _exit(127);
}

}  // namespace

Running::Running(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                 Error error, const std::string& program)
    : out_(folder / ".stdout") {
  int ends[2];
  if (error != Error::kPipe) {
    const winsize size{.ws_row = 24, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    Require(openpty(&ends[0], &ends[1], nullptr, nullptr, &size) == 0, "openpty");
  } else {
    Require(pipe(ends) == 0, "pipe");
  }
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  process_ = fork();
  Require(process_ >= 0, "fork");
  if (process_ == 0) {
    Become(program.empty() ? HUSHED_COMMAND : program, arguments, folder, out_, ends[1],
           error == Error::kBothTerminal);
  }
  close(ends[1]);
  error_ = ends[0];
}

Running::~Running() {
  if (process_ >= 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(error_);
}

bool Running::ReadMore() {
  char byte = 0;
  if (read(error_, &byte, 1) != 1) return false;  // a terminal whose other side is gone says EIO
  err_ += byte;
  return true;
}

void Running::Signal(int signal) const { kill(process_, signal); }

void Running::AwaitDelivery(int signal) const {
  const std::string status = "/proc/" + std::to_string(process_) + "/status";
  for (bool pending = true; pending;) {
    pending = false;
    std::istringstream lines(Contents(status));
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("ShdPnd:", 0) != 0 && line.rfind("SigPnd:", 0) != 0) continue;
      pending |= (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1;
    }
  }
}

Said Running::Finish() {
  while (ReadMore()) {
  }
  int status = 0;
  waitpid(std::exchange(process_, -1), &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), Contents(out_), err_};
}

Said Hushed(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  return Running(arguments, folder).Finish();
}

Said Script(const std::string& text, const std::filesystem::path& folder) {
  return Running({"-c", text}, folder, Running::Error::kPipe, "/bin/sh").Finish();
}

std::vector<std::string> LinesWithoutTimes(const std::filesystem::path& run) {
  std::ifstream file(run / "metrics.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    auto json = nlohmann::json::parse(line);
    json.erase("seconds");
    lines.push_back(json.dump());
  }
  return lines;
}

void ExpectRefused(int exit_code, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& words, const std::filesystem::path& folder) {
  const Said said = Hushed(arguments, folder);
  EXPECT_EQ(said.exit_code, exit_code) << said.err;
  for (const std::string& word : words) {
    EXPECT_NE(said.err.find(word), std::string::npos) << "'" << word << "' in: " << said.err;
  }
}

}  // namespace hushed
