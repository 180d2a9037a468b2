#include "page.h"

#include "hushed/errors.h"

namespace hushed {

std::string WithSection(const std::string& page, const std::string& name,
                        const std::string& section) {
  const std::string opening = "<!-- hushed-reproduce " + name + " -->\n";
  const std::string closing = "<!-- end " + name + " -->\n";
  const std::size_t begin = page.find(opening);
  const std::size_t end = begin == page.npos ? page.npos : page.find(closing, begin);
  if (end == page.npos) {
    throw DataError("the page has no lines '" + opening.substr(0, opening.size() - 1) + "' and '" +
                    closing.substr(0, closing.size() - 1) + "' to write between");
  }
  return page.substr(0, begin + opening.size()) + "\n" + section + page.substr(end);
}

}  // namespace hushed
