#pragma once

#include <memory>
#include <span>

#include "core/options.h"
#include "data/dataset.h"

namespace hushed {

// What a trained network makes of a data set before its last layer: dense rows of as many columns
// as that layer has inputs, with the classes of `data`. Training its last layer alone is then
// softmax regression on them. `model` is a network of libtorch and x its parameters and statistics,
// as trained. Rows are computed in float, without augmentation. Throws ConfigError when this build
// has no libtorch or the model is none of its networks, Error when x has another size.
std::shared_ptr<const Dataset> MakeFeatures(const Choice& model, std::span<const double> x,
                                            const Dataset& data);

}  // namespace hushed
