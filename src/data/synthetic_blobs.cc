// Classification blobs.
//
//   a ~ N(c_k + shift s_m, I),   s_m a unit vector of the row's owner m
//   centres c_k = s n_k,   n_k ~ N(0, I),   s such that min |c_j - c_k| = separation
//
// Class sizes differ by one at most; rows come in random order. Two classes at distance D are told
// apart by the best rule with error Phi(-D/2): 2.3% at separation 4, if no third is near.
#include "data/synthetic_blobs.h"

#include <algorithm>
#include <limits>

#include "data/permutation.h"

namespace hushed {
namespace {

std::vector<std::vector<double>> Centres(const SyntheticBlobsOptions& options,
                                         const Making& making) {
  RequireRoom(static_cast<double>(options.classes) * static_cast<double>(options.columns),
              fmt::format("{} centres of {} columns", options.classes, options.columns));
  std::vector<std::vector<double>> centres;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::int64_t k = 0; k < options.classes; ++k) {
    centres.push_back(Normals(StreamFor(making, Drawn::kModel, static_cast<std::uint64_t>(k)),
                              static_cast<std::uint64_t>(options.columns)));
    for (std::int64_t j = 0; j < k; ++j) {
      double square = 0.0;
      for (std::size_t i = 0; i < centres.back().size(); ++i) {
        const double difference = centres[static_cast<std::size_t>(j)][i] - centres.back()[i];
        square += difference * difference;
      }
      nearest = std::min(nearest, std::sqrt(square));
    }
  }
  for (auto& centre : centres) {
    for (double& entry : centre) entry *= options.separation / nearest;
  }
  return centres;
}

}  // namespace

Fields<SyntheticBlobsOptions> SyntheticBlobsOptions::fields() {
  using Self = SyntheticBlobsOptions;
  auto fields = RowFields<Self>();
  fields.push_back({"classes", &Self::classes, Between(2, 1000), "clouds"});
  fields.push_back({"separation", &Self::separation, AtLeast(0),
                    "distance of the two nearest centres, in standard deviations of a cloud"});
  fields.push_back(ShiftField<Self>());
  return fields;
}

Dataset MakeSyntheticBlobs(const SyntheticBlobsOptions& options, const Making& making) {
  const auto centres = Centres(options, making);
  const auto order = [&](std::int64_t rows, Drawn split) {
    return Permutation(static_cast<std::uint32_t>(std::max<std::int64_t>(1, rows)),
                       StreamFor(making, Drawn::kLabels, static_cast<std::uint64_t>(split)));
  };
  const Permutation train = order(options.rows, Drawn::kTrain);
  const Permutation test = order(options.test_rows, Drawn::kTest);
  VectorOfOwner direction = ShiftDirections(making, static_cast<std::uint64_t>(options.columns));
  Dataset data = MakeRows(options, making, [&](const RowInMaking& made) {
    const std::vector<double>& away = direction(made.owner);
    const Permutation& places = made.split == Drawn::kTrain ? train : test;
    const std::uint32_t label = places(static_cast<std::uint32_t>(made.index)) %
                                static_cast<std::uint32_t>(options.classes);
    for (std::size_t j = 0; j < made.row.size(); ++j) {
      made.row[j] += centres[label][j] + options.shift * away[j];
    }
    return static_cast<double>(label);
  });
  data.classes = static_cast<std::uint32_t>(options.classes);
  data.owners = Owners(data.train.size, making.workers);
  return data;
}

}  // namespace hushed
