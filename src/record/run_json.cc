#include "record/run_json.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "record/json_reader.h"

namespace hushed {
namespace {

using NamedNumbers = std::vector<std::pair<std::string, double>>;

constexpr const char* kLeading[] = {"train_loss", "test_loss", "test_accuracy"};
constexpr const char* kCounters[] = {"round",
                                     "exchange",
                                     "step",
                                     "epoch",
                                     "uploads",
                                     "uplink_bits",
                                     "uplink_value_bits",
                                     "downlink_bits",
                                     "gradient_evaluations",
                                     "seconds"};

bool Leads(const std::string& name) {
  return std::find(std::begin(kLeading), std::end(kLeading), name) != std::end(kLeading);
}

bool IsCounter(const std::string& name) {
  return std::find(std::begin(kCounters), std::end(kCounters), name) != std::end(kCounters);
}

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json ObjectOf(const NamedNumbers& numbers) {
  Json object = Json::object();
  for (const auto& [name, value] : numbers) object[name] = Number(value);
  return object;
}

Json LineOf(const MetricsLine& line) {
  Json json;
  json["round"] = line.round;
  json["exchange"] = line.exchange;
  json["step"] = line.step;
  json["epoch"] = Number(line.epoch);
  for (const char* leading : kLeading) {
    for (const auto& [name, value] : line.metrics) {
      if (name == leading) json[name] = Number(value);
    }
  }
  json["uploads"] = line.uploads;
  json["uplink_bits"] = line.uplink_bits;
  json["uplink_value_bits"] = line.uplink_value_bits;
  json["downlink_bits"] = line.downlink_bits;
  json["gradient_evaluations"] = line.gradient_evaluations;
  json["seconds"] = Number(line.seconds);
  for (const auto& [name, value] : line.metrics) {
    if (!Leads(name) && !IsCounter(name)) json[name] = Number(value);
  }
  return json;
}

Json TargetOf(const TargetReached& target) {
  Json json = {{"metric", target.metric},
               {"value", Number(target.value)},
               {"reached", target.reached},
               {"round", target.at.round},
               {"step", target.at.step},
               {"uploads", target.at.uploads},
               {"uplink_bits", target.at.uplink_bits},
               {"uplink_value_bits", target.at.uplink_value_bits},
               {"seconds", Number(target.at.seconds)}};
  if (!target.reached) {
    for (auto& [name, value] : json.items()) {
      if (IsCounter(name)) value = nullptr;
    }
  }
  return json;
}

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

MetricsLine ReadLine(const JsonReader& reader) {
  MetricsLine line;
  line.round = reader.Count("round");
  line.exchange = reader.Count("exchange");
  line.step = reader.Count("step");
  line.epoch = reader.Real("epoch");
  line.uploads = reader.Count("uploads");
  line.uplink_bits = reader.Count("uplink_bits");
  line.uplink_value_bits = reader.Count("uplink_value_bits");
  line.downlink_bits = reader.Count("downlink_bits");
  line.gradient_evaluations = reader.Count("gradient_evaluations");
  line.seconds = reader.Real("seconds");
  for (const auto& item : reader.json().items()) {
    if (!IsCounter(item.key())) line.metrics.emplace_back(item.key(), reader.Real(item.key()));
  }
  return line;
}

TargetReached ReadTarget(const JsonReader& reader) {
  TargetReached target{reader.Text("metric"), reader.Real("value"), reader.Truth("reached"), {}};
  if (!target.reached) return target;
  target.at.round = reader.Count("round");
  target.at.step = reader.Count("step");
  target.at.uploads = reader.Count("uploads");
  target.at.uplink_bits = reader.Count("uplink_bits");
  target.at.uplink_value_bits = reader.Count("uplink_value_bits");
  target.at.seconds = reader.Real("seconds");
  return target;
}

}  // namespace

std::string ToJson(const MetricsLine& line) { return Dump(LineOf(line), -1); }

std::string ToJson(const Summary& summary) {
  Json json;
  json["algorithm"] = summary.algorithm;
  if (!summary.label.empty() && summary.label != summary.algorithm) json["label"] = summary.label;
  json["seed"] = summary.seed;
  json["workers"] = summary.workers;
  json["dimension"] = summary.dimension;
  json["rounds"] = summary.rounds;
  json["exchanges"] = summary.exchanges;
  json["steps"] = summary.steps;
  json["ending"] = summary.ending;
  json["final"] = LineOf(summary.final);
  json["best"] = ObjectOf(summary.best);
  json["targets"] = Json::array();
  for (const TargetReached& target : summary.targets) json["targets"].push_back(TargetOf(target));
  json["seconds"] = ObjectOf({{"total", summary.seconds.total},
                              {"compute", summary.seconds.compute},
                              {"compress", summary.seconds.compress},
                              {"transport", summary.seconds.transport},
                              {"wait", summary.seconds.wait},
                              {"aggregate", summary.seconds.aggregate},
                              {"evaluate", summary.seconds.evaluate}});
  json["transport"] = {{"kind", summary.transport.kind},
                       {"ranks", summary.transport.ranks},
                       {"sent_bytes", summary.transport.sent_bytes}};
  json["peak_memory_bytes"] = summary.peak_memory_bytes;
  json["model_digest"] = summary.model_digest;
  json["host"] = Json::object();
  for (const auto& [name, value] : summary.host) json["host"][name] = value;
  return Dump(json, 2) + "\n";
}

MetricsLine ParseMetricsLine(std::string_view text, const std::string& place) {
  const Json json = ParseJson(text, place);
  return ReadLine({json, place});
}

Summary ParseSummary(std::string_view text, const std::string& place) {
  const Json json = ParseJson(text, place);
  const JsonReader reader(json, place);
  Summary summary;
  summary.algorithm = reader.Text("algorithm");
  if (reader.Has("label")) summary.label = reader.Text("label");
  summary.seed = reader.Count("seed");
  summary.workers = reader.Count("workers");
  summary.dimension = reader.Count("dimension");
  summary.rounds = reader.Count("rounds");
  summary.exchanges = reader.Count("exchanges");
  summary.steps = reader.Count("steps");
  summary.ending = reader.Text("ending");
  summary.final = ReadLine(reader.Object("final"));
  const JsonReader best = reader.Object("best");
  for (const auto& item : best.json().items()) {
    summary.best.emplace_back(item.key(), best.Real(item.key()));
  }
  for (const JsonReader& target : reader.Objects("targets")) {
    summary.targets.push_back(ReadTarget(target));
  }
  const JsonReader seconds = reader.Object("seconds");
  summary.seconds = {seconds.Real("total"),     seconds.Real("compute"), seconds.Real("compress"),
                     seconds.Real("transport"), seconds.Real("wait"),    seconds.Real("aggregate"),
                     seconds.Real("evaluate")};
  const JsonReader transport = reader.Object("transport");
  summary.transport = {transport.Text("kind"), transport.Count("ranks"),
                       transport.Count("sent_bytes")};
  summary.peak_memory_bytes = reader.Count("peak_memory_bytes");
  summary.model_digest = reader.Text("model_digest");
  const JsonReader host = reader.Object("host");
  for (const auto& item : host.json().items()) {
    summary.host.emplace_back(item.key(), host.Text(item.key()));
  }
  return summary;
}

}  // namespace hushed
