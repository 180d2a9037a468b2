#pragma once

#include <cstdint>
#include <string>

#include "hushed/stream.h"

namespace hushed {

// One to three edits of a text: a byte replaced, bytes erased, or one of two more kinds of the
// caller's, edit(kind, at, text) with kind 0 or 1. Never empty.
template <class Edit>
std::string Mutated(std::string text, Stream& stream, const Edit& edit) {
  const std::uint64_t edits = 1 + stream.Below(3);
  for (std::uint64_t i = 0; i < edits; ++i) {
    const std::size_t at = stream.Below(text.size());
    const std::uint64_t kind = stream.Below(4);
    if (kind == 0) {
      text[at] = static_cast<char>(stream.Below(256));
    } else if (kind == 1) {
      text.erase(at, 1 + stream.Below(8));
    } else {
      edit(kind - 2, at, text);
    }
    if (text.empty()) text = "x";
  }
  return text;
}

}  // namespace hushed
