// Means over workers.
//
//   mean           (1 / sum_m w_m) sum_{m spoke} w_m u_m,   w_m = 1, or the worker's examples
//   with reuse     (1 / sum_m w_m) sum_m w_m P_m            P_m: the last message of worker m, that
//                                                           just heard if it spoke; zero if never
//
// The denominator counts silent workers (and under reuse all workers), not lost ones.
// Cost: nothing without reuse, for the transport delivers the sum; with reuse the last message of
// every worker is kept (M k values and positions, or M d scalars when messages are dense) and is
// added every round, in the same fixed shape. A re-used message is the one that was sent: it keeps
// the learning rate and the flushed error of its time, as the authors of SASG have it.
#include "aggregate/aggregate.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "compress/message_sum.h"
#include "core/joined_sum.h"

namespace hushed {
namespace {

struct ReuseOptions {
  bool reuse = false;
  static Fields<ReuseOptions> fields() {
    return {{"reuse", &ReuseOptions::reuse, Anything(),
             "the last message of a silent worker counts again"}};
  }
};

template <class Real>
class TotalMean final : public Aggregate<Real> {
 public:
  Hears hears() const override { return Hears::kSum; }
  Scaled<Real> Mean(const Total<Real>& total) override {
    const double weight = total.weight + total.silent_weight;
    return {total.sum, weight > 0 ? static_cast<Real>(1.0 / weight) : Real{0}};
  }
};

// Every position by itself.
std::vector<SumPlace> Leaves(std::size_t positions) {
  std::vector<SumPlace> leaves;
  for (std::size_t p = 0; p < positions; ++p) {
    leaves.push_back({.kind = SumPlace::Kind::kLeaf, .index = p});
  }
  return leaves;
}

// Whether all that the message says stands in the upload's own vector.
template <class Real>
bool ViewsItsVector(const Upload<Real>& upload) {
  const Real *begin = upload.vector.data(), *end = begin + upload.vector.size();
  return std::ranges::all_of(upload.message.sections(), [&](const Section& section) {
    const auto* view = static_cast<const Real*>(section.view);
    return view != nullptr && begin <= view && view < end;
  });
}

template <class Real>
class LastMessages final : public Aggregate<Real> {
 public:
  LastMessages(std::vector<double> weights, std::uint64_t parameters, std::uint64_t size)
      : weights_(std::move(weights)),
        total_weight_(std::accumulate(weights_.begin(), weights_.end(), 0.0)),
        parameters_(parameters),
        size_(size),
        last_(weights_.size()),
        statistics_(size - parameters),
        mean_(size),
        joined_(weights_.size(), Leaves(weights_.size())) {}

  Hears hears() const override { return Hears::kEach; }

  void Hear(Upload<Real>& upload) override {
    if (upload.outcome != Outcome::kSpoke) return;
    Said& last = last_[upload.worker];
    if (statistics_.empty()) {
      if (ViewsItsVector(upload)) {
        std::swap(last.vector, upload.vector);
      } else {
        upload.message.Own();
      }
      std::swap(last.message, upload.message);
      return;
    }
    upload.message.Slice(0, parameters_, last.message);
    upload.message.Slice(parameters_, size_, heard_);
    heard_.template AddTo<Real>(statistics_, static_cast<Real>(upload.weight), 0, parameters_);
    heard_weight_ += upload.weight;
  }

  Scaled<Real> Mean(const Total<Real>&) override {
    const auto scale = static_cast<Real>(1.0 / total_weight_);
    const auto sum = AreVectors() ? SumOfVectors() : SumOfMessages();
    if (statistics_.empty()) return {sum, scale};
    return {WithStatistics(sum, scale), Real{1}};
  }

  void Serialize(Archive& archive) override {
    for (Said& last : last_) last.message.Serialize(archive);
  }

 private:
  struct Said {
    Message message;
    std::vector<Real> vector;  // where the message views it; else empty
  };

  // Whether each last message is a whole vector that counts once.
  bool AreVectors() const {
    for (std::size_t m = 0; m < last_.size(); ++m) {
      const auto sections = last_[m].message.sections();
      if (sections.empty()) continue;
      const bool whole = sections.size() == 1 && sections[0].codec == Codec::kDense &&
                         sections[0].scalar_bytes == sizeof(Real) &&
                         sections[0].count == parameters_;
      if (!whole || weights_[m] != 1.0) return false;
    }
    return true;
  }

  // One pass over every vector, in pieces that stay in the first cache.
  std::span<const Real> SumOfVectors() {
    vectors_.assign(last_.size(), {});
    for (std::size_t m = 0; m < last_.size(); ++m) {
      const Message& message = last_[m].message;
      if (message.empty()) continue;
      const Section& section = message.sections()[0];
      const void* values = message.payload(section).data();
      vectors_[m] = {static_cast<const Real*>(values), static_cast<Real>(section.scale)};
    }
    const auto sum = std::span(mean_).first(parameters_);
    joined_.Add(vectors_, sum);
    return sum;
  }

  std::span<const Real> SumOfMessages() {
    messages_.clear();
    for (std::size_t m = 0; m < last_.size(); ++m) {
      const Message& message = last_[m].message;
      messages_.push_back({message.empty() ? nullptr : &message, static_cast<Real>(weights_[m])});
    }
    const auto sum = std::span(mean_).first(parameters_);
    sum_.Sum(messages_, sum);
    return sum;
  }

  std::span<const Real> WithStatistics(std::span<const Real> sum, Real scale) {
    for (std::size_t i = 0; i < sum.size(); ++i) mean_[i] = scale * sum[i];
    const Real share = heard_weight_ > 0 ? static_cast<Real>(1.0 / heard_weight_) : Real{0};
    for (std::size_t i = 0; i < statistics_.size(); ++i) {
      mean_[parameters_ + i] = share * std::exchange(statistics_[i], Real{0});
    }
    heard_weight_ = 0.0;
    return mean_;
  }

  std::vector<double> weights_;
  double total_weight_;
  std::uint64_t parameters_, size_;
  std::vector<Said> last_;
  std::vector<Real> statistics_;  // summed over who spoke in this exchange
  double heard_weight_ = 0.0;
  Message heard_;
  std::vector<Real> mean_;
  MessageSum<Real> sum_;
  std::vector<WeightedMessage<Real>> messages_;  // [workers]
  JoinedSum<Real> joined_;
  std::vector<SumVector<Real>> vectors_;  // [workers]
};

}  // namespace

std::vector<KindInfo> AggregateKinds() {
  const auto options = OptionsOf<ReuseOptions>();
  return {{"mean", "every worker counts the same", options},
          {"weighted-mean", "workers count by their number of examples", options}};
}

bool Reuses(const Choice& aggregate) { return FromValues<ReuseOptions>(aggregate.options).reuse; }

bool IsWeighted(const Choice& aggregate) { return aggregate.kind == "weighted-mean"; }

template <class Real>
std::unique_ptr<Aggregate<Real>> MakeAggregate(const Choice& choice, std::vector<double> weights,
                                               std::uint64_t parameters, std::uint64_t size) {
  if (!Reuses(choice)) return std::make_unique<TotalMean<Real>>();
  return std::make_unique<LastMessages<Real>>(std::move(weights), parameters, size);
}
template std::unique_ptr<Aggregate<float>> MakeAggregate(const Choice&, std::vector<double>,
                                                         std::uint64_t, std::uint64_t);
template std::unique_ptr<Aggregate<double>> MakeAggregate(const Choice&, std::vector<double>,
                                                          std::uint64_t, std::uint64_t);

}  // namespace hushed
