#include "record/quantities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hushed {
namespace {

// How a value of some size is written: value * factor with so many decimals, then the suffix.
struct Form {
  double factor = 1.0;
  int decimals = 0;
  std::string suffix;
  bool scientific = false;
};

// Decimals that leave `digits` significant ones; nine at most.
int Decimals(double value, int digits) {
  if (value == 0.0) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  // Rounding may carry into one more digit: 9.996 is 10.0.
  const double rounded = std::abs(value) * std::pow(10.0, digits - 1 - exponent);
  const int carry = std::round(rounded) >= std::pow(10.0, digits) ? 1 : 0;
  return std::clamp(digits - 1 - exponent - carry, 0, 9);
}

Form PrefixForm(double value, const std::string& unit) {
  static constexpr const char* kPrefixes[] = {"", "k", "M", "G", "T", "P", "E"};
  Form form;
  std::size_t prefix = 0;
  for (double size = std::abs(value); size >= 999.5 && prefix < std::size(kPrefixes) - 1;
       ++prefix) {
    size /= 1000.0;
    form.factor /= 1000.0;
  }
  const double scaled = value * form.factor;
  form.decimals = prefix == 0 && value == std::round(value) ? 0 : Decimals(scaled, 3);
  const std::string suffix = kPrefixes[prefix] + unit;
  form.suffix = suffix.empty() ? "" : " " + suffix;
  form.scientific = std::abs(scaled) >= 1e6;
  return form;
}

Form FormOf(Unit unit, double value) {
  const double size = std::abs(value);
  switch (unit) {
    case Unit::kShare:
      return {100.0, size == 1.0 || size == 0.0 ? 0 : (size < 0.01 ? Decimals(100 * size, 2) : 2),
              "%", size != 0.0 && (size < 1e-6 || size > 1e6)};
    case Unit::kCount:
      if (size < 9999.5)
        return {1.0, value == std::round(value) ? 0 : Decimals(value, 3), "", false};
      return PrefixForm(value, "");
    case Unit::kBytes:
      return PrefixForm(value, "B");
    case Unit::kSeconds:
      if (size > 0.0 && size < 0.9995) {
        return {1000.0, Decimals(1000 * size, 3), " ms", size < 1e-6};
      }
      return {1.0, Decimals(value, 3), " s", size >= 1e6};
    case Unit::kNumber:
      break;
  }
  return {1.0, Decimals(value, 4), "", size != 0.0 && (size < 1e-4 || size >= 1e6)};
}

std::string Written(const Form& form, double value) {
  return form.scientific ? fmt::format("{:.3g}", value * form.factor)
                         : fmt::format("{:.{}f}", value * form.factor, form.decimals);
}

std::string LongDuration(double seconds) {
  const auto whole = static_cast<long long>(std::round(seconds));
  const long long minutes = whole / 60, hours = minutes / 60, days = hours / 24;
  if (hours == 0) return fmt::format("{} min {:02} s", minutes, whole % 60);
  if (days == 0) return fmt::format("{} h {:02} min", hours, minutes % 60);
  return fmt::format("{} d {:02} h", days, hours % 24);
}

bool IsLong(Unit unit, double value) {
  return unit == Unit::kSeconds && value >= 59.95 && value < 1e15;
}

}  // namespace

std::string QuantityText(Unit unit, double value) {
  if (std::isnan(value)) return "nan";  // without the sign that it may have
  if (std::isinf(value)) return value < 0.0 ? "-inf" : "inf";
  if (IsLong(unit, value)) return LongDuration(value);
  const Form form = FormOf(unit, value);
  return Written(form, value) + form.suffix;
}

std::string QuantityText(Unit unit, double mean, double deviation) {
  std::string alone = QuantityText(unit, mean);
  if (deviation == 0.0 || !std::isfinite(mean) || !std::isfinite(deviation)) return alone;
  if (IsLong(unit, mean)) return alone + " ± " + QuantityText(unit, deviation);
  const Form form = FormOf(unit, mean);
  if (Written(form, deviation) == Written(form, 0.0)) return alone;
  return Written(form, mean) + " ± " + Written(form, deviation) + form.suffix;
}

std::string TickText(Unit unit, double value, double step) {
  if (value == 0.0) return "0";
  Form form = unit == Unit::kCount ? PrefixForm(value, "") : FormOf(unit, value);
  if (form.scientific) return fmt::format("{:.3g}", value * form.factor) + form.suffix;
  const double spacing = std::abs(step * form.factor);
  form.decimals = 0;
  while (form.decimals < 9) {
    const double shifted = spacing * std::pow(10.0, form.decimals);
    if (shifted >= 1e9 || (shifted > 0.5 && std::abs(shifted - std::round(shifted)) < 1e-6)) break;
    ++form.decimals;
  }
  return Written(form, value) + form.suffix;
}

}  // namespace hushed
