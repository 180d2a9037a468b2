#pragma once

// What a program may add to the lists, as simple as it gets.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "hushed/algorithm.h"
#include "hushed/compressor.h"
#include "hushed/transport.h"
#include "testing/springs.h"

namespace hushed {

struct HeadOptions {
  double share = 1.0;

  static Fields<HeadOptions> fields() {
    return {{"share", &HeadOptions::share, AboveUpTo(0, 1), "of the entries that are sent"}};
  }
};

// Sends the first entries as they are.
template <class Real>
class Head final : public Compressor<Real> {
 public:
  explicit Head(const HeadOptions& options) : share_(options.share) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    const auto kept = static_cast<std::size_t>(share_ * static_cast<double>(v.size()));
    out.AppendView<Real>(v.first(kept), Real{1}, offset);
  }
  CompressorLaw law(std::uint64_t) const override { return {}; }

 private:
  double share_;
};

struct ShareOptions {
  double share = 1.0;

  static Fields<ShareOptions> fields() {
    return {{"share", &ShareOptions::share, AboveUpTo(0, 1), "of a move that is made"}};
  }
};

// Moves by a share of what its axes would.
template <class Real>
class Share final : public Algorithm<Real> {
 public:
  Share(const ShareOptions& options, std::unique_ptr<Algorithm<Real>> axes)
      : axes_(std::move(axes)), share_(static_cast<Real>(options.share)) {}

  std::size_t shared_size() const override { return axes_->shared_size(); }
  std::size_t upload_size(std::uint32_t exchange) const override {
    return axes_->upload_size(exchange);
  }
  std::unique_ptr<Worker<Real>> MakeWorker() const override { return axes_->MakeWorker(); }
  std::unique_ptr<Server<Real>> MakeServer() const override { return axes_->MakeServer(); }
  void Apply(const Round&, const Message& downlink, std::span<Real> shared) const override {
    downlink.AddTo<Real>(shared, -share_);
  }

 private:
  std::unique_ptr<Algorithm<Real>> axes_;
  Real share_;
};

// Runs the workers of an exchange last to first.
template <class Real>
class Backwards final : public Transport<Real> {
 public:
  explicit Backwards(const TransportSetting<Real>& setting)
      : problem_(setting.make_problem()), workspace_(*problem_, setting.seed) {}

  std::size_t lanes() const override { return 1; }
  Problem<Real>& problem() override { return *problem_; }

  void Exchange(const Plan& plan, Site<Real>& site, Server<Real>&, std::size_t upload_size,
                Total<Real>& total) override {
    sum_.Start(plan.address.size(), upload_size);
    for (std::size_t position = plan.address.size(); position-- > 0;) {
      const auto upload = std::make_shared<Upload<Real>>();
      upload->Reset(plan.address[position], plan.round.index);
      site.Run(upload->worker, 0, workspace_, *upload);
      total.Count(*upload);
      sum_.Add(position, [upload](const PartialSum<Real>& sum) {
        upload->message.AddTo(sum, static_cast<Real>(upload->weight));
      });
    }
    total.sum = sum_.Finish();
  }

  std::vector<std::vector<Metric>> ForEachPart(
      std::size_t parts,
      const std::function<std::vector<Metric>(std::size_t, Problem<Real>&)>& task) override {
    std::vector<std::vector<Metric>> results(parts);
    for (std::size_t part = parts; part-- > 0;) results[part] = task(part, *problem_);
    return results;
  }

 private:
  std::unique_ptr<Problem<Real>> problem_;
  Workspace<Real> workspace_;
  ExchangeSum<Real> sum_;
};

// Springs to the targets of the training set.
template <class Real>
std::unique_ptr<Problem<Real>> SpringsOf(const Values& options, const Examples& examples) {
  const auto targets = examples.targets(Of::kTraining);
  return std::make_unique<Springs<Real>>(
      static_cast<std::size_t>(std::get<std::int64_t>(options.at("dimension"))),
      std::vector<double>(targets.begin(), targets.end()));
}

}  // namespace hushed
