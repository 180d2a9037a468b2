#include "core/memory_archive.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

TEST(MemoryArchive, LoadsWhatItSavedAndRefusesTheRest) {
  std::vector<float> values = {1.0f, 2.0f, 3.0f};
  int number = 7;
  SavingArchive saved;
  saved.Vector(values);
  saved.Value(number);
  std::vector<float> loaded_values;
  int loaded_number = 0;
  LoadingArchive archive(saved.bytes());
  archive.Vector(loaded_values);
  archive.Value(loaded_number);
  EXPECT_TRUE(archive.finished());
  EXPECT_EQ(loaded_values, values);
  EXPECT_EQ(loaded_number, number);
  EXPECT_THROW(archive.Value(number), DataError) << "nothing is left";
  for (std::size_t size = 0; size < saved.bytes().size(); ++size) {
    LoadingArchive torn(std::span(saved.bytes()).first(size));
    EXPECT_THROW(
        {
          torn.Vector(loaded_values);
          torn.Value(loaded_number);
        },
        DataError)
        << size << " bytes";
  }
}

}  // namespace
}  // namespace hushed
