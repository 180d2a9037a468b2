#include <fmt/format.h>

#include "algorithm/catalogue.h"
#include "checkup.h"
#include "config/job_file.h"
#include "core/stopwatch.h"
#include "engine/run.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

// A network, a trigger, a sparse compressor with its error memory, and re-used messages.
constexpr char kJob[] = R"(
[data]
name = "synthetic-blobs"
classes = 3
columns = 8
rows = 400
test_rows = 100
[model]
name = "mlp"
hidden = [16]
[train]
workers = 4
steps = 20
evaluate_every = 0
[algorithm]
name = "sasg"
learning_rate = 0.1
)";

std::string DigestOn(std::size_t threads) {
  RunOptions options;
  options.threads = threads;
  return RunJob(ParseJob(TheCatalogue(), {"self test", kJob}), options).summary.model_digest;
}

}  // namespace

Finding CheckTraining() try {
  const Stopwatch watch;
  const std::string one = DigestOn(1), two = DigestOn(2);
  if (one != two) {
    return {"training", Finding::State::kBroken,
            fmt::format("the same job gives model_digest {} on one thread and {} on two", one, two),
            "report it: this is a bug of hushed or of a library it uses"};
  }
  return {"training", Finding::State::kOk,
          fmt::format("the same model on one thread and on two (model_digest {}), {:.2f} s", one,
                      watch.Seconds()),
          ""};
} catch (const std::exception& error) {
  return {"training", Finding::State::kBroken, Describe(error), ""};
}

}  // namespace hushed
