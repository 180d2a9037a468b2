#pragma once

// Test support: data sets made by hand, the same on every machine.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "hushed/stream.h"

namespace hushed {

inline Dataset EmptyDataset(std::string name, std::vector<std::uint64_t> shape,
                            std::uint32_t classes) {
  Dataset data{.name = std::move(name), .shape = std::move(shape), .columns = 1};
  for (const std::uint64_t side : data.shape) data.columns *= side;
  data.classes = classes;
  return data;
}

// Classes in turn; standard normals where there are none.
inline std::vector<double> RandomTargets(std::uint32_t classes, std::uint64_t size,
                                         Stream& stream) {
  std::vector<double> targets(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    targets[i] = classes == 0 ? stream.Normal() : static_cast<double>(i % classes);
  }
  return targets;
}

// `size` training examples of this shape and as many for the test: entries standard normal.
inline std::shared_ptr<Dataset> RandomRows(std::vector<std::uint64_t> shape, std::uint32_t classes,
                                           std::uint64_t size) {
  auto data = std::make_shared<Dataset>(EmptyDataset("random rows", std::move(shape), classes));
  std::uint64_t index = 0;
  for (Split* split : {&data->train, &data->test}) {
    Stream stream(3, Purpose::kData, index++, 0, 0);
    split->size = size;
    split->dense.resize(size * data->columns);
    for (double& entry : split->dense) entry = stream.Normal();
    split->targets = RandomTargets(classes, size, stream);
  }
  return data;
}

// The same as pixels, any of 0 to 255, with another normalisation in each channel.
inline std::shared_ptr<Dataset> RandomPixels(std::vector<std::uint64_t> shape,
                                             std::uint32_t classes, std::uint64_t size) {
  auto data = std::make_shared<Dataset>(EmptyDataset("random pixels", std::move(shape), classes));
  Stream stream(4, Purpose::kData, 0, 0, 0);
  for (Split* split : {&data->train, &data->test}) {
    split->size = size;
    split->bytes.values.resize(size * data->columns);
    for (std::uint8_t& pixel : split->bytes.values) {
      pixel = static_cast<std::uint8_t>(stream.Below(256));
    }
    for (std::uint64_t channel = 0; channel < data->shape[0]; ++channel) {
      split->bytes.mean.push_back(0.3 + 0.1 * static_cast<double>(channel));
      split->bytes.deviation.push_back(0.25);
    }
    split->targets = RandomTargets(classes, size, stream);
  }
  return data;
}

// `size` sparse rows: each column is there with probability `density`, so rows may be empty.
inline std::shared_ptr<Dataset> RandomSparseRows(std::uint64_t columns, double density,
                                                 std::uint32_t classes, std::uint64_t size) {
  auto data = std::make_shared<Dataset>(EmptyDataset("sparse rows", {columns}, classes));
  Stream stream(5, Purpose::kData, 0, 0, 0);
  for (Split* split : {&data->train, &data->test}) {
    SparseRows& rows = split->sparse;
    split->size = size;
    rows.row_begin = {0};
    for (std::uint64_t i = 0; i < size; ++i) {
      for (std::uint32_t column = 0; column < columns; ++column) {
        if (stream.Uniform() >= density) continue;
        rows.columns.push_back(column);
        rows.values.push_back(stream.Normal());
      }
      rows.row_begin.push_back(rows.columns.size());
    }
    split->targets = RandomTargets(classes, size, stream);
  }
  return data;
}

// The same examples with their rows stored dense.
inline std::shared_ptr<Dataset> StoredDense(const Dataset& data) {
  auto dense = std::make_shared<Dataset>(data);
  for (Split* split : {&dense->train, &dense->test}) {
    std::vector<std::uint32_t> all(split->size);
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    std::vector<double> rows(split->size * data.columns);
    Gather<double>(*dense, *split, all, rows);
    split->sparse = {};
    split->bytes = {};
    split->dense = std::move(rows);
  }
  return dense;
}

// `size` quadratics of dimension d: A_i = diag(1 .. 2), or that plus a symmetric matrix with
// entries up to 1 / (2 d) (so A_i stays above 1/2); b_i standard normal; begun at (1, 2, 2, ...).
inline std::shared_ptr<Dataset> RandomQuadratics(std::uint64_t d, std::uint64_t size,
                                                 bool diagonal) {
  auto data = std::make_shared<Dataset>(EmptyDataset("quadratics", {d}, 0));
  data->train.size = size;
  Stream stream(6, Purpose::kData, 0, 0, 0);
  Quadratics& out = data->quadratics;
  out.diagonal = diagonal;
  out.curvature.resize(size * d * (diagonal ? 1 : d));
  for (std::uint64_t i = 0; i < size; ++i) {
    double* a = out.curvature.data() + i * d * (diagonal ? 1 : d);
    for (std::uint64_t j = 0; j < d; ++j) {
      if (diagonal) {
        a[j] = 1.0 + stream.Uniform();
        continue;
      }
      for (std::uint64_t k = 0; k < j; ++k) {
        a[j * d + k] = a[k * d + j] = (stream.Uniform() - 0.5) / static_cast<double>(d);
      }
      a[j * d + j] = 1.0 + stream.Uniform();
    }
  }
  out.linear.resize(size * d);
  for (double& b : out.linear) b = stream.Normal();
  out.start.assign(d, 2.0);
  out.start[0] = 1.0;
  return data;
}

}  // namespace hushed
