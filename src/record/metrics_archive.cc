#include "record/metrics_archive.h"

#include <initializer_list>

namespace hushed {
namespace {

void Serialize(Archive& archive, std::string& text) {
  std::vector<char> characters(text.begin(), text.end());
  archive.Vector(characters);
  text.assign(characters.begin(), characters.end());
}

}  // namespace

void Serialize(Archive& archive, std::vector<std::pair<std::string, double>>& numbers) {
  std::uint64_t count = numbers.size();
  archive.Value(count);
  if (archive.loading()) numbers.clear();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (archive.loading()) numbers.emplace_back();  // one by one: the count may promise too much
    Serialize(archive, numbers[i].first);
    archive.Value(numbers[i].second);
  }
}

void Serialize(Archive& archive, MetricsLine& line) {
  for (std::uint64_t* count :
       {&line.round, &line.exchange, &line.step, &line.uploads, &line.uplink_bits,
        &line.uplink_value_bits, &line.downlink_bits, &line.gradient_evaluations}) {
    archive.Value(*count);
  }
  archive.Value(line.epoch);
  archive.Value(line.seconds);
  Serialize(archive, line.metrics);
}

void Serialize(Archive& archive, TargetReached& target) {
  std::uint8_t reached = target.reached;
  archive.Value(reached);
  target.reached = reached != 0;
  Serialize(archive, target.at);
}

}  // namespace hushed
