#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checkup.h"
#include "commands.h"
#include "engine/host.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

using State = Finding::State;

const char* Word(State state) {
  return state == State::kOk ? "ok" : state == State::kMissing ? "missing" : "broken";
}

std::vector<Finding> CheckAll() {
  std::vector<Finding> all = CheckMachine();
  for (const auto& check : {CheckParts, CheckData, CheckFolders}) {
    for (Finding& finding : check()) all.push_back(std::move(finding));
  }
  all.push_back(CheckTraining());
  return all;
}

std::size_t Count(const std::vector<Finding>& findings, State state) {
  return static_cast<std::size_t>(std::ranges::count(findings, state, &Finding::state));
}

void PrintJson(const std::vector<Finding>& findings) {
  nlohmann::ordered_json json;
  json["works"] = Count(findings, State::kBroken) == 0;
  for (const auto& [name, value] : HostFacts()) json["host"][name] = value;
  for (const Finding& finding : findings) {
    json["findings"].push_back({{"name", finding.name},
                                {"state", Word(finding.state)},
                                {"text", finding.text},
                                {"remedy", finding.remedy}});
  }
  fmt::print("{}\n", json.dump(2));
}

void PrintText(const std::vector<Finding>& findings) {
  std::size_t width = 0;
  for (const Finding& finding : findings) width = std::max(width, finding.name.size());
  fmt::print("hushed {}\n", Version());
  for (const Finding& finding : findings) {
    fmt::print("  {:<7}  {:<{}}  {}\n", Word(finding.state), finding.name, width, finding.text);
    if (!finding.remedy.empty()) fmt::print("  {:<{}}  -> {}\n", "", width + 9, finding.remedy);
  }
  if (Count(findings, State::kBroken) > 0) return;
  const std::size_t missing = Count(findings, State::kMissing);
  fmt::print("Training works; {}.\n", missing == 0 ? "nothing is missing"
                                      : missing == 1
                                          ? "one thing is missing"
                                          : fmt::format("{} things are missing", missing));
}

}  // namespace

void RunDoctor(bool json) {
  const std::vector<Finding> findings = CheckAll();
  if (json) {
    PrintJson(findings);
  } else {
    PrintText(findings);
  }
  const auto broken = std::ranges::find(findings, State::kBroken, &Finding::state);
  if (broken != findings.end()) throw Error(broken->name + " does not work: " + broken->text);
}

}  // namespace hushed
