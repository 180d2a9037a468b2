#include "record/gnuplot.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "hushed/errors.h"
#include "record/file.h"
#include "record/plot.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

class PrivateFolder {
 public:
  PrivateFolder() {
    std::string name = (fs::temp_directory_path() / "hushed-plot-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw DataError(name + ": cannot be made: " + std::generic_category().message(errno));
    }
    path_ = name;
  }
  ~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Starts `gnuplot -d script` in the folder, silent but for the file "errors".
pid_t Start(const fs::path& folder) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "errors", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::string words[] = {"gnuplot", "-d", "script"};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, "gnuplot", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT || error == EACCES) {
    throw PlotterMissing("gnuplot is not installed: the Debian package is gnuplot-nox");
  }
  if (error != 0) throw Error("gnuplot: cannot start: " + std::generic_category().message(error));
  return child;
}

int Wait(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw Error("gnuplot: lost: " + std::generic_category().message(errno));
  }
  return status;
}

}  // namespace

std::string RunGnuplot(const std::string& script) {
  const PrivateFolder folder;
  ReplaceFile(folder.path() / "script", {"set output 'picture'\n", script});
  const int status = Wait(Start(folder.path()));
  if (status != 0 || !fs::exists(folder.path() / "picture")) {
    throw Error("gnuplot failed: " + ReadFile(folder.path() / "errors"));
  }
  return ReadFile(folder.path() / "picture");
}

}  // namespace hushed
