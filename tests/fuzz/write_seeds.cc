// Writes the seeds of seeds.cc into the corpus: `write_seeds tests/fuzz/corpus`, whenever a format
// changes. What else stands in the corpus was written by hand and stays.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "seeds.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_seeds CORPUS_DIR\n", stderr);
    return 2;
  }
  for (const auto& [name, bytes] : hushed::Seeds()) {
    const std::filesystem::path path = std::filesystem::path(argv[1]) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    if (!file.flush()) {
      std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
      return 3;
    }
  }
  return 0;
}
