#pragma once

// Test support.
#include <memory>
#include <vector>

#include "data/dataset.h"

namespace hushed {

// `size` training examples and as many test examples of this shape: pixels standard normal, classes
// in turn (values when `classes` is 0).
inline std::shared_ptr<const Dataset> SyntheticImages(std::vector<std::uint64_t> shape,
                                                      std::uint32_t classes, std::uint64_t size) {
  auto data = std::make_shared<Dataset>();
  data->name = "synthetic images";
  data->columns = 1;
  for (const std::uint64_t side : shape) data->columns *= side;
  data->shape = std::move(shape);
  data->classes = classes;
  std::uint64_t index = 0;
  for (Split* split : {&data->train, &data->test}) {
    Stream stream(3, Purpose::kData, index++, 0, 0);
    split->size = size;
    split->dense.resize(size * data->columns);
    for (double& pixel : split->dense) pixel = stream.Normal();
    for (std::uint64_t i = 0; i < size; ++i) {
      split->targets.push_back(classes == 0 ? 0.5 : static_cast<double>(i % classes));
    }
  }
  return data;
}

}  // namespace hushed
