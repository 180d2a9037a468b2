#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {

// The models a job can name, with their options: those built in, those through libtorch when
// this build has it, and those that this program has registered.
std::vector<KindInfo> ModelKinds();

// Why a model that hushed knows is not in this build, and what to do; empty for models that are,
// and for names that it does not know.
std::string MissingModel(const std::string& model);

// "libtorch 1.13.0"; empty when this build has none.
std::string TorchVersion();

// Notes the digest of a model's own file (torchscript) in its options, unless it has one. Throws
// DataError when the file cannot be read.
void NoteModelFile(Choice& model);

// "float" for networks, "double" for linear models, quadratics and problems of a program's own.
std::string DefaultPrecision(const std::string& model);

// Throws ConfigError, naming the model, unless the data has two classes or more.
void RequireSeveralClasses(const std::string& model, const Dataset& data);

// The problem of training this model on this data; train_loss is measured on `loss_examples`
// training examples, evenly spaced over the set (0: on all). Throws ConfigError when model and data
// do not fit (a classifier without classes, a convolution over rows that are not images), when the
// model is unknown, or when it needs libtorch and this build has none; DataError when the data
// contradicts itself (a class that it does not have) or holds what a Real does not.
template <class Real>
ProblemFactory<Real> MakeProblemFactory(const Choice& model, std::shared_ptr<const Dataset> data,
                                        std::uint64_t loss_examples);

}  // namespace hushed
