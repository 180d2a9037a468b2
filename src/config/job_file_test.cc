#include "config/job_file.h"

#include <gtest/gtest.h>

#include "config/fake_catalogue.h"
#include "testing/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Overrides = std::vector<std::string>;

Job Parse(const std::string& text, const Overrides& overrides = {}) {
  return ParseJob(FakeCatalogue(), {"job.toml", text}, overrides);
}

TEST(JobFile, ReadsEverySection) {
  const Job job = Parse(FakeJob());
  EXPECT_EQ(job.seed, 7u);
  EXPECT_EQ(
      job.data,
      (Choice{"tiny",
              {{"path", std::string("rows.csv")}, {"weights", std::vector<double>{1.0, 0.5}}}}));
  EXPECT_EQ(job.partition, (Choice{"dirichlet", {{"alpha", 0.1}}}));
  EXPECT_EQ(job.model,
            (Choice{"mlp", {{"hidden", std::vector<std::int64_t>{64, 32}}, {"bias", false}}}));
  EXPECT_EQ(job.train.workers, 20);
  EXPECT_EQ(job.train.epochs, 3.0);
  EXPECT_EQ(job.train.targets, (std::vector<Target>{{"test_accuracy", 0.85}, {"train_loss", 1.0}}));
  EXPECT_EQ(job.algorithm, "sasg");
  EXPECT_EQ(job.learning_rate, 0.05);
  EXPECT_EQ(job.algorithm_options, (Values{{"memory", std::int64_t{3}}}));
  // The preset's threshold and fraction stand; the job's keys stand above them.
  EXPECT_EQ(job.axes.at("trigger"),
            (Choice{"lag", {{"threshold", 2.0}, {"window", std::int64_t{4}}}}));
  EXPECT_EQ(job.axes.at("compress"),
            (Choice{"top-k", {{"fraction", 0.05}, {"scope", std::string("global")}}}));
}

TEST(JobFile, FillsInDefaults) {
  const Job job = Parse(SmallJob());
  Job expected;
  expected.data = {"tiny", {{"path", std::string()}, {"weights", std::vector<double>{1.0}}}};
  expected.partition = {"iid", {}};
  expected.model = {"logistic", {{"l2", 0.0}}};
  expected.train.steps = 100;
  expected.algorithm = "sasg";
  expected.algorithm_options = {{"memory", std::int64_t{5}}};
  expected.axes = {{"trigger", {"lag", {{"threshold", 2.0}, {"window", std::int64_t{10}}}}},
                   {"compress", {"top-k", {{"fraction", 0.05}, {"scope", std::string("tensor")}}}}};
  EXPECT_EQ(job, expected);
}

TEST(JobFile, AnotherKindStartsFromItsOwnDefaults) {
  const Job job = Parse(SmallJob(), {"algorithm.name=sgd", "algorithm.compress.kind=top-k"});
  EXPECT_EQ(job.axes,
            (std::map<std::string, Choice>{
                {"compress", {"top-k", {{"fraction", 0.01}, {"scope", std::string("tensor")}}}}}));
}

TEST(JobFile, AnOwnOptionMayBeNamedLikeAnAxis) {
  const Job job = Parse(SmallJob("trigger = 1\n"), {"algorithm.name=fo-sgd"});
  EXPECT_EQ(job.algorithm_options, (Values{{"trigger", 1.0}}));
  EXPECT_TRUE(job.axes.empty());
}

TEST(JobFile, OverridesAreTomlOrBareWordsAndTheLastOneWins) {
  const Job job =
      Parse(FakeJob(), {"train.workers=20", "train.workers=30", "model.hidden=[512,256]",
                        "algorithm.compress.scope=tensor", "data.path=a/b c#1.csv", "seed=1",
                        "train.targets=[]", "train.epochs=0", "train.steps=9"});
  EXPECT_EQ(job.train.workers, 30);
  EXPECT_EQ(job.model.options.at("hidden"), Value(std::vector<std::int64_t>{512, 256}));
  EXPECT_EQ(job.axes.at("compress").options.at("scope"), Value(std::string("tensor")));
  EXPECT_EQ(job.data.options.at("path"), Value(std::string("a/b c#1.csv")));
  EXPECT_EQ(job.seed, 1u);
  EXPECT_TRUE(job.train.targets.empty());
  EXPECT_EQ(job.train.steps, 9);
}

