#pragma once

#include <string>

namespace hushed {

// `page` with `section` between the lines <!-- hushed-reproduce NAME --> and <!-- end NAME -->, in
// place of what stood there. Throws DataError when the page has no such lines.
std::string WithSection(const std::string& page, const std::string& name,
                        const std::string& section);

}  // namespace hushed
