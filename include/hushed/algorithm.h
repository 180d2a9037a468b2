#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hushed/archive.h"
#include "hushed/exchange.h"
#include "hushed/options.h"

namespace hushed {

// One worker's half of an algorithm. Members are what this worker must remember between exchanges
// (and between the segments of a long round), and nothing else; everything of the model's size that
// is only scratch comes from the workspace.
template <class Real>
class Worker {
 public:
  virtual ~Worker() = default;

  // Answers one exchange as worker out.worker; `out` comes reset. In a long round this is called
  // once per segment, and every segment but the last answers with a dense preview of the update so
  // far, which only evaluation sees.
  virtual void Work(const Round& round, std::span<const Real> shared, Workspace<Real>& workspace,
                    Upload<Real>& out) = 0;

  // Saves or loads the members.
  virtual void Serialize(Archive&) {}
};

// What a server needs of an exchange.
enum class Hears {
  kSum,   // only the weighted sum: reducible, and open to secure aggregation
  kEach,  // Hear() once per addressed worker, in the order of the plan
};

// The server's half. Deterministic: every rank of a cluster holds a replica.
template <class Real>
class Server {
 public:
  virtual ~Server() = default;

  // What it needs of this round's exchanges.
  virtual Hears hears(const Round&) const { return Hears::kSum; }

  // Fills plan.address and the round's steps, epochs, learning_rate and movement. index, exchange
  // and first_step come set; in a round's later exchanges the rest comes as the one before had it.
  virtual void Open(std::span<const Real> shared, Plan& plan) = 0;

  // Takes one upload in, which does not outlive the call. Its message, and the vector with it, may
  // be swapped for others that are done with. Only where it hears each.
  virtual void Hear(Upload<Real>&) {}

  // Answers the exchange: appends to `downlink` (which comes clear and may view the server's own
  // vectors or total.sum until the next Open).
  virtual void Close(const Plan& plan, const Total<Real>& total, std::span<const Real> shared,
                     Message& downlink) = 0;

  // Saves or loads what it remembers between exchanges.
  virtual void Serialize(Archive&) {}
};

// How long a Worker object lives.
enum class Memory {
  kNone,   // it remembers nothing: one object per thread serves every worker
  kRound,  // from a round's first exchange to its last
  kRun,    // the whole run; saved in checkpoints
};

// A training algorithm: makes both halves and says how shared moves.
// shared: the flat vector all participants agree on; x first (parameters, then buffers), then
// whatever else everyone must know.
template <class Real>
class Algorithm {
 public:
  virtual ~Algorithm() = default;

  virtual std::uint32_t exchanges() const { return 1; }               // a round; at least 1
  virtual std::size_t shared_size() const = 0;                        // scalars
  virtual std::size_t upload_size(std::uint32_t exchange) const = 0;  // scalars, decoded

  // True when workers that were not addressed must hear the downlink too (it is a change to
  // something they remember, such as a compressed model).
  virtual bool everyone_listens(std::uint32_t /*exchange*/) const { return false; }

  virtual Memory memory() const { return Memory::kNone; }  // of the workers

  // A worker that has not worked yet. Called by several threads.
  virtual std::unique_ptr<Worker<Real>> MakeWorker() const = 0;

  // A server that has heard nothing yet. Throws ConfigError when the job asks for what cannot be.
  virtual std::unique_ptr<Server<Real>> MakeServer() const = 0;

  // The only way shared moves: on server, ranks and workers alike. Depends on its arguments alone.
  // What follows the model in shared is 0 before the first round.
  // Here: shared <- shared - decoded downlink.
  virtual void Apply(const Round& round, const Message& downlink, std::span<Real> shared) const;
};

// An algorithm as users name it: a preset of axes, or a file of its own.
struct AlgorithmInfo {
  std::string name;                    // [algorithm] name
  std::string summary;                 // one line
  std::string paper;                   // authors, title, year, arXiv id
  std::string description;             // formulas, steps, cost, deviations; plain text, many lines
  std::vector<OptionInfo> options;     // of [algorithm] itself, beside name and learning_rate
  std::map<std::string, Choice> axes;  // those it has, with its settings; others are refused
};

// From now on jobs of this program may say [algorithm] name = info.name: a preset that has every
// axis, set as info.axes says or else as in sgd. Called before Train(), not beside it. Throws
// ConfigError when the name is taken, or when an axis, its kind or an option of it is unknown.
void RegisterAlgorithm(const AlgorithmInfo& info);

// Makes an algorithm from the values of its own options and what its axes alone would be.
template <class Real>
using AlgorithmMaker = std::function<std::unique_ptr<Algorithm<Real>>(
    const Values& options, std::unique_ptr<Algorithm<Real>> axes)>;

// The same for an algorithm with code of its own. Also throws ConfigError when an option is called
// name, learning_rate or like an axis.
void RegisterAlgorithm(const AlgorithmInfo& info, AlgorithmMaker<float> as_float,
                       AlgorithmMaker<double> as_double);

// The same for a class template Own<Real>, made from (const Options&,
// std::unique_ptr<Algorithm<Real>> axes), whose options are declared by Options::fields().
template <template <class> class Own, class Options = NoOptions>
void RegisterAlgorithm(AlgorithmInfo info) {
  info.options = OptionsOf<Options>();
  RegisterAlgorithm(
      info,
      [](const Values& options, std::unique_ptr<Algorithm<float>> axes) {
        return std::make_unique<Own<float>>(FromValues<Options>(options), std::move(axes));
      },
      [](const Values& options, std::unique_ptr<Algorithm<double>> axes) {
        return std::make_unique<Own<double>>(FromValues<Options>(options), std::move(axes));
      });
}

}  // namespace hushed