TEST(JobFile, SaysAtWhichTargetsToStopAndWhatElseToWrite) {
  for (const char* stop : {"never", "any", "all", "test_accuracy"}) {
    const Job job = Parse(FakeJob(), {std::string("train.stop_at_target=") + stop});
    EXPECT_EQ(job.train.stop_at_target, stop);
    EXPECT_EQ(Parse(ToToml(job)), job);
  }
  EXPECT_FALSE(Parse(FakeJob()).record.csv);
  const Job job = Parse(FakeJob() + "[record]\ncsv = true\n", {"record.tensorboard=true"});
  EXPECT_TRUE(job.record.csv && job.record.tensorboard);
  EXPECT_EQ(Parse(ToToml(job)), job);
}

// What the file says to a kind that an override has replaced is passed over.
TEST(JobFile, AnOverrideThatChoosesAnotherKindLeavesTheOldOnesOptions) {
  const std::string sparse = SmallJob("memory = 3\n[algorithm.compress]\nfraction = 0.5\n");
  EXPECT_EQ(Parse(sparse, {"algorithm.compress.kind=identity"}).axes.at("compress"),
            (Choice{"identity", {}}));
  EXPECT_EQ(Parse(sparse, {"algorithm.name=sgd"}).axes.at("compress"), (Choice{"identity", {}}));
  EXPECT_TRUE(Parse(sparse, {"algorithm.name=sgd"}).algorithm_options.empty());
  const std::string wide =
      "data.name = \"tiny\"\nmodel = { name = \"mlp\", hidden = [4] }\ntrain.steps = 1\n"
      "algorithm.name = \"sgd\"\n";
  EXPECT_EQ(Parse(wide, {"model.name=logistic"}).model, (Choice{"logistic", {{"l2", 0.0}}}));
}

TEST(JobFile, AnOverriddenLengthTakesThePlaceOfTheFiles) {
  const Job job = Parse(SmallJob(), {"train.rounds=5"});
  EXPECT_EQ(job.train.rounds, 5);
  EXPECT_EQ(job.train.steps, 0);
}

TEST(JobFile, ResolvedTextParsesToTheSameJob) {
  Job job = Parse(FakeJob());
  job.learning_rate = 0.1 + 0.2;
  job.seed = 9223372036854775807u;
  job.train.epochs = 1e-300;
  job.train.targets = {{"train_loss", -4.9406564584124654e-324}, {"a \"b\"\\\n\x7f\xc3\xa9", 1e22}};
  job.axes.at("trigger").options.at("threshold") = 1.7976931348623157e308;
  job.data.options.at("path") = std::string("C:\\rows\t1\x01.csv");
  EXPECT_EQ(Parse(ToToml(job)), job);
  for (const char* name : {"sgd", "sasg", "fo-sgd"}) {
    const Job small = Parse(SmallJob(), {std::string("algorithm.name=") + name});
    EXPECT_EQ(Parse(ToToml(small)), small) << name;
  }
}

TEST(JobFile, ResolvedTextKeepsItsOrder) {
  EXPECT_EQ(ToToml(Parse(SmallJob())), R"(# Every key with its value.
seed = 42

[data]
name = "tiny"
path = ""
weights = [1.0]

[partition]
kind = "iid"

[model]
name = "logistic"
l2 = 0.0

[train]
workers = 10
batch = 10
sampling = "epoch"
epochs = 0.0
rounds = 0
steps = 100
evaluate_every = 100
loss_examples = 10000
gradient_variance = false
checkpoint_every = 0
precision = "auto"
init = ""
init_digest = ""
stop_at_target = "never"
targets = []

[transport]
reduction = "exact"
check_every = 100

[record]
tensorboard = false
csv = false

[algorithm]
name = "sasg"
learning_rate = 0.1
memory = 5

[algorithm.trigger]
kind = "lag"
threshold = 2.0
window = 10

[algorithm.compress]
kind = "top-k"
fraction = 0.05
scope = "tensor"
)");
}

TEST(JobFile, ReadsFilesAndNamesThoseItCannot) {
  const TemporaryFolder folder;
  const auto message = [](const std::string& file) {
    return ErrorOf<ConfigError>([&] { ReadJob(FakeCatalogue(), file); });
  };
  EXPECT_EQ(ReadJob(FakeCatalogue(), folder.Write("job.toml", FakeJob())), Parse(FakeJob()));
  const std::string path = folder.Write("twice.toml", "seed = 1\nseed = 2\n");
  EXPECT_TRUE(message(path).starts_with(path + ":2:")) << message(path);
  const std::string none = folder.name() + "/none.toml";
  EXPECT_EQ(message(none), none + ": cannot be read: No such file or directory");
  EXPECT_EQ(message(folder.name()), folder.name() + ": cannot be read: Is a directory");
}

}  // namespace
}  // namespace hushed
