#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hushed {

// What a program has added to a list of components that are chosen by name, with a maker for each
// scalar type. Filled before trainings begin, then only read.
template <class Info, template <class> class Maker>
class Registry {
 public:
  void Add(Info info, Maker<float> as_float, Maker<double> as_double) {
    entries_.push_back({std::move(info), std::move(as_float), std::move(as_double)});
  }

  // In the order in which they were added.
  std::vector<Info> infos() const {
    std::vector<Info> infos;
    for (const Entry& entry : entries_) infos.push_back(entry.info);
    return infos;
  }

  // Null where nothing has this name; valid until the next Add().
  template <class Real>
  const Maker<Real>* Find(const std::string& name) const {
    for (const Entry& entry : entries_) {
      if (entry.info.name != name) continue;
      if constexpr (std::is_same_v<Real, float>) {
        return &entry.as_float;
      } else {
        return &entry.as_double;
      }
    }
    return nullptr;
  }

 private:
  struct Entry {
    Info info;
    Maker<float> as_float;
    Maker<double> as_double;
  };
  std::vector<Entry> entries_;
};

}  // namespace hushed
