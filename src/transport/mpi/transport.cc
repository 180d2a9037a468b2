// An exchange: every rank runs its workers, then tells all others what it did and the ledger of its
// positions. Then travel the encoded messages of all, or the sums of all.
#include "transport/mpi/transport.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/memory_archive.h"
#include "transport/lanes.h"
#include "transport/mpi/agreement.h"
#include "transport/mpi/communicator.h"
#include "transport/mpi/share.h"
#include "transport/mpi/sums.h"
#include "transport/placement.h"

namespace hushed {
namespace {

// What a rank tells of its share, ahead of the ledger. The ranks of a job are of one build.
struct Account {
  std::uint64_t message_bytes = 0;
  std::uint64_t gradient_evaluations = 0, examples = 0;
  Bits uplink;
  bool encoded = true;
  bool stop = false;
};

void SerializeMetrics(Archive& archive, std::vector<Metric>& metrics) {
  std::uint64_t count = metrics.size();
  archive.Value(count);
  metrics.resize(count);
  for (Metric& metric : metrics) {
    std::vector<char> name(metric.name.begin(), metric.name.end());
    archive.Vector(name);
    metric.name.assign(name.begin(), name.end());
    archive.Value(metric.total);
    archive.Value(metric.weight);
  }
}

template <class Real>
class MpiTransport final : public Transport<Real> {
 public:
  MpiTransport(MpiSession& session, const ProblemFactory<Real>& factory, std::uint64_t seed,
               std::size_t threads, std::uint64_t workers, ReductionKind reduction)
      : placement_(workers, session.ranks()),
        session_(session),
        communicator_(session.communicator()),
        agreement_(communicator_),
        lanes_(factory, seed, threads),
        accounts_(ranks()),
        sums_(communicator_, reduction) {}

  std::size_t lanes() const override { return lanes_.size(); }
  Problem<Real>& problem() override { return lanes_.problem(0); }
  std::size_t rank() const override { return communicator_.rank(); }
  std::size_t ranks() const override { return communicator_.ranks(); }
  bool Owns(WorkerId worker) const override { return placement_.RankOf(worker) == rank(); }

  void Exchange(const Plan& plan, Site<Real>& site, Server<Real>& server, std::size_t upload_size,
                Total<Real>& total) override {
    session_.NoteRound(plan.round.index);
    SetCuts(plan);
    const Hears hears = server.hears(plan.round);
    const std::size_t positions = plan.address.size();
    const std::size_t first = cuts_[rank()], last = cuts_[rank() + 1];
    share_.Start(hears, positions, upload_size, first, last);
    const auto take = [this](std::size_t position, typename Lanes<Real>::Slot upload) {
      share_.Take(position, std::move(upload));
    };
    ShareAccounts(lanes_.Run(plan, first, last, site, take));
    Count(total);
    if (hears == Hears::kEach) {
      LetHear(plan, server);
    } else {
      lanes_.Lend([&] { total.sum = Sum(upload_size); });
    }
  }

  void WithLanes(const std::function<void()>& work) override { lanes_.Lend(work); }

  std::vector<std::vector<Metric>> ForEachPart(
      std::size_t parts,
      const std::function<std::vector<Metric>(std::size_t, Problem<Real>&)>& task) override {
    std::vector<std::vector<Metric>> results(parts);
    const auto [first, last] = placement_.PartsOf(rank(), parts);
    const Failure failure = lanes_.RunParts(
        first, last,
        [&](std::size_t part, Problem<Real>& problem) { results[part] = task(part, problem); });
    SavingArchive saved;
    for (std::size_t part = first; part < last; ++part) SerializeMetrics(saved, results[part]);
    const auto& all = agreement_.Share(saved.bytes(), failure);
    for (std::size_t r = 0; r < ranks(); ++r) {
      LoadingArchive loaded(all[r]);
      const auto [begin, end] = placement_.PartsOf(r, parts);
      for (std::size_t part = begin; part < end; ++part) SerializeMetrics(loaded, results[part]);
    }
    return results;
  }

  void ToRoot(WorkerId worker, std::vector<std::byte>& bytes) override {
    communicator_.Move(placement_.RankOf(worker), 0, bytes);
  }
  void FromRoot(WorkerId worker, std::vector<std::byte>& bytes) override {
    communicator_.Move(0, placement_.RankOf(worker), bytes);
  }
  void Broadcast(std::vector<std::byte>& bytes) override { communicator_.Broadcast(bytes); }

  bool Stopped(bool here) override {
    stop_here_ = here;
    return stopped_;
  }

  std::vector<std::size_t> Differing(std::uint64_t digest) override {
    std::vector<std::uint64_t> digests(ranks());
    communicator_.AllGather(&digest, sizeof digest, digests.data());
    std::vector<std::size_t> differing;
    for (std::size_t r = 1; r < ranks(); ++r) {
      if (digests[r] != digests[0]) differing.push_back(r);
    }
    return differing;
  }

  void Meet(std::exception_ptr failure) override { session_.Meet(failure); }

