#include "data/leaf_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

using Json = nlohmann::json;

// Hears the file's tokens in their order. Where it is follows from the containers that are open:
// 1 the file, 2 user_data, 3 a user, 4 the user's x or y, 5 and more an example.
class LeafHandler final : public nlohmann::json_sax<Json> {
 public:
  LeafHandler(const std::string& name, std::uint64_t most_users, LeafRows& rows)
      : name_(name), most_users_(most_users), rows_(rows) {}

  bool null() override { return Value("null"); }
  bool boolean(bool) override { return Value("true or false"); }
  bool number_integer(number_integer_t value) override {
    return Number(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return Number(value); }
  bool binary(binary_t&) override { return Value("binary"); }

  bool string(string_t& value) override {
    if (section_ != Section::kUsers || open_ != 2) return Value("a text");
    listed_.push_back(std::move(value));
    return true;
  }

  bool start_object(std::size_t) override {
    if (open_ == 0 || (section_ == Section::kData && open_ <= 2)) return Open();
    Value("an object");
    return Open();
  }

  bool start_array(std::size_t) override {
    const bool list = section_ == Section::kUsers || section_ == Section::kCounts;
    const bool expected =
        (list && open_ == 1) || (InField() && open_ == 3) || (InField() && field_ == Field::kX);
    if (!expected) Value("a list");
    if (InField() && field_ == Field::kX && open_ == 4) example_ = rows_.dense.size();
    return Open();
  }

  bool key(string_t& value) override {
    if (open_ == 1) {
      section_ = value == "users"         ? Section::kUsers
                 : value == "num_samples" ? Section::kCounts
                 : value == "user_data"   ? Section::kData
                                          : Section::kOther;
      if (section_ == Section::kData && std::exchange(has_data_, true)) Fail("user_data twice");
    } else if (section_ == Section::kData && open_ == 2) {
      BeginUser(std::move(value));
    } else if (section_ == Section::kData && open_ == 3) {
      BeginField(value);
    }
    return true;
  }

  bool end_object() override {
    if (--open_ == 2 && section_ == Section::kData) EndUser();
    return true;
  }

  bool end_array() override {
    if (--open_ == 4 && InField() && field_ == Field::kX) EndExample();
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 3: reason"
    std::string reason = error.what();
    for (const char* mark : {"] ", ": "}) {
      const auto at = reason.find(mark);
      if (at != std::string::npos) reason.erase(0, at + 2);
    }
    std::string clean;
    for (const char c : reason.substr(0, 160)) clean += c >= 0x20 && c < 0x7f ? c : '?';
    const std::string where = section_ == Section::kData && open_ >= 3 ? Where() : name_;
    throw DataError(fmt::format("{}: byte {}: not JSON: {}", where, byte, clean));
  }

  // What the file says of itself agrees with what it holds.
  void Finish() const {
    if (!has_data_) Fail("has no user_data");
    if (!counts_.empty() && counts_.size() != listed_.size()) {
      Fail(fmt::format("{} users, {} num_samples", listed_.size(), counts_.size()));
    }
    if (!listed_.empty() && listed_.size() != sizes_.size()) {
      Fail(fmt::format("{} users are listed, user_data has {}", listed_.size(), sizes_.size()));
    }
    for (std::size_t i = 0; i < listed_.size(); ++i) {
      const auto found = sizes_.find(listed_[i]);
      if (found == sizes_.end()) {
        Fail(fmt::format("user '{}' is listed and not in user_data", Shown(listed_[i])));
      }
      if (counts_.empty() || found->second == kPassedOver) continue;
      if (counts_[i] != static_cast<double>(found->second)) {
        Fail(fmt::format("user '{}': {} examples, num_samples says {}", Shown(listed_[i]),
                         found->second, counts_[i]));
      }
    }
  }

 private:
  enum class Section { kOther, kUsers, kCounts, kData };
  enum class Field { kOther, kX, kY };
  static constexpr std::uint64_t kPassedOver = ~std::uint64_t{0};

  [[noreturn]] void Fail(const std::string& reason) const {
    throw DataError(fmt::format("{}: {}", name_, reason));
  }
  [[noreturn]] void FailUser(const std::string& reason) const {
    throw DataError(fmt::format("{}: {}", Where(), reason));
  }
  std::string Where() const { return fmt::format("{}: user '{}'", name_, Shown(user_)); }

  bool InField() const {
    return section_ == Section::kData && open_ >= 3 && field_ != Field::kOther;
  }

  bool Open() {
    ++open_;
    return true;
  }

  // Something that is no number; refused where its kind matters.
  bool Value(const char* what) const {
    if (open_ == 0) Fail(fmt::format("holds {}, not an object with user_data", what));
    if (section_ == Section::kUsers) Fail(fmt::format("{} in users, a list of names", what));
    if (section_ == Section::kCounts) Fail(fmt::format("{} in num_samples, a list", what));
    if (section_ == Section::kData && open_ == 1) {
      Fail(fmt::format("user_data is {}, not an object of users", what));
    }
    if (section_ == Section::kData && open_ == 2) {
      FailUser(fmt::format("is {}, not an object with x and y", what));
    }
    if (!InField()) return true;
    const char* field = field_ == Field::kX ? "x" : "y";
    if (open_ == 3) FailUser(fmt::format("{} is {}, not a list", field, what));
    FailUser(fmt::format("{} holds {}: only numbers can be trained with", field, what));
  }

  bool Number(double value) {
    if (section_ == Section::kCounts && open_ == 2) {
      counts_.push_back(value);
      return true;
    }
    if (!InField() || open_ < 4) return Value("a number");
    if (field_ == Field::kY) {
      rows_.targets.push_back(value);
      return true;
    }
    if (open_ == 4) example_ = rows_.dense.size();
    rows_.dense.push_back(value);
    if (open_ == 4) EndExample();
    return true;
  }

  void BeginUser(std::string name) {
    user_ = std::move(name);
    if (!rows_.known.insert(user_).second) FailUser("stands twice in the files");
    passed_over_ = rows_.users.size() >= most_users_;
    if (!passed_over_) rows_.users.push_back(user_);
    field_ = Field::kOther;
    has_x_ = has_y_ = false;
    first_ = rows_.end.empty() ? 0 : rows_.end.back();
  }

  void BeginField(const std::string& name) {
    field_ = passed_over_  ? Field::kOther
             : name == "x" ? Field::kX
             : name == "y" ? Field::kY
                           : Field::kOther;
    const bool twice = (field_ == Field::kX && std::exchange(has_x_, true)) ||
                       (field_ == Field::kY && std::exchange(has_y_, true));
    if (twice) FailUser(name + " twice");
  }

  void EndExample() {
    const std::uint64_t numbers = rows_.dense.size() - example_;
    if (rows_.columns == 0) rows_.columns = numbers;
    const std::uint64_t row = example_ / std::max<std::uint64_t>(rows_.columns, 1) - first_;
    if (numbers == 0) FailUser(fmt::format("example {} is empty", row + 1));
    if (numbers != rows_.columns) {
      FailUser(fmt::format("example {} has {} numbers, others have {}", row + 1, numbers,
                           rows_.columns));
    }
  }

  void EndUser() {
    if (passed_over_) {
      sizes_[user_] = kPassedOver;
      return;
    }
    if (!has_x_ || !has_y_) FailUser(has_x_ ? "has no y" : "has no x");
    const std::uint64_t examples =
        rows_.columns == 0 ? 0 : rows_.dense.size() / rows_.columns - first_;
    const std::uint64_t labels = rows_.targets.size() - first_;
    if (examples != labels) {
      FailUser(fmt::format("{} examples in x, {} labels in y", examples, labels));
    }
    rows_.end.push_back(rows_.targets.size());
    sizes_[user_] = examples;
  }

  const std::string& name_;
  std::uint64_t most_users_;
  LeafRows& rows_;
  Section section_ = Section::kOther;
  Field field_ = Field::kOther;
  std::size_t open_ = 0;
  std::string user_;
  std::uint64_t first_ = 0;    // example of the user
  std::uint64_t example_ = 0;  // where the example's numbers begin in rows_.dense
  bool passed_over_ = false, has_x_ = false, has_y_ = false, has_data_ = false;
  std::vector<std::string> listed_;
  std::vector<double> counts_;
  std::unordered_map<std::string, std::uint64_t> sizes_;  // examples of each user of user_data
};

}  // namespace

void ReadLeaf(std::istream& text, const std::string& name, std::uint64_t most_users,
              LeafRows& rows) {
  LeafHandler handler(name, most_users, rows);
  Json::sax_parse(text, &handler);
  handler.Finish();
}

}  // namespace hushed
