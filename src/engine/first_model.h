#pragma once

#include <vector>

#include "config/job.h"
#include "hushed/problem.h"

namespace hushed {

// The job with the digests of the files its first model comes from: train.init, and the network's
// own (model.path of torchscript). What it trains is then told by the job alone. Digests that it
// has already are left as they are. Throws DataError when such a file cannot be read.
Job WithDigests(Job job);

// The job by what it says itself, whatever is in those files.
Job WithoutDigests(Job job);

// The first model: the tensors of train.init, else the layout's first values, drawn by the job's
// seed. Throws DataError when the file does not hold them, ConfigError when it is not the one of
// train.init_digest.
template <class Real>
std::vector<Real> FirstModel(const Job& job, const Layout& layout);

}  // namespace hushed
