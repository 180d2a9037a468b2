#pragma once

#include <cstdint>
#include <string_view>

namespace hushed {

// CRC-32C (Castagnoli) of the bytes: reflected polynomial 0x82F63B78, all ones before and after.
std::uint32_t Crc32c(std::string_view bytes);

// As TFRecord files hold it: rotated right by 15 bits, plus 0xA282EAD8.
std::uint32_t MaskedCrc32c(std::string_view bytes);

}  // namespace hushed
