// Writes docs/job.md and docs/algorithms.md from what the build declares: generate DOCS_DIR.
#include <fstream>
#include <iostream>

#include "algorithm/catalogue.h"
#include "config/describe.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: generate DOCS_DIR\n";
    return 2;
  }
  const std::string folder = argv[1];
  std::ofstream(folder + "/job.md") << hushed::JobReference(hushed::TheCatalogue());
  std::ofstream(folder + "/algorithms.md") << hushed::AlgorithmReference(hushed::TheCatalogue());
}
