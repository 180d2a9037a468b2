#include "record/quantities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hushed {
namespace {

struct Case {
  Unit unit;
  double value;
  const char* text;
};

TEST(QuantityText, ReadsAsPeopleWriteIt) {
  const Case cases[] = {
      {Unit::kNumber, 0.0, "0"},
      {Unit::kNumber, 0.39214, "0.3921"},
      {Unit::kNumber, -2.5, "-2.500"},
      {Unit::kNumber, 12345.6, "12346"},
      {Unit::kNumber, 1e-5, "1e-05"},
      {Unit::kNumber, 1.5e7, "1.5e+07"},
      {Unit::kShare, 0.0, "0%"},
      {Unit::kShare, 1.0, "100%"},
      {Unit::kShare, 0.8512, "85.12%"},
      {Unit::kShare, 0.00012, "0.012%"},
      {Unit::kCount, 0.0, "0"},
      {Unit::kCount, 1234.0, "1234"},
      {Unit::kCount, 9999.0, "9999"},
      {Unit::kCount, 12345.0, "12.3 k"},
      {Unit::kCount, 1234567.0, "1.23 M"},
      {Unit::kCount, 766.667, "767"},
      {Unit::kCount, 66.667, "66.7"},
      {Unit::kBytes, 0.0, "0 B"},
      {Unit::kBytes, 512.0, "512 B"},
      {Unit::kBytes, BytesOf(99321344.0), "12.4 MB"},
      {Unit::kBytes, 1.5e18, "1.50 EB"},
      {Unit::kSeconds, 0.0, "0 s"},
      {Unit::kSeconds, 0.00234, "2.34 ms"},
      {Unit::kSeconds, 3.4, "3.40 s"},
      {Unit::kSeconds, 125.0, "2 min 05 s"},
      {Unit::kSeconds, 11220.0, "3 h 07 min"},
      {Unit::kSeconds, 2 * 86400.0 + 5 * 3600.0, "2 d 05 h"},
  };
  for (const Case& c : cases) EXPECT_EQ(QuantityText(c.unit, c.value), c.text) << c.value;
}

// Rounding carries into the next digit, prefix or unit of time, and never shows "1000 kB" or "60
// s".
TEST(QuantityText, RoundingCarries) {
  const Case cases[] = {
      {Unit::kBytes, 999.0, "999 B"},        {Unit::kBytes, 999.96, "1.00 kB"},
      {Unit::kBytes, 999'499.0, "999 kB"},   {Unit::kBytes, 999'960.0, "1.00 MB"},
      {Unit::kBytes, 9'996.0, "10.0 kB"},    {Unit::kBytes, 99'960.0, "100 kB"},
      {Unit::kCount, 9999.6, "10.0 k"},      {Unit::kCount, 999'960.0, "1.00 M"},
      {Unit::kNumber, 9.99996, "10.00"},     {Unit::kSeconds, 0.9996, "1.00 s"},
      {Unit::kSeconds, 59.94, "59.9 s"},     {Unit::kSeconds, 59.96, "1 min 00 s"},
      {Unit::kSeconds, 119.7, "2 min 00 s"}, {Unit::kSeconds, 3599.7, "1 h 00 min"},
  };
  for (const Case& c : cases) EXPECT_EQ(QuantityText(c.unit, c.value), c.text) << c.value;
}

TEST(QuantityText, SaysWhatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Unit unit :
       {Unit::kNumber, Unit::kShare, Unit::kCount, Unit::kBytes, Unit::kSeconds}) {
    EXPECT_EQ(QuantityText(unit, nan), "nan");
    EXPECT_EQ(QuantityText(unit, std::copysign(nan, -1.0)), "nan");
    EXPECT_EQ(QuantityText(unit, HUGE_VAL), "inf");
    EXPECT_EQ(QuantityText(unit, -HUGE_VAL), "-inf");
    EXPECT_EQ(QuantityText(unit, nan, 1.0), "nan");
  }
}

TEST(QuantityText, DeviationHasUnitAndDecimalsOfTheMean) {
  EXPECT_EQ(QuantityText(Unit::kBytes, 12.4e6, 0.26e6), "12.4 ± 0.3 MB");
  EXPECT_EQ(QuantityText(Unit::kShare, 0.8512, 0.0034), "85.12 ± 0.34%");
  EXPECT_EQ(QuantityText(Unit::kCount, 766.667, 57.735), "767 ± 58");
  EXPECT_EQ(QuantityText(Unit::kSeconds, 0.5, 0.01), "500 ± 10 ms");
  EXPECT_EQ(QuantityText(Unit::kSeconds, 125.0, 3.4), "2 min 05 s ± 3.40 s");
  EXPECT_EQ(QuantityText(Unit::kCount, 12345.0, 0.0), "12.3 k");
  EXPECT_EQ(QuantityText(Unit::kCount, 12345.0, 49.0), "12.3 k");
  EXPECT_EQ(QuantityText(Unit::kCount, 12345.0, 51.0), "12.3 ± 0.1 k");
}

TEST(TickText, HasTheDecimalsThatTellItFromItsNeighbours) {
  EXPECT_EQ(TickText(Unit::kNumber, 0.25, 0.05), "0.25");
  EXPECT_EQ(TickText(Unit::kNumber, 0.3, 0.1), "0.3");
  EXPECT_EQ(TickText(Unit::kNumber, 2.0, 1.0), "2");
  EXPECT_EQ(TickText(Unit::kShare, 0.85, 0.05), "85%");
  EXPECT_EQ(TickText(Unit::kShare, 0.855, 0.005), "85.5%");
  EXPECT_EQ(TickText(Unit::kCount, 500.0, 500.0), "500");
  EXPECT_EQ(TickText(Unit::kCount, 2500.0, 500.0), "2.5 k");
  EXPECT_EQ(TickText(Unit::kCount, 20000.0, 10000.0), "20 k");
  EXPECT_EQ(TickText(Unit::kBytes, 1e7, 1e7), "10 MB");
  EXPECT_EQ(TickText(Unit::kBytes, 0.0, 1e7), "0");
  EXPECT_EQ(TickText(Unit::kNumber, 1e-6, 1e-6), "1e-06");
}

}  // namespace
}  // namespace hushed
