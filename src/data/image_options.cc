#include "data/image_options.h"

#include <fmt/format.h>

#include "hushed/errors.h"

namespace hushed {
namespace {

// Rows [begin, begin + count) of a split of byte rows.
Split Rows(const Split& split, std::uint64_t begin, std::uint64_t count) {
  const std::uint64_t row = split.bytes.values.size() / split.size;
  const auto from = [](const auto& values, std::uint64_t i) {
    return values.begin() + static_cast<std::ptrdiff_t>(i);
  };
  Split part;
  part.size = count;
  part.bytes.mean = split.bytes.mean;
  part.bytes.deviation = split.bytes.deviation;
  part.bytes.values.assign(from(split.bytes.values, begin * row),
                           from(split.bytes.values, (begin + count) * row));
  part.targets.assign(from(split.targets, begin), from(split.targets, begin + count));
  return part;
}

void Limit(std::int64_t limit, Split& split) {
  const auto most = static_cast<std::uint64_t>(limit);
  if (most > 0 && most < split.size) split = Rows(split, 0, most);
}

}  // namespace

void Choose(const ImageOptions& options, Dataset& data) {
  const auto held_out = static_cast<std::uint64_t>(options.held_out);
  if (held_out > 0 && held_out >= data.train.size) {
    throw ConfigError(
        fmt::format("data.held_out = {}: leaves none of the {} training images to train with",
                    held_out, data.train.size));
  }
  if (held_out > 0) {
    const std::uint64_t kept = data.train.size - held_out;
    data.test = Rows(data.train, kept, held_out);
    data.train = Rows(data.train, 0, kept);
  }
  Limit(options.train_limit, data.train);
  Limit(options.test_limit, data.test);
}

}  // namespace hushed
