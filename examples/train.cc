// Train in twenty lines: ten workers learn to tell four clouds of points apart. By SASG they send a
// tenth of what they would say, and nothing when they have little to say.
//
// Prints:
//   epoch 0: accuracy 0.25, 0 uploads
//   epoch 1: accuracy 0.82, 100 uploads
//   epoch 2: accuracy 0.88, 120 uploads
//   epoch 3: accuracy 0.90, 133 uploads
//   epoch 4: accuracy 0.93, 153 uploads
//   epoch 5: accuracy 0.92, 174 uploads
//   finished, 16704 bytes sent by workers
#include <hushed/errors.h>
#include <hushed/train.h>

#include <cinttypes>
#include <cstdio>

int main() try {
  hushed::TrainRequest request;
  request.threads = 2;  // the result does not depend on it
  request.job = R"(
  data = { name = "synthetic-blobs", classes = 4, columns = 8, separation = 4.0, test_rows = 500 }
  model = { name = "softmax" }
  train = { workers = 10, epochs = 5, evaluate_every = 10 }
  algorithm = { name = "sasg", learning_rate = 0.1, compress = { fraction = 0.1 } }
  )";
  request.evaluated = [](const hushed::TrainProgress& at) {
    std::printf("epoch %.0f: accuracy %.2f, %" PRIu64 " uploads\n", at.epoch,
                at.metric("test_accuracy"), at.uploads);
  };
  const hushed::TrainResult result = hushed::Train(request);
  std::printf("%s, %" PRIu64 " bytes sent by workers\n", result.ending.c_str(),
              result.final.uplink_bits / 8);
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
