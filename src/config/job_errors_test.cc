// What ParseJob says of wrong jobs, word for word.
#include <gtest/gtest.h>

#include "config/fake_catalogue.h"
#include "config/job_file.h"
#include "testing/errors.h"

namespace hushed {
namespace {

using Overrides = std::vector<std::string>;

std::string Refusal(const std::string& text, const Overrides& overrides = {}) {
  return ErrorOf<ConfigError>([&] { ParseJob(FakeCatalogue(), {"job.toml", text}, overrides); });
}

struct Wrong {
  std::string text;
  Overrides overrides;
  std::string message;
};

TEST(JobErrors, RefusesWithPlaceKeyValueAndWhatIsAllowed) {
  const Wrong cases[] = {
      {SmallJob("[algorithm.compress]\nfraction = 2\n"),
       {},
       "job.toml:7: algorithm.compress.fraction = 2 is not allowed: a number in (0, 1] is"},
      {SmallJob(),
       {"algorithm.compress.fraction=2.0"},
       "--set algorithm.compress.fraction=2.0: algorithm.compress.fraction = 2.0 is not allowed: a "
       "number in (0, 1] is"},
      {SmallJob("learning_rate = inf\n"),
       {},
       "job.toml:6: algorithm.learning_rate = inf is not allowed: a number above 0 is"},
      {SmallJob("learning_rate = nan\n"),
       {},
       "job.toml:6: algorithm.learning_rate = nan is not allowed: a number above 0 is"},
      {SmallJob("memory = 1.5\n"),
       {},
       "job.toml:6: algorithm.memory = 1.5 is not allowed: a whole number of at least 0 is"},
      {SmallJob("memory = 1979-05-27\n"),
       {},
       "job.toml:6: algorithm.memory = a date or time is not allowed: a whole number of at least 0 "
       "is"},
      {SmallJob("[[algorithm.memory]]\n"),
       {},
       "job.toml:6: algorithm.memory = a list of tables is not allowed: a whole number of at least "
       "0 is"},
      {SmallJob(),
       {"model={name=\"mlp\",hidden=[0]}"},
       "--set model={name=\"mlp\",hidden=[0]}: model.hidden = [0] is not allowed: a list of whole "
       "numbers in [1, 65536] is"},
      {SmallJob(),
       {"model={name=\"mlp\",hidden=[\"a\", 1]}"},
       "--set model={name=\"mlp\",hidden=[\"a\", 1]}: model.hidden = a list of other things than "
       "numbers is not allowed: a list of whole numbers in [1, 65536] is"},
      {SmallJob(),
       {"model.name=mlp", "model.bias=1"},
       "--set model.bias=1: model.bias = 1 is not allowed: true or false is"},
      {SmallJob(),
       {"algorithm.compress.scope=tensr"},
       "--set algorithm.compress.scope=tensr: unknown algorithm.compress.scope 'tensr', did you "
       "mean 'tensor'?"},
      {SmallJob(),
       {"algorithm.compress.scope=3"},
       "--set algorithm.compress.scope=3: algorithm.compress.scope = 3 is not allowed: one of "
       "tensor, global is"},
      {SmallJob(),
       {"seed=-1"},
       "--set seed=-1: seed = -1 is not allowed: a whole number of at least 0 is"},
      {SmallJob(),
       {"train.workers=0"},
       "--set train.workers=0: train.workers = 0 is not allowed: a whole number in [1, 1000000] "
       "is"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(Refusal(wrong.text, wrong.overrides), wrong.message);
}

TEST(JobErrors, RefusesUnknownNames) {
  const Wrong cases[] = {
      {SmallJob(),
       {"algorithm.name=sagg"},
       "--set algorithm.name=sagg: unknown algorithm 'sagg', did you mean 'sasg'?"},
      {"data.name = \"imagenet\"\n",
       {},
       "job.toml:1: unknown data set 'imagenet': known are tiny, blobs"},
      {SmallJob(),
       {"model.name=[1]"},
       "--set model.name=[1]: model.name = [1] is not allowed: one of logistic, mlp is"},
      {SmallJob(), {"model.name=cnn"}, "--set model.name=cnn: model 'cnn' is in another build"},
      {SmallJob("[algorithm.compress]\nkind = \"topk\"\n"),
       {},
       "job.toml:7: unknown kind of compress 'topk', did you mean 'top-k'?"},
      {SmallJob("[partition]\nalpha = 1\n"),
       {},
       "job.toml:7: [partition] kind = \"iid\": unknown key 'alpha': known are kind"},
      {SmallJob("[algorithm.compress]\nfracton = 1\n"),
       {},
       "job.toml:7: [algorithm.compress] kind = \"top-k\": unknown key 'fracton', did you mean "
       "'fraction'?"},
      {SmallJob("momentum = 1\n"),
       {},
       "job.toml:6: [algorithm] name = \"sasg\": unknown key 'momentum': known are name, compress, "
       "trigger, learning_rate, memory"},
      {SmallJob("[record]\ntensorbord = true\n"),
       {},
       "job.toml:7: [record]: unknown key 'tensorbord', did you mean 'tensorboard'?"},
      {SmallJob("[trian]\n"), {}, "job.toml:6: unknown key 'trian', did you mean 'train'?"},
      {SmallJob(),
       {"train.epoch=1"},
       "--set train.epoch=1: [train]: unknown key 'epoch', did you mean 'epochs'?"},
      {SmallJob("[algorithm.trigger]\n"),
       {"algorithm.name=sgd"},
       "job.toml:6: [algorithm.trigger]: algorithm 'sgd' has no axis trigger: it has compress"},
      {SmallJob("[algorithm.compress]\n"),
       {"algorithm.name=fo-sgd"},
       "job.toml:6: [algorithm.compress]: algorithm 'fo-sgd' has no axis compress: it has none"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(Refusal(wrong.text, wrong.overrides), wrong.message);
}

TEST(JobErrors, RefusesWhatIsMissingOrContradicts) {
  const std::string length =
      "exactly one of train.epochs, train.rounds and train.steps must be above 0";
  const Wrong cases[] = {
      {"", {}, "job.toml: data.name is missing: one of tiny, blobs is required"},
      {"[data]\n", {}, "job.toml:1: data.name is missing: one of tiny, blobs is required"},
      {"data = 3\n", {}, "job.toml:1: data is not a table [data]"},
      {"data.name = \"tiny\"\n",
       {},
       "job.toml: model.name is missing: one of logistic, mlp is required"},
      {"data.name = \"tiny\"\nmodel.name = \"mlp\"\n", {}, "job.toml: " + length + ": none is"},
      {"data.name = \"tiny\"\nmodel.name = \"mlp\"\n[train]\n",
       {},
       "job.toml:3: " + length + ": none is"},
      {"data.name = \"tiny\"\nmodel.name = \"mlp\"\ntrain.steps = 1\n",
       {},
       "job.toml: algorithm.name is missing: one of sgd, sasg, fo-sgd is required"},
      {SmallJob(),
       {"train.rounds=5", "train.steps=7"},
       "--set train.steps=7: " + length +
           ", set the others to 0: train.rounds = 5 (--set train.rounds=5) and train.steps = 7 "
           "(--set train.steps=7) are"},
      {SmallJob("[algorithm.compress]\nfraction = 0.5\n"),
       {"algorithm.compress.kind=identity", "algorithm.compress.scope=global"},
       "--set algorithm.compress.scope=global: [algorithm.compress] kind = \"identity\": unknown "
       "key 'scope': known are kind"},
      {SmallJob("compress = \"top-k\"\n"),
       {},
       "job.toml:6: algorithm.compress is not a table [algorithm.compress]"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(Refusal(wrong.text, wrong.overrides), wrong.message);
}

TEST(JobErrors, RefusesTargetsThatAreNoneAndStopsWithout) {
  const Wrong cases[] = {
      {SmallJob(),
       {"train.targets=3"},
       "--set train.targets=3: train.targets is not a list of tables { metric = \"test_accuracy\", "
       "value = 0.9 }"},
      {SmallJob("[[train.targets]]\nmetric = \"m\"\n"),
       {},
       "job.toml:6: train.targets.value is missing"},
      {SmallJob("[[train.targets]]\nmetric = \"\"\nvalue = 1\n"),
       {},
       "job.toml:6: train.targets.metric is empty: a metric's name is allowed"},
      {SmallJob("[[train.targets]]\nmetrics = \"\"\n"),
       {},
       "job.toml:7: train.targets: unknown key 'metrics', did you mean 'metric'?"},
      {SmallJob(),
       {"train.stop_at_target=all"},
       "--set train.stop_at_target=all: train.stop_at_target = \"all\" without a target: "
       "train.targets is empty"},
      {SmallJob("[[train.targets]]\nmetric = \"train_loss\"\nvalue = 1\n"),
       {"train.stop_at_target=trian_loss"},
       "--set train.stop_at_target=trian_loss: unknown train.stop_at_target 'trian_loss', did you "
       "mean 'train_loss'?"},
      {SmallJob("[[train.targets]]\nmetric = \"train_loss\"\nvalue = 1\n"),
       {"train.stop_at_target=\"\""},
       "--set train.stop_at_target=\"\": unknown train.stop_at_target '': known are never, any, "
       "all, train_loss"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(Refusal(wrong.text, wrong.overrides), wrong.message);
}

}  // namespace
}  // namespace hushed
