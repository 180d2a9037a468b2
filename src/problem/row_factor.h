#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace hushed {

// Linearly independent vectors n_1 .. n_k of d scalars, held as N = Q R with Q orthonormal, R upper
// triangular, N = [n_1 | ... | n_k]. Room: (k + k^2 / 2d) d scalars; adding costs O(k d), removing
// O((k - j) d) for the j-th.
class RowFactor {
 public:
  explicit RowFactor(std::size_t d) : d_(d), rest_(d) {}

  std::size_t size() const { return r_.size(); }

  // v = N c + rest with rest orthogonal to every n_j. Fills c [size()]; returns |rest|.
  double Split(std::span<const double> v, std::vector<double>& c);

  // Of the last Split(), until the next change.
  std::span<const double> rest() const { return rest_; }

  // Adds the v of the last Split() as n_{k+1}; its rest must not be zero.
  void Append();

  void Remove(std::size_t j);

  // e <- (N'N)^{-1} e, [size()]
  void SolveGram(std::span<double> e) const;

 private:
  std::span<double> Q(std::size_t j) { return std::span(q_).subspan(j * d_, d_); }
  void SolveUpper(std::span<double> c) const;

  std::size_t d_;
  std::vector<double> q_;               // [size x d]
  std::vector<std::vector<double>> r_;  // column j: j + 1 entries
  std::vector<double> rest_;            // [d]
  std::vector<double> column_;          // Q'v of the last Split()
  double rest_norm_ = 0.0;
};

}  // namespace hushed
