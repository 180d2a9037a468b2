#include "algorithm/fedga.h"
#include "algorithm/generic.h"
#include "algorithm/scaffold.h"
#include "algorithm/setting.h"

namespace hushed {

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeAlgorithm(const std::string& name, Setting setting) {
#define HUSHED_ALGORITHM(listed, Type) \
  if (name == listed) return Make##Type<Real>(std::move(setting));
#include "algorithm/algorithms.def"
#undef HUSHED_ALGORITHM
  return std::make_unique<Generic<Real>>(std::move(setting));
}
template std::unique_ptr<Algorithm<float>> MakeAlgorithm(const std::string&, Setting);
template std::unique_ptr<Algorithm<double>> MakeAlgorithm(const std::string&, Setting);

template <class Real>
void Algorithm<Real>::Apply(const Round&, const Message& downlink, std::span<Real> shared) const {
  downlink.AddTo<Real>(shared, Real{-1});
}
template class Algorithm<float>;
template class Algorithm<double>;

}  // namespace hushed
