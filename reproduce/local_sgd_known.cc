// The authors' figures (read off, or printed in their notebooks), and an independent simulation of
// the formulas.
#include <limits>

#include "local_sgd_skewed.h"

namespace hushed {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

const std::vector<Known> kKnown = {
    {"sync", -1.01, -1.01, 1.95e-5, kUnknown, 32.2, 258, "–"},
    {"growing", -1.00, -1.00, 2.31e-5, 16.1, 26.9, 218, "14.1 to 16.4"},
    {"equal", -0.96, -1.02, 2.32e-5, 17.8, kUnknown, kUnknown, "–"},
    {"three-quarters", -0.84, -0.68, 5.76e-5, kUnknown, 19.9, 87, "–"},
    {"root", -0.65, -0.47, 1.30e-4, kUnknown, 14.3, 39, "–"},
    {"one-shot", -0.44, -0.11, 4.05e-4, 8.4, 9.9, 12.4, "7.2 to 9.0"}};

const std::vector<AuthorsCurve> kAuthorsShort = {
    {"growing", {{2, 1.6}, {4, 2.4}, {8, 4.0}, {16, 8.6}, {24, 10.2}, {32, 14.3}}},
    {"one-shot", {{2, 1.3}, {4, 2.3}, {8, 3.6}, {16, 4.9}, {24, 4.8}, {32, 5.6}}}};

const std::vector<AuthorsCurve> kAuthorsLong = {
    {"root", {{32, 4.2}, {64, 15.2}, {128, 14.3}, {256, 15.9}}},
    {"one-shot", {{32, 3.2}, {64, 8.7}, {128, 6.2}, {256, 5.9}}}};

}  // namespace hushed
