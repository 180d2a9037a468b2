#pragma once

#include <cstdint>
#include <span>

#include "data/dataset.h"

namespace hushed {

// Examples `ids` of a split over `columns` columns, in that order; rows of any form, none dropped.
Split Chosen(const Split& split, std::uint64_t columns, std::span<const std::uint32_t> ids);

// Adds the examples of `part` behind those of `whole`, which is empty or of the same form.
void Append(Split part, Split& whole);

}  // namespace hushed
