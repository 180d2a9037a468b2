#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/inspect.h"
#include "record/quantities.h"

namespace hushed {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownWorkers = 20;  // in the text; the JSON has all

std::string SizeText(const Bits& bits) {
  return QuantityText(Unit::kBytes, BytesOf(static_cast<double>(bits.total())));
}

std::string ShapeText(const std::vector<std::uint64_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

void AppendPartition(const Inspection& inspection, std::string& text) {
  const auto& shards = inspection.shards;
  std::uint64_t smallest = shards.front().size, largest = 0;
  for (const auto& shard : shards) {
    smallest = std::min(smallest, shard.size);
    largest = std::max(largest, shard.size);
  }
  text += fmt::format("\npartition {}: {} workers, {} to {} examples each\n", inspection.partition,
                      shards.size(), smallest, largest);
  if (!inspection.partition_note.empty()) text += "  " + inspection.partition_note + "\n";
  if (inspection.classes > 0 && inspection.classes <= 20) {
    text += fmt::format("  {:>8} {:>9}  examples of each label\n", "worker", "examples");
  }
  for (std::size_t m = 0; m < std::min(shards.size(), kShownWorkers); ++m) {
    text += fmt::format("  {:>8} {:>9} ", m, shards[m].size);
    if (inspection.classes <= 20) {
      for (const std::uint64_t count : shards[m].labels) text += fmt::format(" {:>6}", count);
    } else {
      const auto present = std::count_if(shards[m].labels.begin(), shards[m].labels.end(),
                                         [](std::uint64_t count) { return count > 0; });
      text += fmt::format(" {} of {} labels", present, inspection.classes);
    }
    text += "\n";
  }
  if (shards.size() > kShownWorkers) {
    text += fmt::format("  ... and {} more (--json lists all)\n", shards.size() - kShownWorkers);
  }
}

void AppendLayout(const Inspection& inspection, std::string& text) {
  const Layout& layout = inspection.layout;
  text += fmt::format("\nmodel {}: {} parameters in {} tensors, {}\n", inspection.model,
                      layout.parameter_size(), layout.parameters().size(), inspection.precision);
  for (const Tensor& tensor : layout.parameters()) {
    text +=
        fmt::format("  {:<32} {:>20} {:>12}\n", tensor.name, ShapeText(tensor.shape), tensor.size);
  }
  if (!layout.buffers().empty()) {
    text += fmt::format("  and {} statistics in {} buffers\n", layout.buffer_size(),
                        layout.buffers().size());
  }
}

Json ModelJson(const Inspection& inspection) {
  Json tensors = Json::array();
  for (const Tensor& tensor : inspection.layout.parameters()) {
    tensors.push_back({{"name", tensor.name}, {"shape", tensor.shape}, {"offset", tensor.offset}});
  }
  return {{"name", inspection.model},
          {"precision", inspection.precision},
          {"parameters", inspection.layout.parameter_size()},
          {"statistics", inspection.layout.buffer_size()},
          {"tensors", std::move(tensors)}};
}

Json AlgorithmJson(const Inspection& inspection) {
  const auto bits = [](const Bits& b) {
    return Json{{"values", b.values}, {"positions", b.positions}, {"header", b.header}};
  };
  Json json = {{"name", inspection.algorithm},
               {"max_steps", inspection.max_steps},
               {"max_rounds", inspection.max_rounds},
               {"cohort", inspection.cohort},
               {"exchanges", inspection.exchanges},
               {"upload_bits", bits(inspection.upload)},
               {"downlink_bits", bits(inspection.downlink)}};
  if (inspection.exchanges > 1) json["first_downlink_bits"] = bits(inspection.first_downlink);
  return json;
}

}  // namespace

std::string InspectionText(const Inspection& inspection) {
  std::string text =
      fmt::format("data {}: {} training and {} test examples of {} columns", inspection.data,
                  inspection.train_examples, inspection.test_examples, inspection.columns);
  if (inspection.classes > 0) text += fmt::format(", {} classes", inspection.classes);
  text += "\n";
  AppendPartition(inspection, text);
  AppendLayout(inspection, text);
  text += fmt::format("\nalgorithm {}: {}\n", inspection.algorithm,
                      inspection.max_steps > 0 ? fmt::format("{} local steps", inspection.max_steps)
                                               : fmt::format("{} rounds", inspection.max_rounds));
  text += fmt::format("  up to {} workers addressed a round, {} exchange{} a round\n",
                      inspection.cohort, inspection.exchanges, inspection.exchanges > 1 ? "s" : "");
  text +=
      fmt::format("  an upload costs {} bits ({} of values, {} of positions, {} of headers): {}\n",
                  inspection.upload.total(), inspection.upload.values, inspection.upload.positions,
                  inspection.upload.header, SizeText(inspection.upload));
  if (inspection.exchanges > 1) {
    text += fmt::format("  the first answer of a round costs {} bits a worker: {}\n",
                        inspection.first_downlink.total(), SizeText(inspection.first_downlink));
  }
  text += fmt::format("  {} costs {} bits a worker: {}\n",
                      inspection.exchanges > 1 ? "the last" : "an answer",
                      inspection.downlink.total(), SizeText(inspection.downlink));
  text += "\nmemory, estimated\n";
  for (const auto& item : inspection.memory) {
    text += fmt::format("  {:<62} {:>10}\n", item.what,
                        QuantityText(Unit::kBytes, static_cast<double>(item.bytes)));
  }
  return text;
}

std::string InspectionJson(const Inspection& inspection) {
  Json json;
  json["data"] = {{"name", inspection.data},
                  {"train_examples", inspection.train_examples},
                  {"test_examples", inspection.test_examples},
                  {"columns", inspection.columns},
                  {"classes", inspection.classes}};
  Json workers = Json::array();
  for (const auto& shard : inspection.shards) {
    workers.push_back({{"examples", shard.size}, {"labels", shard.labels}});
  }
  json["partition"] = {{"kind", inspection.partition},
                       {"note", inspection.partition_note},
                       {"workers", std::move(workers)}};
  json["model"] = ModelJson(inspection);
  json["algorithm"] = AlgorithmJson(inspection);
  Json memory = Json::array();
  for (const auto& item : inspection.memory) {
    memory.push_back({{"what", item.what}, {"bytes", item.bytes}});
  }
  json["memory"] = std::move(memory);
  return json.dump(2) + "\n";
}

}  // namespace hushed
