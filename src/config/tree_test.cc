#include "config/tree.h"

#include <gtest/gtest.h>

#include "testing/errors.h"

namespace hushed {
namespace {

std::string Refusal(const std::string& text) {
  return ErrorOf<ConfigError>([&] { ParseTree({"job.toml", text}); });
}

std::string OverrideRefusal(const std::string& assignment) {
  Node root = ParseTree({"job.toml", "a = 1\n[t]\nx = 2\n"});
  return ErrorOf<ConfigError>([&] { ApplyOverride(assignment, root); });
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Tree, KeepsPlacesAndTheOrderOfTheFile) {
  const Node root =
      ParseTree({"job.toml", "z = 1\na = [1, 0.5]\n[t.u]\nb = \"x\"\n[[l]]\n[[l]]\n"});
  ASSERT_EQ(root.children.size(), 4u);
  EXPECT_EQ(root.children[0].key, "z");
  EXPECT_EQ(root.Find("a")->value, Value(std::vector<double>{1.0, 0.5}));
  EXPECT_EQ(root.Find("t")->Find("u")->Find("b")->place, "job.toml:4");
  EXPECT_EQ(root.Find("l")->type, Node::Type::kTables);
  EXPECT_EQ(root.Find("l")->children[1].place, "job.toml:6");
  EXPECT_EQ(root.Find("b"), nullptr);
}

TEST(Tree, SyntaxErrorsNameLineColumnAndReason) {
  EXPECT_EQ(Refusal("a = 1\nb = \n"),
            "job.toml:2:5: Error while parsing key-value pair: expected value, saw '\\n'");
  EXPECT_EQ(Refusal("a = 1\n[@t]\nb = 2\n"), "job.toml:2: expected a key or a value");
  EXPECT_EQ(Refusal("[.t]"), "job.toml:1: expected a key or a value");
  EXPECT_EQ(Refusal("a = 1\na = 2\n").rfind("job.toml:2:", 0), 0u);
  EXPECT_EQ(Refusal("a = 99999999999999999999\n").rfind("job.toml:1:", 0), 0u);
  EXPECT_EQ(Refusal("a = \"\xff\"\n").rfind("job.toml:1:", 0), 0u);
}

TEST(Tree, TextIsUnicode) {
  const std::string text = "\xc3\xa0 \xd0\x96 \xe2\x82\xac \xf0\x9f\x98\x80";
  const Node root = ParseTree({"job.toml", "a = '" + text + "'  # " + text + "\n"});
  EXPECT_EQ(root.Find("a")->value, Value(text));
  EXPECT_EQ(Refusal("a\xc3\xa0 = 1\n").rfind("job.toml:1:2: ", 0), 0u);
}

TEST(Tree, NestingIsBounded) {
  EXPECT_EQ(Refusal("a = " + Repeated("[", 100'000)).rfind("job.toml:1:", 0), 0u);
  EXPECT_EQ(Refusal("a = " + Repeated("[", 14) + Repeated("]", 14)), "no error");
  EXPECT_EQ(Refusal(Repeated("a.", 100'000) + "a = 1"), "job.toml:1: more than 256 dots in a line");
  EXPECT_EQ(Refusal("\n[" + Repeated("a.", 256) + "a]\n" + Repeated("b.", 256) + "b = 1"),
            "no error");
  const std::string level = "[\n{ " + Repeated("b.", 250) + "b = ";
  EXPECT_EQ(Refusal("a = " + Repeated(level, 7) + "1" + Repeated("}]", 7)), "no error");
  EXPECT_EQ(Refusal(std::string((1 << 20) + 1, '\n')),
            "job.toml: larger than 1 MiB: not a job file");
}

TEST(Tree, OverridesMakeTheTablesOnTheirWay) {
  Node root = ParseTree({"job.toml", "[t]\nx = 2\n"});
  ApplyOverride("t.y.z=word", root);
  ApplyOverride("t.x= {k = 1}", root);
  EXPECT_EQ(root.Find("t")->Find("y")->Find("z")->value, Value(std::string("word")));
  EXPECT_EQ(root.Find("t")->Find("x")->Find("k")->place, "--set t.x= {k = 1}");
}

TEST(Tree, MalformedOverridesAreRefused) {
  const std::string key = ": expected a key such as algorithm.learning_rate before the '='";
  const std::string value = ": the value is neither TOML nor a bare word";
  EXPECT_EQ(OverrideRefusal("a"), "--set a: expected key=value");
  for (const char* text : {"=1", "a..b=1", "a.=1", "a b=1", "a.b.c.d.e.f.g.h.i=1"}) {
    EXPECT_EQ(OverrideRefusal(text), std::string("--set ") + text + key);
  }
  for (const char* text : {"a=", "a=[1", "a='x", "a={", "a=x\ny"}) {
    EXPECT_EQ(OverrideRefusal(text), std::string("--set ") + text + value);
  }
  EXPECT_EQ(OverrideRefusal("a=1\nb=2"), "--set a=1\nb=2: expected a single value");
  EXPECT_EQ(OverrideRefusal("a.b=1"), "--set a.b=1: a is no table (job.toml:1)");
}

}  // namespace
}  // namespace hushed
