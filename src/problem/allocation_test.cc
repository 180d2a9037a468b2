// Local steps do not allocate: once a problem has met a batch of this size, its scratch serves.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "problem/problem_cases.h"

namespace {
std::atomic<std::uint64_t> allocations = 0;
}

// Not inlined: g++ 12 takes the free it would see for a mismatch with new.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace hushed {
namespace {

class WarmProblem : public testing::TestWithParam<ProblemCase> {};

TEST_P(WarmProblem, AllocatesNothing) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    auto x = GaussianVector<Real>(problem->layout().parameter_size(), 1);
    std::vector<Real> gradient(x.size());
    const std::vector<std::uint32_t> ids = Ids(16);
    const std::vector<Batch> batches = {BatchOf(ids), BatchOf(std::span(ids).first(3))};
    const std::vector<double> rates(batches.size(), 1e-3);
    const auto step = [&] {
      for (const Batch& batch : batches) problem->LossAndGradient(x, batch, gradient, {});
      problem->Descend(x, batches, rates);
    };
    step();
    const std::uint64_t before = allocations;
    step();
    EXPECT_EQ(allocations, before);
  });
}

INSTANTIATE_TEST_SUITE_P(Native, WarmProblem, testing::ValuesIn(NativeCases()), NameOf);

}  // namespace
}  // namespace hushed
