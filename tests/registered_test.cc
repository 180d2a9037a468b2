// What a program adds to the lists: jobs name it, set its options and train it like what is built
// in. The examples do the same from outside; here stand the identities and the refusals.
#include <gtest/gtest.h>

#include <numeric>
#include <utility>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "harness.h"
#include "hushed/train.h"
#include "own_components.h"
#include "testing/errors.h"

namespace hushed {
namespace {

TrainResult Trained(const std::string& job, const std::vector<std::string>& overrides,
                    std::size_t threads = 1, const std::string& transport = "threads") {
  return Train({.job = job, .overrides = overrides, .threads = threads, .transport = transport});
}

// Once a program, before anything is trained.
class Registered : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    static bool done = false;
    if (std::exchange(done, true)) return;
    RegisterCompressor<Head, HeadOptions>("head", "sends the first entries");
    RegisterProblem(
        {"springs", "pulled to the targets", {{"dimension", std::int64_t{1}, AtLeast(1), ""}}},
        SpringsOf<float>, SpringsOf<double>);
    RegisterAlgorithm<Share, ShareOptions>({.name = "share"});
    RegisterAlgorithm({.name = "quiet",
                       .axes = {{"local_steps", {"fixed", {{"steps", std::int64_t{3}}}}},
                                {"compress", {"head", {{"share", 0.5}, {"error_memory", true}}}}}});
    const auto backwards = []<class Real>(const TransportSetting<Real>& setting) {
      return std::make_unique<Backwards<Real>>(setting);
    };
    RegisterTransport("backwards", backwards, backwards);
  }
};

TEST_F(Registered, ACompressorThatSaysAllIsTheIdentityBitwise) {
  const std::string job = SmallJob("sgd");
  const TrainResult all = Trained(job, {"algorithm.compress.kind=head"});
  EXPECT_EQ(all.model_digest, Trained(job, {}).model_digest);
  const TrainResult half =
      Trained(job, {"algorithm.compress.kind=head", "algorithm.compress.share=0.5"});
  EXPECT_NE(half.model_digest, all.model_digest);
  EXPECT_LT(half.final.uplink_bits, all.final.uplink_bits);
}

TEST_F(Registered, AProblemSeesItsDataAndOptions) {
  const std::vector<std::string> one_whole_step = {"model={ name = \"springs\", dimension = 3 }",
                                                   "train.workers=1",
                                                   "train.batch=0",
                                                   "train.steps=1",
                                                   "train.precision=\"auto\"",
                                                   "algorithm.learning_rate=1"};
  const std::vector<double> model = Trained(SmallJob("sgd"), one_whole_step).model;
  const auto data = LoadDataset(
      ParseJob(MakeCatalogue(), {"job", SmallJob("sgd")}, one_whole_step).data, 1, /*seed=*/7);
  const auto& targets = data->train.targets;
  const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / 240;
  ASSERT_EQ(model.size(), 3u);
  for (const double x : model) EXPECT_NEAR(x, mean, 1e-14);  // double, as precision = "auto" has it
}

// A move that is half as long over a rate that is twice as long: powers of two are exact.
TEST_F(Registered, AnAlgorithmWithCodeOfItsOwnMovesShared) {
  const TrainResult halved = Trained(
      SmallJob("sgd"), {"algorithm={ name = \"share\", share = 0.5, learning_rate = 0.2 }"});
  EXPECT_EQ(halved.model_digest, Trained(SmallJob("sgd"), {}).model_digest);
}

TEST_F(Registered, APresetIsItsAxes) {
  const std::vector<std::string> by_hand = {
      "algorithm.local_steps={ kind = \"fixed\", steps = 3 }",
      "algorithm.compress={ kind = \"head\", share = 0.5, error_memory = true }"};
  const std::string digest = Trained(SmallJob("sgd"), by_hand).model_digest;
  for (const std::size_t threads : {1, 3}) {
    EXPECT_EQ(Trained(SmallJob("sgd"), {"algorithm.name=quiet"}, threads).model_digest, digest);
  }
  const Job job = ParseJob(MakeCatalogue(), {"job", SmallJob("sgd")}, {"algorithm.name=quiet"});
  EXPECT_EQ(ParseJob(MakeCatalogue(), {"resolved", ToToml(job)}), job);
}

