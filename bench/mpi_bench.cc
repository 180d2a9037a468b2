// Run by mpirun on 2 and 4 ranks: the exchange of one dense vector a rank through the MPI transport
// against MPI_Allreduce of the same vector; an exchange of silent workers; the same with pretended
// ranks for scale.
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <numeric>

#include "core/stopwatch.h"
#include "median.h"
#include "testing/springs.h"
#include "transport/mpi/transport.h"

namespace hushed {
namespace {

class Dense final : public Site<float> {
 public:
  explicit Dense(std::size_t size) : v_(size, 0.5F) {}
  void Run(WorkerId, std::size_t, Workspace<float>&, Upload<float>& upload) override {
    upload.message.AppendView<float>(v_, 1.0F, 0);
  }

 private:
  std::vector<float> v_;
};

class Silent final : public Site<float> {
  void Run(WorkerId, std::size_t, Workspace<float>&, Upload<float>& upload) override {
    upload.outcome = Outcome::kSilent;
  }
};

class Sums final : public Server<float> {
  void Open(std::span<const float>, Plan&) override {}
  void Close(const Plan&, const Total<float>&, std::span<const float>, Message&) override {}
};

Plan PlanFor(std::size_t workers) {
  Plan plan;
  plan.address.resize(workers);
  std::iota(plan.address.begin(), plan.address.end(), WorkerId{0});
  return plan;
}

// The slowest rank's time.
template <class Work>
double Seconds(const Work& work) {
  MPI_Barrier(MPI_COMM_WORLD);
  const Stopwatch watch;
  work();
  double seconds = watch.Seconds(), slowest = 0.0;
  MPI_Allreduce(&seconds, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return slowest;
}

void Compare(Transport<float>& transport, MpiSession& session, std::size_t size) {
  const Plan plan = PlanFor(session.ranks());
  Dense dense(size);
  Sums sums;
  std::vector<float> mine(size, 0.5F), sum(size);
  std::vector<double> ours, theirs;
  const std::size_t turns = std::clamp<std::size_t>(50'000'000 / size, 7, 200);
  for (std::size_t turn = 0; turn < turns; ++turn) {
    ours.push_back(Seconds([&] {
      Total<float> total;
      transport.Exchange(plan, dense, sums, size, total);
    }));
    theirs.push_back(Seconds([&] {
      MPI_Allreduce(mine.data(), sum.data(), static_cast<int>(size), MPI_FLOAT, MPI_SUM,
                    MPI_COMM_WORLD);
    }));
  }
  if (session.rank() != 0) return;
  const double a = Median(ours), b = Median(theirs);
  fmt::print("{:>11} floats: exchange {:9.3f} ms, MPI_Allreduce {:9.3f} ms, ratio {:.2f}\n", size,
             1e3 * a, 1e3 * b, a / b);
}

void Overhead(MpiSession& session, std::size_t workers) {
  const auto transport = MakeMpiTransport<float>(
      session, [] { return std::make_unique<Springs<float>>(1, std::vector<double>{0.0}); }, 1, 1,
      workers, ReductionKind::kExact);
  const Plan plan = PlanFor(workers);
  Silent silent;
  Sums sums;
  std::vector<double> ours, barrier;
  for (int turn = 0; turn < 200; ++turn) {
    ours.push_back(Seconds([&] {
      Total<float> total;
      transport->Exchange(plan, silent, sums, 1, total);
    }));
    barrier.push_back(Seconds([] { MPI_Barrier(MPI_COMM_WORLD); }));
  }
  if (session.rank() != 0) return;
  fmt::print("{:>11} silent workers: exchange {:.1f} us, MPI_Barrier {:.1f} us\n", workers,
             1e6 * Median(ours), 1e6 * Median(barrier));
}

}  // namespace
}  // namespace hushed

int main() {
  hushed::MpiSession session;
  if (session.rank() == 0) fmt::print("{} ranks\n", session.ranks());
  hushed::Overhead(session, session.ranks());
  hushed::Overhead(session, 100 * session.ranks());
  const auto transport = hushed::MakeMpiTransport<float>(
      session, [] { return std::make_unique<hushed::Springs<float>>(1, std::vector<double>{0.0}); },
      1, 1, session.ranks(), hushed::ReductionKind::kExact);
  for (const std::size_t size : {100'000, 1'000'000, 10'000'000, 100'000'000}) {
    hushed::Compare(*transport, session, size);
  }
}
