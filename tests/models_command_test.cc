// What a run's model is used for afterwards: evaluate, predict, and train --init.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "command.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;

class ModelsCommand : public testing::Test {
 protected:
  ModelsCommand() {
    folder_.Write("job.toml", SmallJob("sgd"));
    EXPECT_EQ(Run({"train", "job.toml", "-o", "run", "--quiet"}).exit_code, 0);
  }

  Said Run(const std::vector<std::string>& words) const { return Hushed(words, folder_.path()); }
  Json Told(std::vector<std::string> words) const {
    words.push_back("--json");
    const Said said = Run(words);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return Json::parse(said.out);
  }
  Json SummaryIn(const std::string& run) const {
    return Json::parse(folder_.Read(run + "/summary.json"));
  }
  void ExpectError(int exit_code, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& words) const {
    ExpectRefused(exit_code, arguments, words, folder_.path());
  }
  std::vector<std::string> Lines(const std::string& file) const {
    std::vector<std::string> lines;
    std::istringstream text(folder_.Read(file));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(ModelsCommand, EvaluateRepeatsTheEndOfTheRun) {
  const Json summary = SummaryIn("run");
  for (const char* threads : {"1", "3"}) {
    const Json told = Told({"evaluate", "run", "--threads", threads});
    EXPECT_EQ(told["model_digest"], summary["model_digest"]);
    for (const auto& [name, value] : told["metrics"].items()) {
      EXPECT_EQ(value, summary["final"][name]) << name;
    }
    EXPECT_EQ(told["metrics"].size(), 3u);
    EXPECT_EQ(told["train_examples"], 240);
  }
  EXPECT_NE(Run({"evaluate", "run"}).out.find("test_accuracy"), std::string::npos);
}

TEST_F(ModelsCommand, PredictsEveryExample) {
  const Json told = Told({"predict", "run", "-o", "test.csv", "--scores"});
  const std::vector<std::string> lines = Lines("test.csv");
  ASSERT_EQ(lines.size(), told["examples"].get<std::size_t>() + 1);
  EXPECT_TRUE(lines[0].starts_with("index,prediction,label,score_0,score_1"));
  std::size_t right = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::istringstream line(lines[i]);
    std::vector<double> cells;
    for (std::string cell; std::getline(line, cell, ',');) cells.push_back(std::stod(cell));
    ASSERT_GE(cells.size(), 5u);
    EXPECT_EQ(cells[0], static_cast<double>(i - 1));
    const auto largest = std::max_element(cells.begin() + 3, cells.end()) - cells.begin() - 3;
    EXPECT_EQ(cells[1], static_cast<double>(largest));
    right += cells[1] == cells[2] ? 1 : 0;
  }
  EXPECT_EQ(told["correct"], right);
  EXPECT_EQ(told["accuracy"], SummaryIn("run")["final"]["test_accuracy"]);
  EXPECT_EQ(Told({"predict", "run", "-o", "train.csv", "--split", "train"})["examples"], 240);
  ExpectError(2, {"predict", "run", "-o", "test.csv"}, {"test.csv", "--force"});
  EXPECT_EQ(Run({"predict", "run", "-o", "test.csv", "--force"}).exit_code, 0);
  ExpectError(3, {"predict", "run", "-o", "test.csv/below/it.csv"},
              {"test.csv/below", "cannot be made"});
}

// Labels are numbered over the training file and the other: 7 and 9, of which it has only one.
TEST_F(ModelsCommand, OtherDataTakesThePlaceOfTheTestSplit) {
  folder_.Write("train.csv", "-2,7\n-1,7\n-3,7\n1,9\n2,9\n3,9\n");
  folder_.Write("other.csv", "5,9\n-5,9\n6,9\n");
  for (const char* model : {"logistic", "softmax", "mlp"}) {
    ASSERT_EQ(Run({"train", "job.toml", "-o", model, "--quiet", "--set", "data.name=csv", "--set",
                   "data.path=train.csv", "--set", "train.steps=200", "--set",
                   std::string("model.name=") + model, "--set", "train.workers=2"})
                  .exit_code,
              0);
    const std::string file = std::string(model) + ".csv";
    const Json told = Told({"predict", model, "--data", "other.csv", "-o", file});
    EXPECT_EQ(told["correct"], 2) << model;
    EXPECT_EQ(Lines(file),
              (std::vector<std::string>{"index,prediction,label", "0,1,1", "1,0,1", "2,1,1"}));
    EXPECT_EQ(Told({"evaluate", model, "--data", "other.csv"})["test_examples"], 3);
    ExpectError(2, {"predict", model, "-o", "none.csv"}, {"no test examples", "--data"});
  }
  ASSERT_EQ(Run({"train", "job.toml", "-o", "values", "--quiet", "--set", "data.name=csv", "--set",
                 "data.path=train.csv", "--set", "data.targets=value", "--set",
                 "model.name=least-squares", "--set", "train.workers=2"})
                .exit_code,
            0);
  const Json told = Told({"predict", "values", "--data", "other.csv", "-o", "values.csv"});
  EXPECT_FALSE(told.contains("correct"));
  EXPECT_EQ(Lines("values.csv").size(), 4u);
  EXPECT_TRUE(Lines("values.csv")[1].ends_with(",9")) << Lines("values.csv")[1];
}

TEST_F(ModelsCommand, SaysWhyItCannot) {
  ExpectError(2, {"evaluate", "nowhere"}, {"nowhere", "holds no run"});
  ExpectError(2, {"evaluate", "run", "--set", "data.columnz=3"}, {"columnz"});
  ExpectError(3, {"evaluate", "run", "--set", "data.columns=9"}, {"model.safetensors", "shape"});
  ExpectError(2, {"evaluate", "run", "--data", "x.csv"}, {"synthetic", "--data"});
  folder_.Write("quadratic.toml", ScalarQuadratics("sgd"));
  ASSERT_EQ(Run({"train", "quadratic.toml", "-o", "quadratic"}).exit_code, 0);
  EXPECT_EQ(Run({"evaluate", "quadratic"}).exit_code, 0);
  ExpectError(2, {"predict", "quadratic", "-o", "q.csv"}, {"quadratic", "nothing to predict"});
  std::filesystem::remove(folder_ / "run/model.safetensors");
  ExpectError(3, {"evaluate", "run"}, {"model.safetensors", "--resume"});
}

TEST_F(ModelsCommand, InitIsAJobKey) {
  const std::string file = "run/model.safetensors";
  ASSERT_EQ(Run({"train", "job.toml", "-o", "next", "--init", file}).exit_code, 0);
  ASSERT_EQ(Run({"train", "job.toml", "-o", "same", "--set", "train.init=" + file}).exit_code, 0);
  EXPECT_EQ(SummaryIn("next")["model_digest"], SummaryIn("same")["model_digest"]);
  ASSERT_EQ(Run({"train", "next/job.toml", "-o", "again"}).exit_code, 0);
  EXPECT_EQ(SummaryIn("next")["model_digest"], SummaryIn("again")["model_digest"]);
  EXPECT_EQ(folder_.Read("next/job.toml"), folder_.Read("again/job.toml"));
  const Said resumed = Run({"train", "job.toml", "-o", "next", "--init", file, "--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  // Another file, named anew, is taken.
  const std::vector<std::string> other = {"train", "next/job.toml", "-o",
                                          "other", "--init",        "next/model.safetensors"};
  EXPECT_EQ(Run(other).exit_code, 0);
  ExpectError(3, {"train", "job.toml", "-o", "x", "--init", "job.toml"},
              {"job.toml", "safetensors"});
  ExpectError(3, {"train", "job.toml", "-o", "x", "--init", "nowhere"}, {"train.init", "nowhere"});
}

}  // namespace
}  // namespace hushed
