// The main of tests that run on several ranks: every rank runs every test; rank 0 prints, others
// print failures only.
#include "testing/ranks.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace hushed {
namespace {

MpiSession* the_session = nullptr;

class FailuresOnly final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    std::fprintf(stderr, "rank %zu: %s:%d: %s\n", Ranks().rank(),
                 result.file_name() != nullptr ? result.file_name() : "?", result.line_number(),
                 result.message());
  }
};

}  // namespace

MpiSession& Ranks() { return *the_session; }

}  // namespace hushed

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  hushed::MpiSession session;
  hushed::the_session = &session;
  if (session.rank() != 0) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new hushed::FailuresOnly);
  }
  return RUN_ALL_TESTS();
}
