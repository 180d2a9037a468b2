// `hushed doctor`: what it finds, in good and in bad surroundings.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>

#include "command.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;

class Doctor : public testing::Test {
 protected:
  Json Told() const {
    const Said said = Hushed({"doctor", "--json"}, folder_.path());
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return Json::parse(said.out);
  }
  static Json FindingOf(const Json& told, const std::string& name) {
    for (const Json& finding : told["findings"]) {
      if (finding["name"] == name) return finding;
    }
    ADD_FAILURE() << "no finding about " << name;
    return {};
  }

  TemporaryFolder folder_;
};

// An environment variable for as long as this lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* before = getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() { before_.empty() ? unsetenv(name_) : setenv(name_, before_.c_str(), 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::string before_;
};

TEST_F(Doctor, TrainsAndSaysWhatThereIs) {
  const Json told = Told();
  EXPECT_EQ(told["works"], true);
  EXPECT_EQ(told["host"], Json::parse(Hushed({"version", "--json"}, folder_.path()).out));
  for (const char* name :
       {"processor", "cores", "memory", "blas", "threads", "runs", "temporary", "training"}) {
    EXPECT_EQ(FindingOf(told, name)["state"], "ok") << name;
    EXPECT_NE(FindingOf(told, name)["text"], "") << name;
  }
  EXPECT_EQ(FindingOf(told, "torch")["state"], HUSHED_HAS_TORCH ? "ok" : "missing");
  for (const Json& finding : told["findings"]) {
    EXPECT_TRUE(finding["state"] != "missing" || finding["remedy"] != "") << finding;
  }
}

TEST_F(Doctor, TellsPeopleTheSame) {
  const Said said = Hushed({"doctor"}, folder_.path());
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("Training works; "), std::string::npos) << said.out;
  const Json told = Told();
  for (const Json& finding : told["findings"]) {
    if (finding["name"] == "memory" || finding["name"] == "training") continue;  // they change
    EXPECT_NE(said.out.find(finding["text"].get<std::string>()), std::string::npos) << finding;
    EXPECT_NE(said.out.find(finding["remedy"].get<std::string>()), std::string::npos) << finding;
  }
}

TEST_F(Doctor, LooksWhereDataIsLookedFor) {
  const Environment data("HUSHED_DATA_DIR", folder_.name());
  EXPECT_EQ(FindingOf(Told(), "data cifar100")["state"], "missing");
  for (const char* file : {"train.bin", "test.bin"}) {
    folder_.Write(std::string("cifar100/") + file, "");
  }
  const Json told = Told();
  EXPECT_EQ(FindingOf(told, "data cifar100")["state"], "ok");
  EXPECT_EQ(FindingOf(told, "data cifar100")["text"], (folder_ / "cifar100").string());
  const Json fashion = FindingOf(told, "data fashion-mnist");
  EXPECT_EQ(fashion["state"], "missing");
  EXPECT_NE(fashion["text"].get<std::string>().find(folder_.name()), std::string::npos);
  EXPECT_NE(fashion["remedy"].get<std::string>().find("apt-get install dataset-fashion-mnist"),
            std::string::npos);
}

TEST_F(Doctor, MissesProgramsAndFolders) {
  const Environment path("PATH", folder_.name());
  const Environment temporary("TMPDIR", (folder_ / "nowhere").string());
  Json told = Told();
  EXPECT_EQ(FindingOf(told, "gnuplot")["state"], "missing");
  EXPECT_EQ(FindingOf(told, "gnuplot")["remedy"], "apt-get install gnuplot-nox");
  EXPECT_EQ(FindingOf(told, "temporary")["state"], "missing");
  EXPECT_EQ(told["works"], true);
  folder_.Write("gnuplot", "");
  std::filesystem::permissions(folder_ / "gnuplot", std::filesystem::perms::owner_all);
  EXPECT_EQ(FindingOf(Told(), "gnuplot")["state"], "ok");
}

}  // namespace
}  // namespace hushed
