#include "problem/dense_quadratic.h"

#include "core/kernels.h"
#include "problem/linear_rows.h"
#include "problem/stored_values.h"

namespace hushed {
namespace {

// Matrices and right sides of all components and of their mean, shared by all instances.
template <class Real>
struct Matrices {
  explicit Matrices(std::shared_ptr<const Dataset> dataset)
      : data(std::move(dataset)), d(data->columns) {
    a = InScalar(data->quadratics.curvature, converted_a);
    b = InScalar(data->quadratics.linear, converted_b);
    mean_a = MeanOfRows<Real>(data->quadratics.curvature, d * d);
    mean_b = MeanOfRows<Real>(data->quadratics.linear, d);
  }

  std::shared_ptr<const Dataset> data;
  std::size_t d;
  std::span<const Real> a, b;        // [size x d x d], [size x d]
  std::vector<Real> mean_a, mean_b;  // [d x d], [d]
  std::vector<Real> converted_a, converted_b;
};

// out += weight * A v
template <class Real>
void AddProduct(Real weight, const Real* a, std::span<const Real> v, std::span<Real> out) {
  for (std::size_t r = 0; r < v.size(); ++r) {
    out[r] += weight * Dot(Row<Real>{a + r * v.size(), nullptr, v.size()}, v.data());
  }
}

// u . v, accumulated in double.
template <class Real>
double Product(std::span<const Real> u, std::span<const Real> v) {
  double sum = 0.0;
  for (std::size_t j = 0; j < u.size(); ++j) {
    sum += static_cast<double>(u[j]) * static_cast<double>(v[j]);
  }
  return sum;
}

template <class Real>
class DenseQuadratic final : public Problem<Real> {
 public:
  DenseQuadratic(std::shared_ptr<const Layout> layout, const GradientNoise& noise,
                 std::shared_ptr<const Matrices<Real>> all)
      : layout_(std::move(layout)), noise_(noise), all_(std::move(all)) {}

  const Layout& layout() const override { return *layout_; }

  // With h = A x: f = x.h / 2 + c/2 (Z x).h - x.(b - sigma z2).
  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    const std::size_t d = all_->d;
    for (std::vector<Real>* scratch : {&shift_, &factor_, &scaled_}) scratch->resize(d);
    Draw(batch);
    for (std::size_t j = 0; j < d; ++j) scaled_[j] = factor_[j] * x[j];
    std::ranges::fill(gradient, Real{0});
    AddMean(batch, x, gradient);
    const double loss = 0.5 * Product<Real>(x, gradient) + 0.5 * Product<Real>(scaled_, gradient) +
                        Product<Real>(x, shift_);
    for (std::size_t j = 0; j < d; ++j) {
      gradient[j] = gradient[j] * (Real{1} + Real{0.5} * factor_[j]) + shift_[j];
    }
    if (noise_.multiplicative > 0) {
      Scale<Real>(Real{0.5}, scaled_, scaled_);
      AddMean(batch, scaled_, gradient);
    }
    return loss;
  }

  void Evaluate(std::span<const Real> x, std::size_t /*part*/, std::vector<Metric>& out) override {
    scaled_.assign(all_->d, Real{0});
    AddProduct<Real>(Real{1}, all_->mean_a.data(), x, scaled_);
    const double loss =
        0.5 * Product<Real>(x, scaled_) - Product<Real>(x, std::span<const Real>(all_->mean_b));
    out.push_back({"train_loss", loss});
    out.push_back({"gradient_norm", std::sqrt(SquaredDistance<Real>(scaled_, all_->mean_b))});
  }

 private:
  // shift_ <- sigma z2 - b, factor_ <- c z1.
  void Draw(const Batch& batch) {
    BlockNoise blocks(noise_, batch.randomness);
    for (std::size_t begin = 0; begin < all_->d; begin += BlockNoise::kBlock) {
      const std::size_t n = std::min(BlockNoise::kBlock, all_->d - begin);
      const auto noise = blocks.Next<Real>(n);
      for (std::size_t j = 0; j < n; ++j) {
        shift_[begin + j] = noise.Added(j);
        factor_[begin + j] = noise.Factor(j);
      }
    }
    const Real weight = Real{-1} / static_cast<Real>(batch.examples.size());
    for (const std::uint32_t i : batch.examples) {
      Axpy<Real>(weight, all_->b.subspan(i * all_->d, all_->d), shift_);
    }
  }

  // out += A v, A the batch's mean.
  void AddMean(const Batch& batch, std::span<const Real> v, std::span<Real> out) const {
    const Real weight = Real{1} / static_cast<Real>(batch.examples.size());
    for (const std::uint32_t i : batch.examples) {
      AddProduct<Real>(weight, all_->a.data() + i * all_->d * all_->d, v, out);
    }
  }

  std::shared_ptr<const Layout> layout_;
  GradientNoise noise_;
  std::shared_ptr<const Matrices<Real>> all_;
  std::vector<Real> shift_, factor_, scaled_;
};

}  // namespace

template <class Real>
ProblemFactory<Real> MakeDenseQuadratic(std::shared_ptr<const Layout> layout,
                                        const GradientNoise& noise,
                                        std::shared_ptr<const Dataset> data) {
  const auto all = std::make_shared<const Matrices<Real>>(std::move(data));
  return
      [layout, noise, all] { return std::make_unique<DenseQuadratic<Real>>(layout, noise, all); };
}
template ProblemFactory<float> MakeDenseQuadratic(std::shared_ptr<const Layout>,
                                                  const GradientNoise&,
                                                  std::shared_ptr<const Dataset>);
template ProblemFactory<double> MakeDenseQuadratic(std::shared_ptr<const Layout>,
                                                   const GradientNoise&,
                                                   std::shared_ptr<const Dataset>);

}  // namespace hushed
