#pragma once

#include <string>

#include "config/job.h"

namespace hushed {

// A small catalogue for tests: every type of option, algorithms with and without axes.
inline Catalogue FakeCatalogue() {
  const KindInfo top_k = {
      "top-k",
      "keeps the largest entries",
      {{"fraction", 0.01, AboveUpTo(0, 1), "share of the entries kept"},
       {"scope", std::string("tensor"), OneOf({"tensor", "global"}), "what competes: a|b"}}};
  const KindInfo lag = {"lag",
                        "speaks when the gradient moved",
                        {{"threshold", 1.0, AtLeast(0), "factor of the movement"},
                         {"window", std::int64_t{10}, Between(1, 100), "rounds of movement"}}};
  Catalogue catalogue;
  catalogue.datasets = {
      {"tiny",
       "three rows",
       {{"path", std::string(), Anything(), "where it is"},
        {"weights", std::vector<double>{1.0}, Above(0), "of the classes"}}},
      {"blobs", "points around centres", {{"spread", 1.0, Above(0), "deviation"}}}};
  catalogue.partitions = {{"iid", "at random", {}},
                          {"dirichlet", "skewed labels", {{"alpha", 0.5, Above(0), "evenness"}}}};
  catalogue.models = {{"logistic", "one layer", {{"l2", 0.0, AtLeast(0), "regularisation"}}},
                      {"mlp",
                       "fully connected layers",
                       {{"hidden", std::vector<std::int64_t>{512}, Between(1, 65536), "widths"},
                        {"bias", true, Anything(), "add one to each layer"}}}};
  catalogue.missing_model = [](const std::string& model) {
    return model == "cnn" ? "model 'cnn' is in another build" : "";
  };
  catalogue.axes = {{"trigger", "does a worker speak?", {{"always", "yes", {}}, lag}},
                    {"compress", "what does it say?", {{"identity", "all of it", {}}, top_k}}};
  catalogue.algorithms = {
      {"sgd",
       "plain steps",
       "Robbins, Monro 1951",
       "x <- x - lr * g",
       {},
       {{"compress", {"identity", {}}}}},
      {"sasg",
       "few and small uploads",
       "",
       "",
       {{"memory", std::int64_t{5}, AtLeast(0), "messages remembered"}},
       {{"trigger", {"lag", {{"threshold", 2.0}}}}, {"compress", {"top-k", {{"fraction", 0.05}}}}}},
      {"fo-sgd", "a file of its own", "", "", {{"trigger", 0.5, Anything(), "own option"}}, {}}};
  return catalogue;
}

// A job of this catalogue that uses every section.
inline std::string FakeJob() {
  return R"(seed = 7
[data]
name = "tiny"
path = "rows.csv"
weights = [1, 0.5]
[partition]
kind = "dirichlet"
alpha = 0.1
[model]
name = "mlp"
hidden = [64, 32]
bias = false
[train]
workers = 20
epochs = 3
targets = [ { metric = "test_accuracy", value = 0.85 }, { metric = "train_loss", value = 1 } ]
[algorithm]
name = "sasg"
learning_rate = 0.05
memory = 3
[algorithm.trigger]
kind = "lag"
window = 4
[algorithm.compress]
scope = "global"
)";
}

// The least a job can say; line 5 is free for more keys of [algorithm].
inline std::string SmallJob(const std::string& rest = "") {
  return "data.name = \"tiny\"\nmodel.name = \"logistic\"\ntrain.steps = 100\n"
         "[algorithm]\nname = \"sasg\"\n" +
         rest;
}

}  // namespace hushed
