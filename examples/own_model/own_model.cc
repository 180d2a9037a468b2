// A network of your own: a torch::nn::Module with convolutions, batch norm and dropout, trained over
// eight workers that compress what they say. Needs a hushed that was built with libtorch.
//
// Prints:
//   accuracy above 0.9: yes
//   same bits on two threads: yes
#include <hushed/errors.h>
#include <hushed/torch/module.h>
#include <hushed/train.h>
#include <torch/nn.h>

#include <cstdio>

namespace {

class Net : public torch::nn::Module {
 public:
  Net() {
    register_module("convolution", convolution_);
    register_module("norm", norm_);
    register_module("classes", classes_);
  }

  // x [n, 64]: images of 8 x 8 pixels, row by row.
  at::Tensor forward(at::Tensor x) {
    x = at::relu(norm_(convolution_(x.view({-1, 1, 8, 8}))));
    x = at::max_pool2d(x, {2, 2}).flatten(1);
    return classes_(at::dropout(x, /*p=*/0.2, is_training()));
  }

 private:
  torch::nn::Conv2d convolution_{torch::nn::Conv2dOptions(1, 8, 3).padding(1)};
  torch::nn::BatchNorm2d norm_{8};
  torch::nn::Linear classes_{8 * 4 * 4, 4};
};

hushed::TrainRequest Request(std::size_t threads) {
  hushed::TrainRequest request;
  request.threads = threads;
  request.job = R"(
    [data]
    name = "synthetic-blobs"
    classes = 4
    columns = 64
    rows = 2000
    test_rows = 500
    separation = 6.0
    [model]
    name = "own-net"
    [train]
    workers = 8
    epochs = 4
    [algorithm]
    name = "sparse-sgd"
    learning_rate = 0.05
    [algorithm.compress]
    fraction = 0.1
  )";
  return request;
}

}  // namespace

int main() try {
  hushed::RegisterModel("own-net", [] { return hushed::ModuleOf(std::make_shared<Net>()); });
  at::manual_seed(42);  // of the first values
  const hushed::TrainResult one = hushed::Train(Request(1));
  at::manual_seed(42);
  const hushed::TrainResult two = hushed::Train(Request(2));
  const bool learned = one.final.metric("test_accuracy") > 0.9;
  std::printf("accuracy above 0.9: %s\n", learned ? "yes" : "no");
  std::printf("same bits on two threads: %s\n",
              one.model_digest == two.model_digest ? "yes" : "no");
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
