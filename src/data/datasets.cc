#include <memory>
#include <span>

#include "core/digest.h"
#include "data/cifar_datasets.h"
#include "data/dataset.h"
#include "data/idx_datasets.h"
#include "data/leaf_dataset.h"
#include "data/numpy_dataset.h"
#include "data/own_files.h"
#include "data/synthetic_blobs.h"
#include "data/synthetic_least_squares.h"
#include "data/synthetic_quadratic.h"
#include "data/synthetic_separable.h"
#include "data/text_datasets.h"

namespace hushed {
namespace {

template <class T>
std::uint64_t BytesOf(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

std::uint64_t BytesOf(const Split& split) {
  return BytesOf(split.dense) + BytesOf(split.bytes.values) + BytesOf(split.sparse.row_begin) +
         BytesOf(split.sparse.columns) + BytesOf(split.sparse.values) + BytesOf(split.targets);
}

template <class T>
void Add(const std::vector<T>& values, RunningDigest& digest) {
  digest.Add(std::as_bytes(std::span(values)));
}

void Add(const Split& split, RunningDigest& digest) {
  if (!split.rows_can_wait) {
    Add(split.dense, digest);
    Add(split.bytes.values, digest);
    Add(split.sparse.row_begin, digest);
    Add(split.sparse.columns, digest);
    Add(split.sparse.values, digest);
  }
  Add(split.targets, digest);
}

Dataset Make(const Choice& choice, const Making& making) {
#define HUSHED_DATASET(name, Type, summary) \
  if (choice.kind == (name)) return Make##Type(FromValues<Type##Options>(choice.options), making);
#include "data/datasets.def"
#undef HUSHED_DATASET
  std::vector<std::string> known;
  for (const KindInfo& kind : DatasetKinds()) known.push_back(kind.name);
  throw ConfigError(UnknownName("data set", choice.kind, known));
}

}  // namespace

std::uint64_t Dataset::bytes() const {
  return BytesOf(train) + BytesOf(test) + BytesOf(quadratics.curvature) +
         BytesOf(quadratics.linear) + BytesOf(quadratics.start) + BytesOf(owners);
}

std::uint64_t DigestOf(const Dataset& data) {
  RunningDigest digest;
  Add(data.train, digest);
  Add(data.test, digest);
  Add(data.quadratics.curvature, digest);
  Add(data.quadratics.linear, digest);
  Add(data.quadratics.start, digest);
  Add(data.owners, digest);
  return digest.value();
}

std::vector<KindInfo> DatasetKinds() {
  return {
#define HUSHED_DATASET(name, Type, summary) {name, summary, OptionsOf<Type##Options>()},
#include "data/datasets.def"
#undef HUSHED_DATASET
  };
}

bool IsSameForAll(const Choice& choice) {
  const auto fraction = choice.options.find("test_fraction");
  const auto path = choice.options.find("path");
  const auto end = choice.options.end();
  const bool drawn = fraction != end && std::get<double>(fraction->second) > 0;
  const bool by_worker = path != end && NamesWorkers(std::get<std::string>(path->second));
  return !choice.kind.starts_with("synthetic-") && !drawn && !by_worker;
}

std::shared_ptr<const Dataset> LoadDataset(const Choice& choice, std::uint32_t workers,
                                           std::uint64_t seed, RowsToRead rows) {
  auto data = std::make_shared<Dataset>(Make(choice, {.workers = workers, .seed = seed}));
  data->name = choice.kind;
  for (Split* split : {&data->train, &data->test}) {
    const bool now = split->unread && rows == RowsToRead::kAll;
    if (now) *split = WithRows(std::vector<bool>(split->size, true), *split);
  }
  return data;
}

}  // namespace hushed
