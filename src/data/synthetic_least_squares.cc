// Rows of a linear model.
//
//   a ~ N(0, I),   t = (w + h v_m) . a + noise z,   w, v_m ~ N(0, I / columns),   z ~ N(0, 1)
//
// m is the worker that owns the row, h the heterogeneity: at h = 0 all workers have one truth.
// Predictions of the truth have variance about 1 + h^2. The test rows are owned and drawn alike.
#include "data/synthetic_least_squares.h"

namespace hushed {

Fields<SyntheticLeastSquaresOptions> SyntheticLeastSquaresOptions::fields() {
  using Self = SyntheticLeastSquaresOptions;
  auto fields = RowFields<Self>();
  fields.push_back({"noise", &Self::noise, AtLeast(0), "standard deviation added to each target"});
  fields.push_back({"heterogeneity", &Self::heterogeneity, AtLeast(0),
                    "how far the workers' true weights stand apart, for partition by-owner; 0: "
                    "all have the same"});
  return fields;
}

Dataset MakeSyntheticLeastSquares(const SyntheticLeastSquaresOptions& options,
                                  const Making& making) {
  const auto columns = static_cast<std::uint64_t>(options.columns);
  const double scale = 1.0 / std::sqrt(static_cast<double>(columns));
  const std::vector<double> common = Normals(StreamFor(making, Drawn::kModel), columns);
  VectorOfOwner weights([&](std::uint32_t worker) {
    std::vector<double> w = common;
    Stream own = StreamFor(making, Drawn::kOwners, worker);
    for (double& entry : w) entry = scale * (entry + options.heterogeneity * own.Normal());
    return w;
  });
  Dataset data = MakeRows(options, making, [&](RowInMaking made) {
    return Product(weights(made.owner), made.row) + options.noise * made.stream.Normal();
  });
  data.owners = Owners(data.train.size, making.workers);
  return data;
}

}  // namespace hushed
