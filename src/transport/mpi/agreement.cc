#include "transport/mpi/agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "core/stopwatch.h"
#include "hushed/errors.h"

namespace hushed {

const std::vector<std::span<const std::byte>>& Agreement::Share(std::span<const std::byte> mine,
                                                                const Failure& failure) {
  Exchange(mine, failure);
  ThrowFirst(false);
  return said_;
}

void Agreement::Meet(std::exception_ptr failure) {
  Exchange({}, {failure, communicator_.rank()});
  ThrowFirst(true);
}

void Agreement::Exchange(std::span<const std::byte> mine, const Failure& failure) {
  Header header;
  if (failure) {
    header.failure = KindOf(failure.cause, text_);
    header.position = failure.position;
    mine = text_;
  }
  header.size = mine.size();
  std::copy_n(mine.begin(), std::min(mine.size(), kShort), header.begin.begin());
  const Stopwatch watch;
  communicator_.AllGather(&header, sizeof header, headers_.data());
  wait_seconds_ += watch.Seconds();
  said_.clear();
  if (std::ranges::all_of(headers_, [](const Header& each) { return each.size <= kShort; })) {
    for (const Header& each : headers_) said_.push_back(std::span(each.begin).first(each.size));
  } else {
    std::vector<std::uint64_t> sizes;
    for (const Header& each : headers_) sizes.push_back(each.size);
    communicator_.AllGather(mine, sizes, all_);
    std::span<const std::byte> rest = all_;
    for (const std::uint64_t size : sizes) {
      said_.push_back(rest.first(size));
      rest = rest.subspan(size);
    }
  }
}

Agreement::Kind Agreement::KindOf(std::exception_ptr cause, std::vector<std::byte>& text) {
  Kind kind = Kind::kOther;
  std::string what = "unknown failure";
  try {
    std::rethrow_exception(cause);
  } catch (const std::exception& error) {
    what = Describe(error);
    if (dynamic_cast<const ConfigError*>(&error)) kind = Kind::kConfig;
    if (dynamic_cast<const DataError*>(&error)) kind = Kind::kData;
    if (dynamic_cast<const std::filesystem::filesystem_error*>(&error)) kind = Kind::kData;
    if (dynamic_cast<const TransportError*>(&error)) kind = Kind::kTransport;
    if (dynamic_cast<const DivergedError*>(&error)) kind = Kind::kDiverged;
  } catch (...) {  // told as it is
  }
  const auto bytes = std::as_bytes(std::span(what));
  text.assign(bytes.begin(), bytes.end());
  return kind;
}

void Agreement::ThrowFirst(bool name_rank) const {
  const Header* first = nullptr;
  std::size_t failed = 0;
  for (const Header& header : headers_) {
    if (header.failure == Kind::kNone) continue;
    ++failed;
    if (first == nullptr || header.position < first->position) first = &header;
  }
  if (first == nullptr) return;
  const auto rank = static_cast<std::size_t>(first - headers_.data());
  std::string text(reinterpret_cast<const char*>(said_[rank].data()), said_[rank].size());
  if (name_rank && failed < headers_.size()) text = fmt::format("rank {}: {}", rank, text);
  switch (first->failure) {
    case Kind::kConfig:
      throw ConfigError(text);
    case Kind::kData:
      throw DataError(text);
    case Kind::kTransport:
      throw TransportError(text);
    case Kind::kDiverged:
      throw DivergedError(text);
    default:
      throw Error(text);
  }
}

}  // namespace hushed
