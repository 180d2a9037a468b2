// The references in docs/ are what this build declares. After changing an option run the target
// `docs`, which writes them anew.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "algorithm/catalogue.h"
#include "config/describe.h"

namespace hushed {
namespace {

std::string Committed(const std::string& name) {
  std::ifstream file(std::string(HUSHED_SOURCE_DIR) + "/docs/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Docs, JobReferenceIsCurrent) {
  EXPECT_EQ(Committed("job.md"), JobReference(TheCatalogue())) << "run: cmake --build ... -t docs";
}

TEST(Docs, AlgorithmReferenceIsCurrent) {
  EXPECT_EQ(Committed("algorithms.md"), AlgorithmReference(TheCatalogue()))
      << "run: cmake --build ... -t docs";
}

}  // namespace
}  // namespace hushed
