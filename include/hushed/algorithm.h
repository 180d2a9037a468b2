#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "hushed/archive.h"
#include "hushed/exchange.h"

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

  virtual Hears hears(const Round&) const { return Hears::kSum; }

  // Fills plan.address and the round's steps, epochs, learning_rate and movement. index, exchange
  // and first_step come set; in a round's later exchanges the rest comes as the one before had it.
  virtual void Open(std::span<const Real> shared, Plan& plan) = 0;

  virtual void Hear(const Upload<Real>&) {}

  // Answers the exchange: appends to `downlink` (which comes clear and may view the server's own
  // vectors or total.sum until the next Open).
  virtual void Close(const Plan& plan, const Total<Real>& total, std::span<const Real> shared,
                     Message& downlink) = 0;

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

  virtual std::uint32_t exchanges() const { return 1; }
  virtual std::size_t shared_size() const = 0;
  virtual std::size_t upload_size(std::uint32_t exchange) const = 0;

  // True when workers that were not addressed must hear the downlink too (it is a change to
  // something they remember, such as a compressed model).
  virtual bool everyone_listens(std::uint32_t /*exchange*/) const { return false; }

  virtual Memory memory() const { return Memory::kNone; }
  virtual std::unique_ptr<Worker<Real>> MakeWorker() const = 0;
  virtual std::unique_ptr<Server<Real>> MakeServer() const = 0;

  // The only way shared moves: on server, ranks and workers alike.
  // Here: shared <- shared - decoded downlink.
  virtual void Apply(const Round& round, const Message& downlink, std::span<Real> shared) const;
};

}  // namespace hushed
