// What `hushed complete WORDS...` answers the shells; what they make of it is
// tests/packaging/completion_test.sh.
#include <gtest/gtest.h>

#include <sstream>

#include "command.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Words = std::vector<std::string>;

Words LinesOf(const std::string& text) {
  Words lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Completion : public testing::Test {
 protected:
  Words Complete(Words words) const {
    words.insert(words.begin(), "complete");
    const Said said = Hushed(words, folder_.path());
    EXPECT_EQ(said.exit_code, 0);
    EXPECT_EQ(said.err, "");
    return LinesOf(said.out);
  }

  TemporaryFolder folder_;
};

// Every subcommand that --help lists, and each of its options.
TEST_F(Completion, KnowsEverySubcommandAndOption) {
  const Words subcommands = Complete({""});
  EXPECT_GE(subcommands.size(), 13u);
  const std::string help = Hushed({"--help"}, folder_.path()).out;
  for (const std::string& sub : subcommands) {
    EXPECT_NE(help.find("\n  " + sub + " "), std::string::npos) << sub;
    const std::string options = Hushed({sub, "--help"}, folder_.path()).out;
    const Words names = Complete({sub, "-"});
    EXPECT_GE(names.size(), 2u);
    for (const std::string& name : names) {
      EXPECT_NE(options.find(name), std::string::npos) << sub << " " << name;
    }
  }
  EXPECT_EQ(Complete({"train", "--re"}), Words{"--resume"});
  EXPECT_EQ(Complete({"--v"}), Words{"--version"});
}

TEST_F(Completion, ValuesFollowTheirOption) {
  EXPECT_EQ(Complete({"train", "x.toml", "--transport", ""}), (Words{"threads", "mpi"}));
  EXPECT_EQ(Complete({"predict", "run", "--split=t"}), (Words{"--split=test", "--split=train"}));
  EXPECT_EQ(Complete({"train", "--threads", ""}), Words{});
  EXPECT_EQ(Complete({"train", "--quiet", "--tr"}), Words{"--transport"});
}

TEST_F(Completion, NamesWhatIsListed) {
  EXPECT_EQ(Complete({"list", "mod"}), Words{"models"});
  EXPECT_EQ(Complete({"list", "models", ""}), Words{}) << "it takes no more";
  EXPECT_EQ(Complete({"describe", "algorithm", ""}), AlgorithmNames());
  EXPECT_EQ(Complete({"describe", "--json", "compress", "top"}), Words{"top-k"});
}

TEST_F(Completion, KeysOfAJobOpenByTheirDots) {
  EXPECT_EQ(Complete({"train", "--set", ""}),
            (Words{"seed=", "data.", "partition.", "model.", "train.", "transport.", "record.",
                   "algorithm."}));
  EXPECT_EQ(Complete({"train", "--set", "algorithm.trigger.ki"}), Words{"algorithm.trigger.kind="});
  EXPECT_EQ(Complete({"train", "--set", "record.csv="}),
            (Words{"record.csv=true", "record.csv=false"}));
  EXPECT_EQ(Complete({"train", "--set", "algorithm.name=sas"}), Words{"algorithm.name=sasg"});
  EXPECT_EQ(Complete({"train", "--set", "algorithm.name=sgd,sas"}), Words{}) << "one value";
  EXPECT_EQ(Complete({"compare", "--vary", "algorithm.name=sgd,sas"}),
            Words{"algorithm.name=sgd,sasg"});
}

TEST_F(Completion, PathsAreThoseThatFit) {
  folder_.Write("job.toml", SmallJob("sgd"));
  folder_.Write("notes.txt", "");
  folder_.Write("runs/other/file", "");
  ASSERT_EQ(Hushed({"train", "job.toml", "-o", "runs/one"}, folder_.path()).exit_code, 0);
  EXPECT_EQ(Complete({"train", ""}), (Words{"job.toml", "runs/"}));
  EXPECT_EQ(Complete({"compare", "job.toml", "j"}), Words{"job.toml"}) << "it takes more";
  EXPECT_EQ(Complete({"inspect", "job.toml", ""}), Words{});
  EXPECT_EQ(Complete({"watch", "runs/"}), (Words{"runs/one", "runs/other/"}));
  EXPECT_EQ(Complete({"train", "--init", "runs/one/"}),
            (Words{"runs/one/checkpoint/", "runs/one/model.safetensors"}));
  EXPECT_EQ(Complete({"evaluate", "runs/one", "--data", "n"}), Words{"notes.txt"});
}

TEST_F(Completion, IsSilentAboutWhatIsWrong) {
  EXPECT_EQ(Complete({}), Words{});
  EXPECT_EQ(Complete({"trian", ""}), Words{});
  EXPECT_EQ(Complete({"describe", "nothing", ""}), Words{});
  EXPECT_EQ(Complete({"train", "--set", "no.such.key="}), Words{});
  EXPECT_EQ(Complete({"version", ""}), Words{});
  ExpectRefused(2, {"completion", "csh"}, {"csh", "bash"}, folder_.path());
}

}  // namespace
}  // namespace hushed
