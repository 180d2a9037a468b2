#pragma once

#include <cstddef>
#include <istream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace hushed {

// Bytes that are taken into memory of one file, at most: 4 GiB.
inline constexpr std::size_t kLargestFile = std::size_t{1} << 32;

// The folder of a data set: `path` when given, else $HUSHED_DATA_DIR/NAME, else
// /usr/share/datasets/NAME.
std::string DataFolder(const std::string& name, const std::string& path);

// The whole file, or when that is longer its first `most` bytes; unpacked when it is gzip, whatever
// its name. Throws DataError when it cannot be read, is a damaged archive, or holds more than
// kLargestFile bytes.
std::vector<std::byte> ReadUnpacked(const std::string& path,
                                    std::size_t most = std::numeric_limits<std::size_t>::max());

// The same as a stream, for files of any size that are read once from front to back. Reading throws
// DataError where it fails.
std::unique_ptr<std::istream> OpenFile(const std::string& path);

// Empty when one of folder/name and folder/name.gz exists, over all `names`; else that none does.
std::string MissingFile(const std::string& folder, const std::vector<std::string>& names);

// The first of folder/name and folder/name.gz that exists, over all `names`. Throws DataError
// naming them and `advice` when none does.
std::string FindFile(const std::string& folder, const std::vector<std::string>& names,
                     const std::string& advice);

}  // namespace hushed
