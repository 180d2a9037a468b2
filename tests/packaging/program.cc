// Trains the job of the file that is named, and prints the model's digest.
#include <hushed/train.h>

#include <cstdio>
#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  hushed::TrainRequest request;
  request.job = {std::istreambuf_iterator<char>(file), {}};
  std::puts(hushed::Train(request).model_digest.c_str());
}
