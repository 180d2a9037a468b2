// Softmax regression.
//
//   z = W a + b,   f = log(sum_j exp(z_j)) - z_t + l2/2 |W|^2
//
// W [classes, columns], b [classes]. Sparse rows are worked dense.
#include "problem/softmax.h"

#include "problem/layers.h"

namespace hushed {

Fields<SoftmaxOptions> SoftmaxOptions::fields() {
  return {{"l2", &SoftmaxOptions::l2, AtLeast(0),
           "adds l2/2 times the squared length of the weights to the training loss"},
          {"intercept", &SoftmaxOptions::intercept, Anything(),
           "add a constant, which l2 leaves alone, to each class's output"}};
}

template <class Real>
ProblemFactory<Real> MakeSoftmax(const SoftmaxOptions& options, std::shared_ptr<const Dataset> data,
                                 std::uint64_t loss_examples) {
  RequireSeveralClasses("softmax", *data);
  const LayersShape shape{
      .intercept = options.intercept, .l2 = options.l2, .zero_start = true, .names = {""}};
  return MakeLayers<Real>(shape, std::move(data), loss_examples);
}
template ProblemFactory<float> MakeSoftmax(const SoftmaxOptions&, std::shared_ptr<const Dataset>,
                                           std::uint64_t);
template ProblemFactory<double> MakeSoftmax(const SoftmaxOptions&, std::shared_ptr<const Dataset>,
                                            std::uint64_t);

}  // namespace hushed
