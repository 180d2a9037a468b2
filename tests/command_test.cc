// The command as a user types it: exit codes, what it leaves behind, what it says when something is
// wrong.
#include "command.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

class Command : public testing::Test {
 protected:
  Command() { folder_.Write("job.toml", SmallJob("sasg")); }

  Said Run(const std::vector<std::string>& arguments) const {
    return Hushed(arguments, folder_.path());
  }
  std::string DigestIn(const std::string& run) const {
    return Json::parse(folder_.Read(run + "/summary.json"))["model_digest"];
  }
  // Runs it and expects to be refused with words that tell why.
  void ExpectError(int exit_code, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& words) const {
    ExpectRefused(exit_code, arguments, words, folder_.path());
  }

  TemporaryFolder folder_;
};

TEST_F(Command, LeavesARunFolderThatSaysEverything) {
  const Said said = Run({"train", "job.toml", "-o", "run"});
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find(DigestIn("run")), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "run/model.safetensors"));
  const Json summary = Json::parse(folder_.Read("run/summary.json"));
  for (const char* key :
       {"algorithm", "seed", "workers", "dimension", "rounds", "exchanges", "steps", "final",
        "best", "targets", "seconds", "peak_memory_bytes", "model_digest", "host"}) {
    EXPECT_TRUE(summary.contains(key)) << key;
  }
  std::istringstream lines(folder_.Read("run/metrics.jsonl"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const Json metrics = Json::parse(line);
    for (const char* key : {"round", "exchange", "step", "epoch", "train_loss", "test_loss",
                            "test_accuracy", "uploads", "uplink_bits", "uplink_value_bits",
                            "downlink_bits", "gradient_evaluations", "seconds"}) {
      EXPECT_TRUE(metrics.contains(key)) << key;
    }
  }
  EXPECT_EQ(count, 4u) << "12 steps, an evaluation every 4, and one before the first";
}

TEST_F(Command, TrainsTheSameBitsFromTheResolvedJobOnAnyThreads) {
  ASSERT_EQ(Run({"train", "job.toml", "-o", "first", "--set", "train.batch=7"}).exit_code, 0);
  for (const char* threads : {"1", "2", "5"}) {
    ASSERT_EQ(
        Run({"train", "first/job.toml", "-o", "again", "--force", "--threads", threads}).exit_code,
        0);
    EXPECT_EQ(DigestIn("again"), DigestIn("first"));
    EXPECT_EQ(folder_.Read("again/job.toml"), folder_.Read("first/job.toml"));
  }
}

TEST_F(Command, OverwritesNothingUnlessForced) {
  ASSERT_EQ(Run({"train", "job.toml", "-o", "run"}).exit_code, 0);
  const std::string before = folder_.Read("run/summary.json");
  ExpectError(2, {"train", "job.toml", "-o", "run", "--set", "seed=3"}, {"run", "--force"});
  EXPECT_EQ(folder_.Read("run/summary.json"), before);
  EXPECT_EQ(Run({"train", "job.toml", "-o", "run", "--set", "seed=3", "--force"}).exit_code, 0);
  EXPECT_NE(folder_.Read("run/summary.json"), before);
}

TEST_F(Command, NamesWhatIsWrongWithAJob) {
  ExpectError(2, {}, {"subcommand"});
  ExpectError(2, {"trian", "job.toml"}, {"'trian'", "did you mean 'train'?"});
  ExpectError(2, {"train", "missing.toml"}, {"missing.toml"});
  ExpectError(2, {"train", "job.toml", "--set", "algorithm.name=sagg"},
              {"algorithm.name", "'sagg'", "did you mean 'sasg'?"});
  ExpectError(2, {"train", "job.toml", "--set", "train.bacth=3"}, {"bacth", "batch"});
  ExpectError(2, {"train", "job.toml", "--set", "train.batch=-3"}, {"train.batch", "-3", "[0, "});
  ExpectError(2, {"train", "job.toml", "--transport", "pigeon"}, {"--transport"});
  folder_.Write("broken.toml", "seed = 1\n[data\n");
  ExpectError(2, {"train", "broken.toml"}, {"broken.toml:2"});
}

TEST_F(Command, SaysWhatIsWrongWithData) {
  folder_.Write("bad.txt", "1 1:0.5\n1 2:abc\n");
  folder_.Write("libsvm.toml",
                "[data]\nname = \"libsvm\"\npath = \"bad.txt\"\n[model]\nname = \"logistic\"\n"
                "[train]\nworkers = 1\nsteps = 1\n[algorithm]\nname = \"sgd\"\n");
  ExpectError(3, {"train", "libsvm.toml", "-o", "run"}, {"bad.txt:2", "abc"});
  ExpectError(3, {"train", "libsvm.toml", "-o", "run", "--set", "data.path=nowhere.txt"},
              {"nowhere.txt"});
}

