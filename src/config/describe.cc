#include "config/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/schema.h"

namespace hushed {
namespace {

using Json = nlohmann::ordered_json;

// One kind of things that a job can name.
struct Listing {
  std::string title;               // "models", "compress"
  std::string singular;            // "model", "kind of compress"
  std::vector<std::string> words;  // other words users may call it by
  std::vector<KindInfo> entries;
};

constexpr char kAlgorithms[] = "algorithms";

std::vector<Listing> Listings(const Catalogue& catalogue) {
  std::vector<KindInfo> algorithms;
  for (const AlgorithmInfo& info : catalogue.algorithms) {
    algorithms.push_back({info.name, info.summary, info.options});
    algorithms.back().options.insert(algorithms.back().options.begin(), LearningRateOption());
  }
  std::vector<Listing> listings = {
      {kAlgorithms, "algorithm", {"algorithm"}, std::move(algorithms)},
      {"data", "data set", {"dataset", "datasets"}, catalogue.datasets},
      {"partitions", "partition", {"partition"}, catalogue.partitions},
      {"models", "model", {"model"}, catalogue.models}};
  for (const AxisInfo& axis : catalogue.axes) {
    std::vector<std::string> words = {axis.name + "s"};
    if (axis.name == "compress") words = {"compressor", "compressors"};
    if (axis.name == "aggregate") words = {"aggregator", "aggregators", "aggregates"};
    listings.push_back({axis.name, "kind of " + axis.name, std::move(words), axis.kinds});
  }
  return listings;
}

Listing FindListing(const Catalogue& catalogue, const std::string& kind) {
  std::string word = kind;  // server-optimizer serves for server_optimizer
  std::replace(word.begin(), word.end(), '-', '_');
  std::vector<std::string> known;
  for (Listing& listing : Listings(catalogue)) {
    const bool named =
        listing.title == word ||
        std::find(listing.words.begin(), listing.words.end(), word) != listing.words.end();
    if (named) return std::move(listing);
    known.push_back(listing.title);
  }
  throw ConfigError(UnknownName("kind", kind, known));
}

// The listings that `kind` asks for: one, or all when it is empty.
std::vector<Listing> Asked(const Catalogue& catalogue, const std::string& kind) {
  if (kind.empty()) return Listings(catalogue);
  return {FindListing(catalogue, kind)};
}

const KindInfo& FindEntry(const Catalogue& catalogue, const Listing& listing,
                          const std::string& name) {
  const KindInfo* entry = FindByName(listing.entries, name);
  if (entry == nullptr) {
    const bool model = listing.singular == "model" && catalogue.missing_model;
    if (const std::string why = model ? catalogue.missing_model(name) : ""; !why.empty()) {
      throw ConfigError(why);
    }
    throw ConfigError(UnknownName(listing.singular, name, NamesOf(listing.entries)));
  }
  return *entry;
}

std::string OptionText(const OptionInfo& info) {
  return fmt::format("  {} = {}\n      {}\n      {}\n", info.name, ToText(info.default_value),
                     info.help, AllowedText(info));
}

// "top-k: fraction = 0.01, per = "tensor""
std::string ChoiceText(const Choice& choice) {
  std::string text = choice.kind;
  const char* separator = ": ";
  for (const auto& [name, value] : choice.options) {
    text += fmt::format("{}{} = {}", separator, name, ToText(value));
    separator = ", ";
  }
  return text;
}

Json ToJson(const Value& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

Json ToJson(const Values& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) json[name] = ToJson(value);
  return json;
}

Json ToJson(const OptionInfo& info) {
  return {{"name", info.name},
          {"type", TypeName(info.default_value)},
          {"default", ToJson(info.default_value)},
          {"allowed", AllowedText(info)},
          {"help", info.help}};
}

std::string Dumped(const Json& json) { return json.dump(2) + "\n"; }

}  // namespace

std::string ListText(const Catalogue& catalogue, const std::string& kind) {
  std::string text;
  for (const Listing& listing : Asked(catalogue, kind)) {
    std::size_t width = 0;
    for (const KindInfo& entry : listing.entries) width = std::max(width, entry.name.size());
    text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", listing.title);
    for (const KindInfo& entry : listing.entries) {
      text += fmt::format("  {:<{}}  {}\n", entry.name, width, entry.summary);
    }
  }
  return text;
}

std::string ListJson(const Catalogue& catalogue, const std::string& kind) {
  Json json = Json::object();
  for (const Listing& listing : Asked(catalogue, kind)) {
    Json entries = Json::array();
    for (const KindInfo& entry : listing.entries) {
      entries.push_back({{"name", entry.name}, {"summary", entry.summary}});
    }
    json[listing.title] = std::move(entries);
  }
  return Dumped(json);
}

std::vector<std::string> ListedKinds(const Catalogue& catalogue) {
  std::vector<std::string> kinds;
  for (const Listing& listing : Listings(catalogue)) kinds.push_back(listing.title);
  return kinds;
}

std::vector<std::string> ListedNames(const Catalogue& catalogue, const std::string& kind) {
  return NamesOf(FindListing(catalogue, kind).entries);
}

std::string DescribeText(const Catalogue& catalogue, const std::string& kind,
                         const std::string& name) {
  const Listing listing = FindListing(catalogue, kind);
  const KindInfo& entry = FindEntry(catalogue, listing, name);
  std::string text = fmt::format("{}: {}\n", entry.name, entry.summary);
  const AlgorithmInfo* algorithm = nullptr;
  if (listing.title == kAlgorithms) {
    algorithm = FindByName(catalogue.algorithms, name);
    if (!algorithm->paper.empty()) text += fmt::format("{}\n", algorithm->paper);
    if (!algorithm->description.empty()) text += fmt::format("\n{}\n", algorithm->description);
  }
  text += entry.options.empty() ? "\nIt has no options.\n" : "\nOptions:\n";
  for (const OptionInfo& option : entry.options) text += OptionText(option);
  if (algorithm != nullptr && !algorithm->axes.empty()) {
    text += "\nAxes, each open to a job's own [algorithm.AXIS] table:\n";
    for (const AxisInfo& axis : catalogue.axes) {
      if (algorithm->axes.count(axis.name) == 0) continue;
      text += fmt::format("  {:<16}  {}\n", axis.name,
                          ChoiceText(PresetOf(catalogue, *algorithm, axis.name)));
    }
  }
  return text;
}

std::string DescribeJson(const Catalogue& catalogue, const std::string& kind,
                         const std::string& name) {
  const Listing listing = FindListing(catalogue, kind);
  const KindInfo& entry = FindEntry(catalogue, listing, name);
  Json json = {{"name", entry.name}, {"summary", entry.summary}, {"options", Json::array()}};
  for (const OptionInfo& option : entry.options) json["options"].push_back(ToJson(option));
  if (listing.title != kAlgorithms) return Dumped(json);
  const AlgorithmInfo& algorithm = *FindByName(catalogue.algorithms, name);
  json["paper"] = algorithm.paper;
  json["description"] = algorithm.description;
  json["axes"] = Json::object();
  for (const AxisInfo& axis : catalogue.axes) {
    if (algorithm.axes.count(axis.name) == 0) continue;
    const Choice preset = PresetOf(catalogue, algorithm, axis.name);
    json["axes"][axis.name] = {{"kind", preset.kind}, {"options", ToJson(preset.options)}};
  }
  return Dumped(json);
}

}  // namespace hushed
