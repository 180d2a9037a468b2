#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/job.h"
#include "engine/run.h"

namespace hushed {

// A small classification job: four workers, 240 Gaussian blobs, a network of 67 parameters; double,
// so that identities are exact. 12 steps. For algorithms of exact local solves: as many separable
// examples, a linear classifier of 6 parameters.
std::string SmallJob(const std::string& algorithm);

// What SmallJob() needs to be a small job of this algorithm: a cohort of more than a worker, rounds
// where steps do not bound it.
std::vector<std::string> SmallJobOverrides(const std::string& algorithm);

// The scalar quadratics of the golden numbers: f_i = a_i x^2 / 2 - b_i x with a = (1, 3),
// b = (1, -1), started at x = 2; worker i owns f_i.
std::string ScalarQuadratics(const std::string& algorithm);

// Every algorithm of the catalogue, and its axes.
std::vector<std::string> AlgorithmNames();
const std::map<std::string, Choice>& AxesOf(const std::string& algorithm);

// The text as a name of a test: letters, digits and underscores.
std::string TestName(std::string text);

// overrides: "key=value".
Job ParsedJob(const std::string& toml, const std::vector<std::string>& overrides = {});

// Parses and trains.
RunResult Ran(const std::string& toml, const std::vector<std::string>& overrides,
              const RunOptions& options);
RunResult Ran(const std::string& toml, const std::vector<std::string>& overrides = {},
              std::size_t threads = 1, std::size_t ranks = 1);

// The runs are the same, but for times and the machine.
void ExpectSameRun(const RunResult& run, const RunResult& other);

std::string DigestOf(const std::string& toml, const std::vector<std::string>& overrides = {},
                     std::size_t threads = 1, std::size_t ranks = 1);

}  // namespace hushed
