#include "hushed/message.h"

#include <gtest/gtest.h>

#include <bit>
#include <utility>

#include "compress/testing.h"
#include "core/memory_archive.h"

namespace hushed {
namespace {

// A view, scaled by -2, of three scalars at 10, and a sparse section of five at 20.
class MessageTest : public testing::Test {
 protected:
  MessageTest() {
    message_.AppendView<double>(viewed_, -2.0, 10);
    MakeGlobal<double>("top-k", {{"fraction", 0.4}})
        ->Encode(std::vector<double>{5, 1, -7, 2, 0}, 20, StreamsOf(0, 0), message_);
  }

  static std::vector<double> Expected() {
    std::vector<double> out(30, 0.0);
    out[10] = -2, out[11] = 4, out[12] = -6, out[20] = 5, out[22] = -7;
    return out;
  }

  std::vector<double> viewed_ = {1, -2, 3};
  Message message_;
};

TEST_F(MessageTest, StandsForItsSectionsAtTheirOffsets) {
  EXPECT_EQ(Decoded<double>(message_, 30), Expected());
  EXPECT_EQ(message_.bits(), (Bits{(3 + 2) * 64, 2 * 32, 2 * 192}));
}

TEST_F(MessageTest, AddsOnlyTheSectionsAskedForToTheRangeGiven) {
  std::vector<double> part(5, 1.0);
  message_.AddTo<double>(part, 10.0, /*first_section=*/1, /*base=*/20);
  EXPECT_EQ(part, (std::vector<double>{51, 1, -69, 1, 1}));
}

// Zeros of either sign, so that a sum that begins with -0 shows.
TEST(PartialSum, BegunOrNotHoldsTheSameBits) {
  const std::vector<double> v = {0.0, -0.0, 1e-310, -3.0};
  for (const auto& [size, offset] : {std::pair{4, 0}, {6, 0}, {6, 2}}) {
    for (const double weight : {1.0, 0.3, -2.0}) {
      Message message;
      message.AppendView<double>(v, -1.7, static_cast<std::uint64_t>(offset));
      std::vector<double> added(static_cast<std::size_t>(size), 0.0);
      std::vector<double> written(added.size(), 99.0);
      message.AddTo(PartialSum<double>{.values = added}, weight);
      message.AddTo(PartialSum<double>{.values = written, .begun = false}, weight);
      for (std::size_t i = 0; i < added.size(); ++i) {
        EXPECT_EQ(std::bit_cast<std::uint64_t>(added[i]), std::bit_cast<std::uint64_t>(written[i]));
      }
    }
  }
}

TEST_F(MessageTest, LeavesTheVectorAloneWhenASectionDoesNotFit) {
  for (const std::size_t size : {0, 12, 24}) {
    auto out = Ones<double>(size);
    EXPECT_THROW(message_.AddTo<double>(out, 1.0), TransportError);
    EXPECT_EQ(out, Ones<double>(size));
  }
  auto out = Ones<double>(20);
  EXPECT_THROW(message_.AddTo<double>(out, 1.0, 0, 11), TransportError) << "begins before";
  std::vector<float> floats(30);
  EXPECT_THROW(message_.AddTo<float>(floats, 1.0f), TransportError) << "another scalar";
  Message dense;
  dense.AppendView<double>(viewed_, 1.0, 27);
  const PartialSum<double> fresh{.values = std::span(out).first(3), .begun = false};
  EXPECT_THROW(dense.AddTo(fresh, 1.0), TransportError) << "as long as the vector, but elsewhere";
}

TEST_F(MessageTest, OwnsACopyOfWhatItViewed) {
  message_.Own();
  viewed_ = {9, 9, 9};
  EXPECT_EQ(Decoded<double>(message_, 30), Expected());
  const Message copy = message_;
  message_.Clear();
  EXPECT_TRUE(message_.empty());
  EXPECT_EQ(message_.bits(), Bits());
  EXPECT_EQ(Decoded<double>(copy, 30), Expected());
}

TEST_F(MessageTest, SlicesHoldTheSectionsThatBeginInThem) {
  Message first, second;
  message_.Slice(0, 20, first);
  message_.Slice(20, 21, second);
  viewed_ = {9, 9, 9};
  auto sum = Decoded<double>(first, 30);
  EXPECT_EQ(first.sections().size(), 1u);
  EXPECT_EQ(second.sections().size(), 1u);
  second.AddTo<double>(sum, 1.0);
  EXPECT_EQ(sum, Expected());
  message_.Slice(11, 20, second);
  EXPECT_EQ(second.bits(), Bits()) << "and nothing of what was there before";
}

TEST_F(MessageTest, TravelsAsBytes) {
  const Message read = Message::Read(Written(message_));
  EXPECT_EQ(Decoded<double>(read, 30), Expected());
  EXPECT_EQ(read.bits(), message_.bits());
  EXPECT_TRUE(Message::Read({}).empty());
}

TEST_F(MessageTest, SurvivesItsArchive) {
  SavingArchive saved;
  message_.Serialize(saved);
  viewed_ = {9, 9, 9};
  EXPECT_EQ(Decoded<double>(message_, 30), Expected()) << "what was viewed is owned after saving";
  Message loaded;
  LoadingArchive archive(saved.bytes());
  loaded.Serialize(archive);
  EXPECT_TRUE(archive.finished());
  EXPECT_EQ(Decoded<double>(loaded, 30), Expected());
}

TEST_F(MessageTest, AMalformedArchiveIsADataError) {
  std::vector<std::byte> wire = Written(message_);
  wire.pop_back();
  SavingArchive saved;
  saved.Vector(wire);
  LoadingArchive archive(saved.bytes());
  EXPECT_THROW(message_.Serialize(archive), DataError);
}

TEST(Message, SectionsEndBelowTwoToThe32) {
  const auto v = Ones<float>(2);
  Message message;
  message.AppendView<float>(v, 1.0f, 4'294'967'293);
  EXPECT_THROW(message.AppendView<float>(v, 1.0f, 4'294'967'294), TransportError);
  EXPECT_EQ(message.sections().size(), 1u);
}

TEST(Message, ReusedMessagesKeepNoTraceOfWhatTheyHeld) {
  const auto sign = MakeGlobal<float>("sign");
  Message reused;
  sign->Encode(GaussianVector<float>(1000, 1), 0, StreamsOf(0, 0), reused);
  reused.Clear();
  const auto v = GaussianVector<float>(13, 2);
  sign->Encode(v, 0, StreamsOf(0, 0), reused);
  EXPECT_EQ(Written(reused), Written(Encoded(*sign, v)));
}

}  // namespace
}  // namespace hushed
