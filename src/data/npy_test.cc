#include "data/npy.h"

#include <cmath>

#include "data/npz.h"
#include "data/test_numpy.h"

namespace hushed {
namespace {

std::vector<double> NumbersOf(const std::string& file) {
  const Bytes bytes = ToBytes(file);
  return NpyNumbers(ReadNpyHeader(bytes, "f"), bytes, "f");
}

std::string Error(const std::string& file) {
  return ErrorOf<DataError>([&] { NumbersOf(file); });
}

TEST(Npy, ReadsEveryTypeExactly) {
  EXPECT_EQ(NumbersOf(Npy<std::uint8_t>("|u1", "(3,)", {0, 7, 255})),
            (std::vector<double>{0, 7, 255}));
  EXPECT_EQ(NumbersOf(Npy<std::uint8_t>("|b1", "(2,)", {0, 1})), (std::vector<double>{0, 1}));
  EXPECT_EQ(NumbersOf(Npy<std::int8_t>("|i1", "(2,)", {-128, 127})),
            (std::vector<double>{-128, 127}));
  EXPECT_EQ(NumbersOf(Npy<std::int8_t>("<i1", "(1,)", {-1})), std::vector<double>{-1});
  EXPECT_EQ(NumbersOf(Npy<std::int16_t>("<i2", "(2,)", {-32768, 32767})),
            (std::vector<double>{-32768, 32767}));
  EXPECT_EQ(NumbersOf(Npy<std::uint16_t>("<u2", "(1,)", {65535})), std::vector<double>{65535});
  EXPECT_EQ(NumbersOf(Npy<std::int32_t>("<i4", "(1,)", {-2147483647})),
            std::vector<double>{-2147483647});
  EXPECT_EQ(NumbersOf(Npy<std::uint32_t>("<u4", "(1,)", {4294967295})),
            std::vector<double>{4294967295});
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  EXPECT_EQ(NumbersOf(Npy<std::int64_t>("<i8", "(2,)", {-kExact, kExact})),
            (std::vector<double>{-0x1p53, 0x1p53}));
  EXPECT_EQ(NumbersOf(Npy<std::uint64_t>("<u8", "(1,)", {1})), std::vector<double>{1});
  EXPECT_EQ(NumbersOf(Npy<float>("<f4", "(2,)", {0.1f, -3e38f})),
            (std::vector<double>{0.1f, -3e38f}));
  EXPECT_EQ(NumbersOf(Npy<double>("<f8", "(2,)", {0.1, 5e-324})),
            (std::vector<double>{0.1, 5e-324}));
}

// 1 sign, 5 exponent, 10 fraction bits: one, the largest, the smallest normal and subnormal, a
// third, minus zero.
TEST(Npy, ReadsHalves) {
  EXPECT_EQ(NumbersOf(Npy<std::uint16_t>("<f2", "(6,)",
                                         {0x3c00, 0x7bff, 0x0400, 0x8001, 0x3555, 0x8000})),
            (std::vector<double>{1, 65504, 0x1p-14, -0x1p-24, 0.333251953125, -0.0}));
  EXPECT_EQ(Error(Npy<std::uint16_t>("<f2", "(1,)", {0x7c00})),
            "f: element (0): inf is not finite");
  EXPECT_EQ(Error(Npy<std::uint16_t>("<f2", "(1,)", {0xfe00})).substr(0, 16), "f: element (0): ");
}

// values[i, j, k] = 100 i + 10 j + k, written with i fastest.
TEST(Npy, FortranOrderIsTurned) {
  std::vector<std::uint8_t> written, expected;
  for (std::uint8_t k = 0; k < 4; ++k) {
    for (std::uint8_t j = 0; j < 3; ++j) {
      for (std::uint8_t i = 0; i < 2; ++i)
        written.push_back(static_cast<std::uint8_t>(100 * i + 10 * j + k));
    }
  }
  for (std::uint8_t i = 0; i < 2; ++i) {
    for (std::uint8_t j = 0; j < 3; ++j) {
      for (std::uint8_t k = 0; k < 4; ++k)
        expected.push_back(static_cast<std::uint8_t>(100 * i + 10 * j + k));
    }
  }
  const std::string file = Npy("|u1", "(2, 3, 4)", written, /*fortran=*/true);
  const Bytes bytes = ToBytes(file);
  EXPECT_EQ(NpyBytes(ReadNpyHeader(bytes, "f"), bytes, "f"), expected);
  EXPECT_EQ(NumbersOf(file), std::vector<double>(expected.begin(), expected.end()));
}

TEST(Npy, TakesEveryWayToWriteTheHeader) {
  const std::string one = Raw<double>({2.5});
  EXPECT_EQ(NumbersOf(NpyWith("{\"shape\": (1,), 'fortran_order':False,'descr':'<f8'}", one)),
            std::vector<double>{2.5});
  EXPECT_EQ(NumbersOf(Npy("<f8", "(1L,)", one)), std::vector<double>{2.5});
  EXPECT_EQ(NumbersOf(Npy("<f8", "()", one)), std::vector<double>{2.5});
  EXPECT_EQ(NumbersOf(Npy("<f8", "(0, 3)", "")), std::vector<double>{});
  std::string second = Npy("<f8", "(1,)", one);
  second[6] = '\2';
  second.insert(10, 2, '\0');
  EXPECT_EQ(NumbersOf(second), std::vector<double>{2.5});
}

TEST(Npy, NamesThePlaceAndTheReason) {
  const std::string good = Npy<double>("<f8", "(2,)", {1, 2});
  EXPECT_EQ(Error(""), "f: byte 0: a .npy file begins with the byte 0x93 and NUMPY");
  EXPECT_EQ(Error("PK\3\4 and more"), "f: byte 0: this is an archive: its name must end in .npz");
  EXPECT_EQ(Error(good.substr(0, 9)), "f: byte 9: ends before the header is complete");
  EXPECT_EQ(Error(good.substr(0, 40)), "f: byte 40: ends before the header is complete");
  std::string other = good;
  other[6] = '\4';
  EXPECT_EQ(Error(other), "f: byte 6: version 4 is not 1, 2 or 3");
  other = good;
  other[6] = '\2';
  other.replace(8, 4, 4, '\xff');
  EXPECT_EQ(Error(other), "f: byte 8: a header of 4294967295 bytes is longer than 65536");
  EXPECT_EQ(Error(good + "x"),
            "f: byte 128: the header claims 16 bytes for shape (2,) of <f8, 17 follow");
  EXPECT_EQ(Error(Npy("<f8", "(3, 1)", Raw<double>({1, 2}))),
            "f: byte 128: the header claims 24 bytes for shape (3, 1) of <f8, 16 follow");
}

TEST(Npy, SaysWhatItDoesNotRead) {
  const std::string known =
      " is not supported, only |b1, |u1, |i1, <u2, <i2, <u4, <i4, <u8, <i8, <f2, <f4, <f8";
  EXPECT_EQ(Error(Npy(">f8", "(1,)", "12345678")), "f: byte 25: type '>f8'" + known);
  EXPECT_EQ(Error(Npy("|O", "(1,)", "")), "f: byte 24: type '|O'" + known);
  EXPECT_EQ(Error(NpyWith("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", "")),
            "f: byte 21: an array of records is not supported, only numbers");
}

TEST(Npy, NamesWhatIsWrongInTheHeader) {
  const auto error = [](const std::string& dictionary) {
    const std::string text = Error(NpyWith(dictionary, ""));
    return text.substr(text.find("byte"));
  };
  EXPECT_EQ(error("[]"), "byte 10: '{' expected in the header, not '[]'");
  EXPECT_EQ(error("{descr: '<f8'}").substr(0, 30), "byte 11: a key expected in quo");
  EXPECT_EQ(error("{'descr': '<f8"), "byte 21: the type does not end");
  EXPECT_EQ(error("{'shape': (1, x)}"), "byte 24: a size expected in the shape, not 'x)}'");
  EXPECT_EQ(error("{'shape': 3}"), "byte 20: '(' expected in the header, not '3}'");
  EXPECT_EQ(error("{'shape': (1 2)}"), "byte 23: ')' expected in the header, not '2)}'");
  EXPECT_EQ(error("{'shape': (1,), 'shape': (2,)}"), "byte 34: 'shape' stands twice in the header");
  EXPECT_EQ(error("{'fortran_order': 1}"), "byte 28: 'False' expected in the header, not '1}'");
  EXPECT_EQ(error("{'colour': 1}"), "byte 20: key 'colour' in the header is unknown");
  EXPECT_EQ(error("{'shape': (1,)} x"), "byte 26: the header goes on behind its dictionary");
  EXPECT_EQ(error("{'shape': (1,)}").substr(9),
            "the header lacks one of 'descr', 'fortran_order', 'shape'");
  std::string many = "{'shape': (";
  for (int i = 0; i < 33; ++i) many += "1,";
  EXPECT_EQ(error(many + ")}"), "byte 85: more than 32 dimensions");
}

TEST(Npy, BelievesNoHeaderThatClaimsMoreThanThereIs) {
  EXPECT_EQ(Error(Npy("<f8", "(4294967296, 4294967296)", "")),
            "f: byte 83: the shape is beyond any memory");
  EXPECT_EQ(Error(Npy("|u1", "(576460752303423488,)", "")),
            "f: byte 128: the header claims 576460752303423488 bytes for shape "
            "(576460752303423488,) of |u1, 0 follow");
}

TEST(Npy, RefusesNumbersThatCannotBeTrainedWith) {
  EXPECT_EQ(Error(Npy<double>("<f8", "(2, 2)", {1, 2, 3, std::nan("")})),
            "f: element (1, 1): nan is not finite");
  EXPECT_EQ(Error(Npy<float>("<f4", "(2,)", {1, -INFINITY})), "f: element (1): -inf is not finite");
  EXPECT_EQ(Error(Npy<std::int64_t>("<i8", "(1,)", {(std::int64_t{1} << 53) + 1})),
            "f: element (0): 9007199254740993 is not at most 2^53 in size");
}

TEST(Npz, GivesItsArraysStoredAndDeflated) {
  const TemporaryFolder folder;
  const std::string x = Npy<double>("<f8", "(200,)", std::vector<double>(200, 1.5));
  const std::string y = Npy<std::uint8_t>("|u1", "(2,)", {3, 4});
  for (const bool deflated : {false, true}) {
    const std::string path =
        WriteNpz(folder, "a.npz", {{"x.npy", x}, {"readme.txt", "?"}, {"y.npy", y}}, deflated);
    const std::string content = folder.Read("a.npz");
    EXPECT_EQ(content.size() < x.size(), deflated);
    const Bytes bytes = ToBytes(content);
    const Npz file(path), memory(bytes, "m");
    for (const Npz* archive : {&file, &memory}) {
      EXPECT_EQ(archive->arrays(), (std::vector<std::string>{"x", "y"}));
      EXPECT_TRUE(archive->Has("y"));
      EXPECT_FALSE(archive->Has("readme.txt"));
      EXPECT_EQ(archive->Read("x"), ToBytes(x));
      EXPECT_EQ(archive->Read("x", 100), ToBytes(x.substr(0, 100)));
      EXPECT_EQ(archive->Read("y"), ToBytes(y));
    }
  }
}

TEST(Npz, NamesTheFileAndTheReason) {
  const TemporaryFolder folder;
  const auto open = [](const std::string& path) {
    return ErrorOf<DataError>([&] { Npz archive(path); });
  };
  const std::string none = (folder / "none.npz").string();
  EXPECT_EQ(open(none), none + ": there is no such file");
  EXPECT_EQ(open(folder.name()), folder.name() + ": is not a file");
  const std::string text = folder.Write("text.npz", "some text that is no archive at all");
  EXPECT_EQ(open(text), text + ": not a sound .npz archive: Not a zip archive");
  const std::string path = WriteNpz(folder, "a.npz", {{"images.npy", "1234567890"}});
  EXPECT_EQ(ErrorOf<DataError>([&] { Npz(path).Read("image"); }),
            path + ": unknown array 'image', did you mean 'images'?");
  std::string damaged = folder.Read("a.npz");
  damaged[damaged.find("1234567890")] = 'x';
  folder.Write("a.npz", damaged);
  EXPECT_EQ(ErrorOf<DataError>([&] { Npz(path).Read("images"); }),
            path + ": array 'images': CRC error");
}

}  // namespace
}  // namespace hushed