// One broken file of every format: its name, where and why; nothing is left in the run folder's
// place.
TEST_F(Command, RefusesBrokenFilesOfEveryFormat) {
  fs::create_directory(folder_ / "mnist");
  const char header[] = {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3};
  folder_.Write("mnist/train-images-idx3-ubyte", {header, sizeof header});
  fs::create_directory(folder_ / "cifar");
  for (const char* name : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                           "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"}) {
    folder_.Write(std::string("cifar/") + name, "not a record");
  }
  folder_.Write("bad.csv", "1,2,0\n1,x,0\n");
  const auto job = [](const std::string& data, const std::string& model) {
    return "[data]\n" + data + "\n[model]\nname = \"" + model +
           "\"\n[train]\nworkers = 1\nsteps = 1\n[algorithm]\nname = \"sgd\"\n";
  };
  folder_.Write("idx.toml", job("name = \"mnist\"\npath = \"mnist\"", "softmax"));
  folder_.Write("cifar.toml", job("name = \"cifar10\"\npath = \"cifar\"", "softmax"));
  folder_.Write("csv.toml", job("name = \"csv\"\npath = \"bad.csv\"", "softmax"));
  ExpectError(3, {"train", "idx.toml", "-o", "run"}, {"train-images-idx3-ubyte", "byte"});
  ExpectError(3, {"train", "cifar.toml", "-o", "run"}, {"data_batch_1.bin", "byte"});
  ExpectError(3, {"train", "csv.toml", "-o", "run"}, {"bad.csv:2", "x"});
}

// Gradient descent with 500 times the largest stable step: |x| grows a thousandfold every round.
std::string Steep() {
  std::string job = ScalarQuadratics("sgd");
  job.replace(job.find("rounds = 1"), 10, "rounds = 400");
  job.replace(job.find("learning_rate = 0.1"), 19, "learning_rate = 1e3");
  return job;
}

TEST_F(Command, KeepsTheFolderOfATrainingThatDiverges) {
  folder_.Write("steep.toml", Steep());
  ExpectError(5, {"train", "steep.toml", "-o", "run"}, {"round"});
  const Json summary = Json::parse(folder_.Read("run/summary.json"));
  EXPECT_EQ(summary["ending"], "diverged");
  EXPECT_GT(summary["final"]["round"], 0) << "where it ended, not where it was last looked at";
  EXPECT_TRUE(summary["final"]["train_loss"].is_null());
  EXPECT_EQ(Run({"report", "run", "-o", "report.html"}).exit_code, 0);
}

TEST_F(Command, ComparesOverValuesAndSeeds) {
  const Said said = Run({"compare", "job.toml", "-o", "all", "--vary", "algorithm.name=sgd,sasg",
                         "--seeds", "1,2", "--quiet"});
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("±"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("all/report.html"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "all/report.html"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "all"), fs::directory_iterator()), 5);
  const Said again = Run({"compare", "job.toml", "-o", "all", "--vary", "algorithm.name=sgd,sasg",
                          "--seeds", "1,2", "--quiet", "--force", "--json"});
  EXPECT_EQ(Json::parse(again.out).size(), 4u);
}

TEST_F(Command, AJobThatIsRefusedLeavesNoFolder) {
  ExpectError(2,
              {"train", "job.toml", "-o", "run", "--set", "algorithm.name=local-sgd", "--set",
               "train.steps=0", "--set", "train.rounds=5"},
              {"train.steps"});
  EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(Command, ReportsWhatACompareLeft) {
  ASSERT_EQ(Run({"compare", "job.toml", "-o", "all", "--seeds", "1,2", "--quiet"}).exit_code, 0);
  EXPECT_EQ(Run({"report", "all", "-o", "new/report.html"}).exit_code, 0);
  EXPECT_EQ(Run({"report", "all", "-o", "new/picture.svg"}).exit_code, 0);
  ExpectError(2, {"report", "all", "-o", "job.toml", "--force"}, {"job.toml", ".html"});
}

TEST_F(Command, ComparisonGoesOnWhenOneRunDiverges) {
  folder_.Write("steep.toml", Steep());
  const Said said = Run({"compare", "steep.toml", "-o", "all", "--vary",
                         "algorithm.learning_rate=1e3,0.1", "--quiet"});
  EXPECT_EQ(said.exit_code, 5);
  EXPECT_TRUE(fs::exists(folder_ / "all/report.html"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "all"), fs::directory_iterator()), 3);
}

TEST_F(Command, ListsDescribesAndInspects) {
  EXPECT_NE(Run({"list"}).out.find("sasg"), std::string::npos);
  EXPECT_NE(Run({"list", "compress"}).out.find("top-k"), std::string::npos);
  EXPECT_NE(Run({"describe", "algorithm", "sasg"}).out.find("2112.04088"), std::string::npos);
  const Said inspected = Run({"inspect", "job.toml", "--json"});
  const Json json = Json::parse(inspected.out);
  EXPECT_EQ(json["model"]["parameters"], 67);
  EXPECT_EQ(json["partition"]["workers"].size(), 4u);
  EXPECT_NE(Run({"inspect", "job.toml"}).out.find("memory"), std::string::npos);
  EXPECT_TRUE(Json::parse(Run({"version", "--json"}).out).contains("version"));
  for (const char* what : {"list", "version", "list models"}) {
    std::vector<std::string> words;
    std::istringstream text(what);
    for (std::string word; text >> word;) words.push_back(word);
    words.push_back("--json");
    EXPECT_TRUE(Json::accept(Run(words).out)) << what;
  }
}

}  // namespace
}  // namespace hushed
