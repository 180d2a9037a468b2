#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {

// Makes one more instance of a problem: one per thread, all sharing the data. Thread-safe.
template <class Real>
using ProblemFactory = std::function<std::unique_ptr<Problem<Real>>()>;

// The models a job can name, with their options: those built in, and those through libtorch when
// this build has it.
std::vector<KindInfo> ModelKinds();

// Why a model that hushed knows is not in this build, and what to do; empty for models that are,
// and for names that it does not know.
std::string MissingModel(const std::string& model);

// "libtorch 1.13.0"; empty when this build has none.
std::string TorchVersion();

// Notes the digest of a model's own file (torchscript) in its options, unless it has one. Throws
// DataError when the file cannot be read.
void NoteModelFile(Choice& model);

// "float" for networks, "double" for linear models and quadratics.
std::string DefaultPrecision(const std::string& model);

// The problem of training this model on this data; train_loss is measured on `loss_examples`
// training examples, evenly spaced over the set (0: on all). Throws ConfigError when model and data
// do not fit (a classifier without classes, a convolution over rows that are not images), when the
// model is unknown, or when it needs libtorch and this build has none; DataError when the data
// contradicts itself (a class that it does not have).
template <class Real>
ProblemFactory<Real> MakeProblemFactory(const Choice& model, std::shared_ptr<const Dataset> data,
                                        std::uint64_t loss_examples);

}  // namespace hushed