// Eight blocks of four and five positions.
TEST_F(Registered, ATransportThatRunsBackwardsComesToTheSameBits) {
  const std::vector<std::string> many = {"train.workers=37"};
  EXPECT_EQ(Trained(SmallJob("sgd"), many, 1, "backwards").model_digest,
            Trained(SmallJob("sgd"), many, 2).model_digest);
}

TEST_F(Registered, NamesThatAreTakenAreRefused) {
  const auto compressor = [](const std::string& name) {
    return ErrorOf<ConfigError>([&] { RegisterCompressor<Head, HeadOptions>(name, ""); });
  };
  EXPECT_EQ(compressor("top-k"), "compressor 'top-k' is there already: choose another name");
  EXPECT_EQ(compressor("head"), "compressor 'head' is there already: choose another name");
  EXPECT_EQ(compressor(""), "compressor without a name");
  for (const char* model : {"logistic", "cnn", "springs"}) {
    EXPECT_EQ(ErrorOf<ConfigError>([&] {
                RegisterProblem({model, "", {}}, nullptr, nullptr);
              }),
              std::string("model '") + model + "' is there already: choose another name");
  }
  for (const char* algorithm : {"sasg", "scaffold", "quiet"}) {
    EXPECT_EQ(ErrorOf<ConfigError>([&] { RegisterAlgorithm({.name = algorithm}); }),
              std::string("algorithm '") + algorithm + "' is there already: choose another name");
  }
  for (const char* transport : {"threads", "mpi", "backwards"}) {
    EXPECT_EQ(ErrorOf<ConfigError>([&] { RegisterTransport(transport, nullptr, nullptr); }),
              std::string("transport '") + transport + "' is there already: choose another name");
  }
}

TEST_F(Registered, OptionsThatAreTakenAreRefused) {
  const auto compressor = [](const char* option) {
    return ErrorOf<ConfigError>([&] {
      RegisterCompressor({"new", "", {{option, 1.0, Anything(), ""}}}, nullptr, nullptr);
    });
  };
  EXPECT_EQ(compressor("per"),
            "compressor 'new': option 'per' is there already: choose another name");
  EXPECT_EQ(compressor("kind"),
            "compressor 'new': option 'kind' is there already: choose another name");
  const OptionInfo rate = {"learning_rate", 1.0, Anything(), ""};
  EXPECT_EQ(ErrorOf<ConfigError>(
                [&] { RegisterAlgorithm({.name = "new", .options = {rate}}, nullptr, nullptr); }),
            "algorithm 'new': option 'learning_rate' is there already: choose another name");
  EXPECT_EQ(ErrorOf<ConfigError>([&] { RegisterAlgorithm({.name = "new", .options = {rate}}); }),
            "algorithm 'new': its options need code of its own that heeds them");
}

TEST_F(Registered, APresetOfWhatIsNotThereIsRefused) {
  const auto preset = [](const std::string& axis, const Choice& choice) {
    return ErrorOf<ConfigError>([&] {
      RegisterAlgorithm({.name = "new", .axes = {{axis, choice}}});
    });
  };
  EXPECT_EQ(preset("compres", {"top-k", {}}),
            "algorithm 'new': unknown axis 'compres', did you mean 'compress'?");
  EXPECT_EQ(preset("compress", {"heads", {}}),
            "algorithm 'new': unknown compress 'heads', did you mean 'head'?");
  EXPECT_EQ(preset("compress", {"head", {{"shard", 0.5}}}),
            "algorithm 'new': compress.head: unknown key 'shard', did you mean 'share'?");
}

TEST_F(Registered, AJobIsHeldToTheOptions) {
  EXPECT_EQ(
      ErrorOf<ConfigError>([] {
        Trained(SmallJob("sgd"), {"algorithm.compress.kind=head", "algorithm.compress.share=2"});
      }),
      "--set algorithm.compress.share=2: algorithm.compress.share = 2 is not allowed: "
      "a number in (0, 1] is");
  EXPECT_EQ(ErrorOf<ConfigError>([] { Trained(SmallJob("sgd"), {}, 1, "thread"); }),
            "unknown transport 'thread', did you mean 'threads'?");
  EXPECT_EQ(ErrorOf<ConfigError>([] { Trained(SmallJob("sgd"), {}, 1, "mpi"); }),
            "transport 'mpi' is begun by the command: hushed train --transport mpi");
}

}  // namespace
}  // namespace hushed