  std::uint64_t SentBytes() override {
    const std::uint64_t mine = communicator_.sent_bytes() - sent_before_;
    std::vector<std::uint64_t> all(ranks());
    communicator_.AllGather(&mine, sizeof mine, all.data());
    return std::accumulate(all.begin(), all.end(), std::uint64_t{0});
  }
  double wait_seconds() const override { return agreement_.wait_seconds(); }

 private:
  // Positions [cuts_[r], cuts_[r + 1]) are rank r's.
  void SetCuts(const Plan& plan) {
    cuts_.assign(1, 0);
    for (std::size_t r = 0; r < ranks(); ++r) {
      const auto end = static_cast<WorkerId>(placement_.WorkersOf(r).second);
      const auto cut = std::lower_bound(plan.address.begin(), plan.address.end(), end);
      cuts_.push_back(static_cast<std::size_t>(cut - plan.address.begin()));
    }
  }

  // Fills accounts_ and entries_ with those of all ranks.
  void ShareAccounts(const Failure& failure) {
    const Total<Real>& counts = share_.counts();
    const Account mine = {.message_bytes = share_.encoded() ? share_.messages().size() : 0,
                          .gradient_evaluations = counts.gradient_evaluations,
                          .examples = counts.examples,
                          .uplink = counts.uplink,
                          .encoded = share_.encoded(),
                          .stop = stop_here_};
    said_.resize(sizeof mine);
    std::memcpy(said_.data(), &mine, sizeof mine);
    said_.insert(said_.end(), share_.ledger().begin(), share_.ledger().end());
    const auto& all = agreement_.Share(said_, failure);
    entries_.clear();
    for (std::size_t r = 0; r < ranks(); ++r) {
      std::memcpy(&accounts_[r], all[r].data(), sizeof mine);
      stopped_ = stopped_ || accounts_[r].stop;
      LedgerReader reader(all[r].subspan(sizeof mine));
      for (std::size_t p = cuts_[r]; p < cuts_[r + 1]; ++p) entries_.push_back(reader.Next());
    }
  }

  void Count(Total<Real>& total) const {
    Upload<Real> upload;
    for (const LedgerEntry& entry : entries_) {
      entry.CopyTo(upload);
      total.Count(upload);
    }
    total.uplink = {};  // the accounts have it, messages included
    for (const Account& account : accounts_) {
      total.gradient_evaluations += account.gradient_evaluations;
      total.examples += account.examples;
      total.uplink += account.uplink;
    }
  }

  // The encoded messages of every rank, in position order.
  MessageReader ShareMessages() {
    std::vector<std::uint64_t> sizes;
    for (const Account& account : accounts_) sizes.push_back(account.message_bytes);
    communicator_.AllGather(share_.messages(), sizes, messages_);
    return MessageReader(messages_);
  }

  void LetHear(const Plan& plan, Server<Real>& server) {
    MessageReader reader = ShareMessages();
    for (std::size_t p = 0; p < entries_.size(); ++p) {
      upload_.Reset(plan.address[p], plan.round.index);
      entries_[p].CopyTo(upload_);
      if (upload_.outcome == Outcome::kSpoke) upload_.message = reader.Next();
      server.Hear(upload_);
    }
  }

  std::span<const Real> Sum(std::size_t size) {
    bool encoded = true;
    std::uint64_t bytes = 0;
    for (const Account& account : accounts_) {
      encoded = encoded && account.encoded;
      bytes += account.message_bytes;
    }
    if (encoded && bytes <= 2 * size * sizeof(Real)) {
      return sums_.OfMessages(ShareMessages(), entries_, size);
    }
    return sums_.OfParts(share_, cuts_, entries_, size);
  }

  Placement placement_;
  MpiSession& session_;
  Communicator& communicator_;
  const std::uint64_t sent_before_ = communicator_.sent_bytes();  // this transport was made
  Agreement agreement_;
  Lanes<Real> lanes_;  // outlives the share, whose pending additions hold slots
  Share<Real> share_;
  bool stop_here_ = false, stopped_ = false;
  std::vector<std::size_t> cuts_;     // [ranks + 1]
  std::vector<Account> accounts_;     // [ranks]
  std::vector<LedgerEntry> entries_;  // [positions]
  std::vector<std::byte> said_, messages_;
  Upload<Real> upload_;
  Sums<Real> sums_;
};

}  // namespace

template <class Real>
std::unique_ptr<Transport<Real>> MakeMpiTransport(MpiSession& session,
                                                  const ProblemFactory<Real>& factory,
                                                  std::uint64_t seed, std::size_t threads,
                                                  std::uint64_t workers, ReductionKind reduction) {
  return std::make_unique<MpiTransport<Real>>(session, factory, seed, threads, workers, reduction);
}
#define HUSHED_INSTANTIATE(Real)                                                           \
  template std::unique_ptr<Transport<Real>> MakeMpiTransport(                              \
      MpiSession&, const ProblemFactory<Real>&, std::uint64_t, std::size_t, std::uint64_t, \
      ReductionKind);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
