#pragma once

#include <nlohmann/json.hpp>

#include "commands.h"
#include "engine/trained.h"

namespace hushed {

// What `evaluate` and `predict` have in common.
TrainedRequest RequestOf(const EvaluateCommand& command);
nlohmann::ordered_json JsonOf(const EvaluateCommand& command, const Evaluation& evaluation);
void PrintMetrics(const Evaluation& evaluation);

}  // namespace hushed
