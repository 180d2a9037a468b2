#include "trainers.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace hushed {

Trainers::Trainers(const StudyOptions& options) {
  StudyOptions alone = options;
  alone.threads = 1;
  trainers_.assign(options.threads, Trainer(alone));
}

void Trainers::ForEach(std::size_t count, const std::function<void(std::size_t, Trainer&)>& task) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> threads;
    for (Trainer& trainer : trainers_) {
      threads.emplace_back([&] {
        for (std::size_t i; (i = next.fetch_add(1)) < count;) {
          try {
            task(i, trainer);
          } catch (...) {
            const std::scoped_lock lock(mutex);
            failure = std::current_exception();
            next = count;
          }
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace hushed
