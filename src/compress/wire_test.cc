// Messages as bytes: what is malformed is refused, and there is one way to write a message.
#include <gtest/gtest.h>

#include <limits>

#include "compress/testing.h"

namespace hushed {
namespace {

using Bytes = std::vector<std::byte>;

// One message of each kind and scalar, 13 scalars at offset 3.
std::vector<Bytes> Examples() {
  std::vector<Bytes> examples;
  const auto add = [&]<class Real>(Real, const char* kind, const Values& options) {
    const auto v = GaussianVector<Real>(13, 1);
    Message message;
    MakeGlobal<Real>(kind, options)->Encode(v, 3, StreamsOf(0, 0), message);
    examples.push_back(Written(message));
  };
  for (const KindInfo& kind : CompressorKinds()) {
    add(float{}, kind.name.c_str(), {});
    add(double{}, kind.name.c_str(), {});
  }
  add(float{}, "random-k", {{"fraction", 0.5}, {"shared_positions", true}});
  add(float{}, "qsgd", {{"levels", std::int64_t{1}}});
  add(float{}, "qsgd", {{"levels", std::int64_t{7}}});
  add(double{}, "top-k", {{"fraction", 0.5}});
  return examples;
}

// Accepted bytes are written back as they were, and the message adds or refuses to.
void ExpectRefusedOrKept(const Bytes& bytes) {
  Message message;
  try {
    message = Message::Read(bytes);
  } catch (const TransportError&) {
    return;
  }
  ASSERT_EQ(Written(message), bytes);
  std::vector<float> floats(40);
  std::vector<double> doubles(40);
  try {
    message.AddTo<float>(floats, 1.0f);
  } catch (const TransportError&) {
  }
  try {
    message.AddTo<double>(doubles, 1.0);
  } catch (const TransportError&) {
  }
}

TEST(Wire, EveryTruncationIsRefused) {
  for (const Bytes& bytes : Examples()) {
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      EXPECT_THROW(Message::Read(std::span(bytes).first(size)), TransportError) << size;
    }
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_THROW(Message::Read(longer), TransportError);
  }
}

TEST(Wire, MutationsAreRefusedOrMeanWhatTheySay) {
  Stream random(5, Purpose::kData, 0, 0, 0);
  for (const Bytes& example : Examples()) {
    for (std::size_t at = 0; at < example.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        Bytes bytes = example;
        bytes[at] ^= std::byte{1} << bit;
        ExpectRefusedOrKept(bytes);
      }
    }
    for (int trial = 0; trial < 2000; ++trial) {
      Bytes bytes = example;
      for (std::uint64_t changes = 1 + random.Below(4); changes > 0; --changes) {
        bytes[random.Below(bytes.size())] = static_cast<std::byte>(random.Next32());
      }
      ExpectRefusedOrKept(bytes);
    }
  }
}

// A sparse message of floats: 5 scalars at 0, of them 1 and 3 kept; fields by byte as wire.cc says.
class WireFields : public testing::Test {
 protected:
  WireFields() {
    Message message;
    MakeGlobal<float>("top-k", {{"fraction", 0.4}})
        ->Encode(std::vector<float>{0, 2, 1, -3, 0}, 0, StreamsOf(0, 0), message);
    bytes_ = Written(message);
  }

  template <class T>
  void Set(std::size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof value);
  }

  void ExpectRefused(const std::string& reason) {
    try {
      Message::Read(bytes_);
      FAIL() << "accepted";
    } catch (const TransportError& error) {
      EXPECT_EQ(std::string(error.what()), reason);
    }
  }

  Bytes bytes_;
};

TEST_F(WireFields, HaveTheirPlaces) {
  ASSERT_EQ(bytes_.size(), 24u + 2 * 4 + 2 * 4);
  const auto at32 = [&](std::size_t at) { return Load<std::uint32_t>(bytes_.data() + at, 0); };
  EXPECT_EQ(bytes_[0], static_cast<std::byte>(Codec::kSparse));
  EXPECT_EQ(bytes_[1], std::byte{4});
  EXPECT_EQ(at32(8), 5u);
  EXPECT_EQ(at32(12), 2u);
  EXPECT_EQ(Load<double>(bytes_.data() + 16, 0), 1.0);
  EXPECT_EQ(at32(24), 1u);
  EXPECT_EQ(at32(28), 3u);
  EXPECT_EQ(Load<float>(bytes_.data() + 32, 1), -3.0f);
}

TEST_F(WireFields, UnknownCodec) {
  Set<std::uint8_t>(0, 6);
  ExpectRefused("message, byte 0: codec 6 is unknown");
}
TEST_F(WireFields, ScalarBytes) {
  Set<std::uint8_t>(1, 2);
  ExpectRefused("message, byte 0: scalars of 2 bytes; 4 and 8 are allowed");
}
TEST_F(WireFields, Width) {
  Set<std::uint8_t>(2, 4);
  ExpectRefused("message, byte 0: entries of 4 bits");
}
TEST_F(WireFields, Reserved) {
  Set<std::uint8_t>(3, 1);
  ExpectRefused("message, byte 0: a reserved byte is not zero");
}
TEST_F(WireFields, Reach) {
  Set<std::uint32_t>(4, 0xFFFFFFFE);
  ExpectRefused("message, byte 0: 5 scalars at 4294967294 reach beyond 2^32 - 1");
}
TEST_F(WireFields, Kept) {
  Set<std::uint32_t>(12, 6);
  ExpectRefused("message, byte 0: 6 of 5 entries are kept");
}
TEST_F(WireFields, Scale) {
  Set<double>(16, 2.0);
  ExpectRefused("message, byte 0: scale 2 is not allowed");
}
TEST_F(WireFields, PositionsAscend) {
  Set<std::uint32_t>(28, 1);
  ExpectRefused("message, byte 24: position 1 (number 1) is not in [2, 5)");
}
TEST_F(WireFields, PositionsAreBelowCount) {
  Set<std::uint32_t>(28, 5);
  ExpectRefused("message, byte 24: position 5 (number 1) is not in [2, 5)");
}
TEST_F(WireFields, PayloadIsThere) {
  Set<std::uint32_t>(12, 3);
  ExpectRefused("message, byte 24: 24 bytes of payload are announced, 16 are left");
}

// Scales that a float would round, and padding that is not zero, could be written another way.
TEST(Wire, ScalesAreScalarsAndPaddingIsZero) {
  Bytes bytes = Written(Encoded(*MakeGlobal<float>("sign"), {1.0f, -1.0f, 1.0f}));
  const auto scaled = [&](double scale) {
    Bytes other = bytes;
    std::memcpy(other.data() + 16, &scale, sizeof scale);
    return other;
  };
  EXPECT_NO_THROW(Message::Read(scaled(0.5)));
  for (const double scale : {0.1, 1e300, HUGE_VAL, std::nan(""), 1e-300}) {
    EXPECT_THROW(Message::Read(scaled(scale)), TransportError) << scale;
  }
  bytes.back() |= std::byte{8};
  EXPECT_THROW(Message::Read(bytes), TransportError);
}

}  // namespace
}  // namespace hushed
