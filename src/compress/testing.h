#pragma once

#include <cmath>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compress/codecs.h"
#include "compress/compressors.h"
#include "testing/vectors.h"

namespace hushed {

// What the tests of this room share.

inline Values Global(Values options = {}) {
  options.insert({"per", std::string("global")});
  return options;
}

// Every kind that is listed with its own defaults, and some settings beside them.
inline std::vector<Choice> LawSettings() {
  std::vector<Choice> settings;
  for (const KindInfo& kind : CompressorKinds()) {
    settings.push_back({kind.name, Complete(kind.options, Global(), kind.name)});
  }
  const std::vector<Choice> others = {
      {"top-k", {{"fraction", 0.1}}},
      {"top-k", {{"fraction", 1.0}}},
      {"random-k", {{"fraction", 0.1}}},
      {"random-k", {{"fraction", 0.1}, {"unbiased", true}}},
      {"random-k", {{"fraction", 0.6}, {"unbiased", true}, {"shared_positions", true}}},
      {"threshold", {{"relative", 0.5}}},
      {"threshold", {{"relative", 0.0}, {"threshold", 0.5}}},
      {"qsgd", {{"levels", std::int64_t{1}}, {"bucket", std::int64_t{0}}}},
      {"qsgd", {{"levels", std::int64_t{7}}, {"bucket", std::int64_t{100}}}},
      {"qsgd", {{"levels", std::int64_t{32767}}}},
  };
  for (const Choice& other : others) settings.push_back({other.kind, Global(other.options)});
  return settings;
}

inline std::string Text(const Choice& choice) {
  std::string text = choice.kind;
  for (const auto& [name, value] : choice.options) text += " " + name + "=" + ToText(value);
  return text;
}

// A compressor of whole vectors, whatever their size.
template <class Real>
std::unique_ptr<Compressor<Real>> MakeGlobal(const std::string& kind, const Values& options = {}) {
  return MakeCompressor<Real>({kind, Global(options)}, Layout());
}

template <class Real>
Message Encoded(Compressor<Real>& compressor, const std::vector<Real>& v,
                const Streams& streams = StreamsOf(0, 0)) {
  Message message;
  compressor.Encode(v, 0, streams, message);
  message.Own();
  return message;
}

// The vector of n scalars that the message stands for.
template <class Real>
std::vector<Real> Decoded(const Message& message, std::size_t n) {
  std::vector<Real> out(n, Real{0});
  message.AddTo<Real>(out, Real{1});
  return out;
}

// Where the sparse sections of a message have entries, in order.
inline std::vector<std::uint32_t> Support(const Message& message) {
  std::vector<std::uint32_t> support;
  for (const Section& section : message.sections()) {
    for (std::size_t i = 0; i < section.kept; ++i) {
      const auto position = Load<std::uint32_t>(message.payload(section).data(), i);
      support.push_back(section.offset + position);
    }
  }
  return support;
}

inline std::vector<std::byte> Written(const Message& message) {
  std::vector<std::byte> bytes;
  message.Write(bytes);
  return bytes;
}

template <class Real>
bool SameBits(std::span<const Real> a, std::span<const Real> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}
template <class Real>
bool SameBits(const std::vector<Real>& a, const std::vector<Real>& b) {
  return SameBits<Real>(std::span<const Real>(a), std::span<const Real>(b));
}

// |a - b|^2 and |v|^2, in double.
template <class Real>
double SquaredError(const std::vector<Real>& a, const std::vector<Real>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  }
  return sum;
}
template <class Real>
double Squares(const std::vector<Real>& v) {
  return SquaredError(v, Zeros<Real>(v.size()));
}

}  // namespace hushed
