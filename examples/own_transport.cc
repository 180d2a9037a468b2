// A transport of your own: every upload is written as the bytes that a wire would carry, and read
// back where the server is. It counts what it carries, and because it sums in the fixed shape it
// comes to the bits of the transport it stands in for, with sums (sgd) and where the server hears
// each upload (sasg).
//
// Prints:
//   sgd: 600 letters, 187200 bytes, as the run counted: yes, same bits: yes
//   sasg: 506 letters, 36432 bytes, as the run counted: yes, same bits: yes
#include <hushed/errors.h>
#include <hushed/train.h>
#include <hushed/transport.h>

#include <cinttypes>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

struct Carried {
  std::uint64_t letters = 0;
  std::uint64_t bytes = 0;
};

// One lane: workers work one after the other.
template <class Real>
class ByLetter final : public hushed::Transport<Real> {
 public:
  ByLetter(const hushed::TransportSetting<Real>& setting, Carried& carried)
      : problem_(setting.make_problem()), workspace_(*problem_, setting.seed), carried_(carried) {}

  std::size_t lanes() const override { return 1; }

  void Exchange(const hushed::Plan& plan, hushed::Site<Real>& site, hushed::Server<Real>& server,
                std::size_t upload_size, hushed::Total<Real>& total) override {
    const bool summed = server.hears(plan.round) == hushed::Hears::kSum;
    if (summed) sum_.Start(plan.address.size(), upload_size);
    for (std::size_t position = 0; position < plan.address.size(); ++position) {
      const hushed::WorkerId worker = plan.address[position];
      upload_.Reset(worker, plan.round.index);
      site.Run(worker, /*lane=*/0, workspace_, upload_);
      if (upload_.outcome == hushed::Outcome::kSpoke) Carry(upload_.message);
      total.Count(upload_);
      if (summed) {
        AddToSum(position);
      } else {
        server.Hear(upload_);
      }
    }
    if (summed) total.sum = sum_.Finish();
  }

  std::vector<std::vector<hushed::Metric>> ForEachPart(
      std::size_t parts,
      const std::function<std::vector<hushed::Metric>(std::size_t, hushed::Problem<Real>&)>& task)
      override {
    std::vector<std::vector<hushed::Metric>> results;
    for (std::size_t part = 0; part < parts; ++part) results.push_back(task(part, *problem_));
    return results;
  }

  hushed::Problem<Real>& problem() override { return *problem_; }

 private:
  void Carry(hushed::Message& message) {
    letter_.clear();
    message.Write(letter_);
    ++carried_.letters;
    carried_.bytes += letter_.size();
    message = hushed::Message::Read(letter_);
  }

  void AddToSum(std::size_t position) {
    if (upload_.outcome != hushed::Outcome::kSpoke) return sum_.Add(position, {});
    sum_.Add(position, [this](const hushed::PartialSum<Real>& sum) {  // in order, so called at once
      upload_.message.AddTo(sum, static_cast<Real>(upload_.weight));
    });
  }

  std::unique_ptr<hushed::Problem<Real>> problem_;
  hushed::Workspace<Real> workspace_;
  hushed::Upload<Real> upload_;
  hushed::ExchangeSum<Real> sum_;
  std::vector<std::byte> letter_;
  Carried& carried_;
};

}  // namespace

int main() try {
  Carried carried;
  const auto make = [&]<class Real>(const hushed::TransportSetting<Real>& setting) {
    return std::make_unique<ByLetter<Real>>(setting, carried);
  };
  hushed::RegisterTransport("by-letter", make, make);

  hushed::TrainRequest request;
  request.job = R"(
  data = { name = "synthetic-blobs", classes = 4, columns = 8, separation = 4.0, test_rows = 500 }
  model = { name = "softmax" }
  train = { workers = 40, epochs = 5 }
  algorithm = { name = "sgd", learning_rate = 0.1 }
  )";
  for (const char* algorithm : {"sgd", "sasg"}) {
    request.overrides = {std::string("algorithm.name=") + algorithm};
    request.transport = "threads";
    const hushed::TrainResult threads = hushed::Train(request);
    carried = {};
    request.transport = "by-letter";
    const hushed::TrainResult letters = hushed::Train(request);
    const bool counted =
        carried.letters == letters.final.uploads && 8 * carried.bytes == letters.final.uplink_bits;
    std::printf("%s: %" PRIu64 " letters, %" PRIu64 " bytes, as the run counted: %s, ", algorithm,
                carried.letters, carried.bytes, counted ? "yes" : "no");
    std::printf("same bits: %s\n", threads.model_digest == letters.model_digest ? "yes" : "no");
  }
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
