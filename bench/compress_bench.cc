// Encoding, decoding and summing beside memcpy of the same floats: each line alternates the two in
// one loop and prints medians and their ratio. One thread.
//
//   compress_bench [n]...      sizes; 407050 (fits a cache) and 10000000 (does not) by default
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "compress/compressors.h"
#include "compress/message_sum.h"
#include "core/fixed_sum.h"
#include "core/stopwatch.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

struct Medians {
  double memcpy_seconds = 0.0;
  double task_seconds = 0.0;
};

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Task>
Medians Alternate(const std::vector<float>& from, std::vector<float>& to, const Task& task) {
  const std::size_t times = std::max<std::size_t>(21, 40'000'000 / from.size());
  std::vector<double> copies, tasks;
  for (std::size_t i = 0; i < times + 2; ++i) {
    Stopwatch watch;
    std::memcpy(to.data(), from.data(), from.size() * sizeof(float));
    const double copy = watch.Lap();
    task();
    const double other = watch.Lap();
    if (i < 2) continue;  // warming up
    copies.push_back(copy);
    tasks.push_back(other);
  }
  return {Median(copies), Median(tasks)};
}

void Print(const std::string& what, std::size_t n, const Medians& medians) {
  fmt::print("{:<34} {:>9}  {:>9.3f} ms  memcpy {:>7.3f} ms  ratio {:>5.2f}\n", what, n,
             1e3 * medians.task_seconds, 1e3 * medians.memcpy_seconds,
             medians.task_seconds / medians.memcpy_seconds);
}

struct Case {
  std::string name;
  Choice choice;
};

std::vector<Case> Cases() {
  const Values global = {{"per", std::string("global")}};
  const auto with = [&](const char* kind, Values options) {
    options.insert(global.begin(), global.end());
    return Choice{kind, options};
  };
  return {
      {"top-k 1%", with("top-k", {{"fraction", 0.01}})},
      {"top-k 1%, error memory", with("top-k", {{"fraction", 0.01}, {"error_memory", true}})},
      {"top-k 10%", with("top-k", {{"fraction", 0.1}})},
      {"top-k 50%", with("top-k", {{"fraction", 0.5}})},
      {"random-k 1%", with("random-k", {{"fraction", 0.01}})},
      {"threshold 2 rms", with("threshold", {})},
      {"sign", with("sign", {})},
      {"fp16", with("fp16", {})},
      {"qsgd 8 bits, bucket 512", with("qsgd", {})},
      {"qsgd 4 bits, one bucket",
       with("qsgd", {{"levels", std::int64_t{7}}, {"bucket", std::int64_t{0}}})},
      {"qsgd 2 bits, bucket 512", with("qsgd", {{"levels", std::int64_t{1}}})},
  };
}

void Measure(const Case& which, const std::vector<float>& v, std::vector<float>& scratch) {
  const auto compressor = MakeCompressor<float>(which.choice, Layout());
  Message message;
  std::uint64_t round = 0;
  const auto encode = [&] {
    message.Clear();
    compressor->Encode(v, 0, StreamsOf(0, round++), message);
  };
  Print(which.name + ": encode", v.size(), Alternate(v, scratch, encode));
  std::vector<float> sum(v.size());
  const auto decode = [&] { message.AddTo<float>(sum, 0.5f); };
  Print(which.name + ": decode", v.size(), Alternate(v, scratch, decode));
}

// The plain way to find the k-th largest magnitude, without collecting what is above it.
float KthByNthElement(const std::vector<float>& v, std::size_t k, std::vector<float>& scratch) {
  std::transform(v.begin(), v.end(), scratch.begin(), [](float x) { return std::abs(x); });
  const auto kth = scratch.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(scratch.begin(), kth, scratch.end(), std::greater<>());
  return *kth;
}

// Data on which guessing a threshold goes wrong, or that is all ties.
std::vector<std::pair<std::string, std::vector<float>>> HardData(std::size_t n) {
  std::vector<float> equal(n, 1.0f), one(n, 0.0f), sorted = GaussianVector<float>(n, 2);
  one[n / 2] = 1.0f;
  std::sort(sorted.begin(), sorted.end());
  std::vector<float> few = GaussianVector<float>(n, 3);
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 200 != 0) few[i] = 0.0f;
  }
  return {{"all equal", equal}, {"constant but one", one}, {"sorted", sorted}, {"0.5% not 0", few}};
}

void MeasureHardTopK(std::size_t n, std::vector<float>& scratch) {
  const Choice choice{"top-k", {{"fraction", 0.01}, {"per", std::string("global")}}};
  std::vector<float> magnitudes(n);
  for (const auto& [name, v] : HardData(n)) {
    Message message;
    const auto compressor = MakeCompressor<float>(choice, Layout());
    const auto encode = [&] {
      message.Clear();
      compressor->Encode(v, 0, StreamsOf(0, 0), message);
    };
    Print(fmt::format("top-k 1%, {}: encode", name), n, Alternate(v, scratch, encode));
    const auto select = [&] { KthByNthElement(v, n / 100, magnitudes); };
    Print(fmt::format("nth_element, {}", name), n, Alternate(v, scratch, select));
  }
}

// The fixed-shape sum of a hundred workers' messages, as one comes after the other and with all at
// hand.
void MeasureSums(const std::vector<float>& v, std::vector<float>& scratch) {
  constexpr std::size_t kMessages = 100;
  const std::size_t n = v.size();
  const auto compressor = MakeCompressor<float>(Cases()[0].choice, Layout());
  std::vector<Message> messages(kMessages);
  std::vector<WeightedMessage<float>> weighted;
  for (std::size_t p = 0; p < kMessages; ++p) {
    compressor->Encode(GaussianVector<float>(n, p), 0, StreamsOf(0, 0), messages[p]);
    weighted.push_back({&messages[p], 0.5f});
  }
  FixedSum<float> sum;
  const auto one_by_one = [&] {
    sum.Start(kMessages, n);
    for (std::size_t p = 0; p < kMessages; ++p) {
      sum.Add(p, [&, p](const PartialSum<float>& s) { messages[p].AddTo(s, 0.5f); });
    }
    sum.Finish();
  };
  Print("sum of 100 top-k 1%, one by one", n, Alternate(v, scratch, one_by_one));
  MessageSum<float> all;
  std::vector<float> out(n);
  const auto at_hand = [&] { all.Sum(weighted, out); };
  Print("sum of 100 top-k 1%, all at hand", n, Alternate(v, scratch, at_hand));
}

void MeasureAll(std::size_t n) {
  const auto v = GaussianVector<float>(n, 1);
  std::vector<float> scratch(n);
  for (const Case& which : Cases()) Measure(which, v, scratch);
  MeasureHardTopK(n, scratch);
  MeasureSums(v, scratch);
  std::vector<std::uint32_t> words(n);
  Stream stream(1, Purpose::kCompress, 0, 0, 0);
  const auto draw = [&] {
    for (std::size_t i = 0; i + 1024 <= n; i += 1024) stream.Fill(std::span(words).first(1024));
  };
  Print("random words alone", n, Alternate(v, scratch, draw));
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(std::stoul(argv[i]));
  if (sizes.empty()) sizes = {407'050, 10'000'000};
  for (const std::size_t n : sizes) hushed::MeasureAll(n);
}
