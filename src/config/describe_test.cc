#include "config/describe.h"

#include <gtest/gtest.h>

#include "config/fake_catalogue.h"
#include "testing/errors.h"

namespace hushed {
namespace {

TEST(Describe, ListsOneKindOrAll) {
  const Catalogue catalogue = FakeCatalogue();
  const std::string compressors =
      "compress:\n  identity  all of it\n  top-k     keeps the largest entries\n";
  for (const char* word : {"compress", "compressor", "compressors"}) {
    EXPECT_EQ(ListText(catalogue, word), compressors);
  }
  EXPECT_EQ(ListText(catalogue, "model"), ListText(catalogue, "models"));
  EXPECT_EQ(ListText(catalogue, "data"), ListText(catalogue, "datasets"));
  const std::string all = ListText(catalogue, "");
  EXPECT_EQ(all.rfind("algorithms:\n  sgd     plain steps\n", 0), 0u);
  EXPECT_NE(all.find("\n" + compressors), std::string::npos);
  EXPECT_EQ(ListJson(catalogue, "partitions"), R"({
  "partitions": [
    {
      "name": "iid",
      "summary": "at random"
    },
    {
      "name": "dirichlet",
      "summary": "skewed labels"
    }
  ]
}
)");
}

TEST(Describe, NamesTheNearest) {
  const Catalogue catalogue = FakeCatalogue();
  EXPECT_EQ(ErrorOf<ConfigError>([&] { ListText(catalogue, "modls"); }),
            "unknown kind 'modls', did you mean 'models'?");
  EXPECT_EQ(ErrorOf<ConfigError>([&] { ListText(catalogue, "any-model"); }),
            "unknown kind 'any-model': known are algorithms, data, partitions, models, trigger, "
            "compress");
  EXPECT_EQ(ErrorOf<ConfigError>([&] { DescribeText(catalogue, "algorithm", "sagg"); }),
            "unknown algorithm 'sagg', did you mean 'sasg'?");
  EXPECT_EQ(ErrorOf<ConfigError>([&] { DescribeJson(catalogue, "trigger", "x"); }),
            "unknown kind of trigger 'x': known are always, lag");
}

TEST(Describe, ShowsOptionsAndAxes) {
  const Catalogue catalogue = FakeCatalogue();
  EXPECT_EQ(DescribeText(catalogue, "partition", "dirichlet"),
            "dirichlet: skewed labels\n\nOptions:\n  alpha = 0.5\n      evenness\n"
            "      a number above 0\n");
  EXPECT_EQ(DescribeText(catalogue, "partition", "iid"), "iid: at random\n\nIt has no options.\n");
  EXPECT_EQ(DescribeText(catalogue, "algorithm", "sgd"), R"(sgd: plain steps
Robbins, Monro 1951

x <- x - lr * g

Options:
  learning_rate = 0.1
      length of one local step, before its schedule
      a number above 0

Axes, each open to a job's own [algorithm.AXIS] table:
  compress          identity
)");
  const std::string sasg = DescribeText(catalogue, "algorithms", "sasg");
  EXPECT_NE(sasg.find("  trigger           lag: threshold = 2.0, window = 10\n"
                      "  compress          top-k: fraction = 0.05, scope = \"tensor\"\n"),
            std::string::npos)
      << sasg;
}

TEST(Describe, JsonHoldsTheSame) {
  EXPECT_EQ(DescribeJson(FakeCatalogue(), "algorithm", "fo-sgd"), R"({
  "name": "fo-sgd",
  "summary": "a file of its own",
  "options": [
    {
      "name": "learning_rate",
      "type": "number",
      "default": 0.1,
      "allowed": "a number above 0",
      "help": "length of one local step, before its schedule"
    },
    {
      "name": "trigger",
      "type": "number",
      "default": 0.5,
      "allowed": "a number",
      "help": "own option"
    }
  ],
  "paper": "",
  "description": "",
  "axes": {}
}
)");
}

TEST(Describe, ReferencesHoldEverySectionAndKind) {
  const Catalogue catalogue = FakeCatalogue();
  const std::string job = JobReference(catalogue);
  for (const char* part :
       {"\n## [data]\n", "\n### `blobs`\n", "\n## [train]\n",
        "\n| `workers` | `10` | a whole number",
        "\n### [algorithm.compress]\n\nwhat does it say?\n", "\n#### `top-k`\n",
        "\n| `scope` | `\"tensor\"` | one of tensor, global | what competes: a\\|b |\n"}) {
    EXPECT_NE(job.find(part), std::string::npos) << part;
  }
  const std::string algorithms = AlgorithmReference(catalogue);
  for (const char* part :
       {"\n| [`sasg`](#sasg) | few and small uploads |\n", "\n```text\nx <- x - lr * g\n```\n",
        "\n| compress | `top-k` | `fraction = 0.05`, `scope = \"tensor\"` |\n"}) {
    EXPECT_NE(algorithms.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace hushed
