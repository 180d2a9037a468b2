#pragma once

#include <string>

namespace hushed {

// What a number counts, which decides how people read it.
enum class Unit {
  kNumber,   // a loss, a norm:   0.3921
  kShare,    // 0 to 1:           85.12%
  kCount,    // uploads, rounds:  1234, 12.3 k, 1.23 M
  kBytes,    // decimal:          12.4 MB
  kSeconds,  //                   3.40 s, 2 min 05 s, 3 h 07 min
};

inline double BytesOf(double bits) { return bits / 8.0; }

// The value with its unit: three or four significant digits.
std::string QuantityText(Unit unit, double value);

// "12.4 ± 0.3 MB": both in the unit and with the decimals of the mean. A deviation that would read
// as 0 is left out.
std::string QuantityText(Unit unit, double mean, double deviation);

// The label of an axis tick: as above, with the decimals that tell it from its neighbours `step`
// away and no more: "10 MB", "2.5 k", "85%".
std::string TickText(Unit unit, double value, double step);

}  // namespace hushed
