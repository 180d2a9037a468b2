#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/options.h"
#include "hushed/stream.h"

namespace hushed {

// Rows of pixels as they are stored, with the normalisation (pixel / 255 - mean) / deviation per
// channel that Gather applies. A row is channels x height x width.
struct ByteRows {
  std::vector<std::uint8_t> values;
  std::vector<double> mean;       // [channels]
  std::vector<double> deviation;  // [channels], > 0

  // Where some rows were dropped (WithRows): the row of each example or kDropped, else empty.
  std::vector<std::uint32_t> row_of;
  static constexpr std::uint32_t kDropped = 0xFFFFFFFF;

  bool has(std::uint32_t example) const { return row_of.empty() || row_of[example] != kDropped; }

  std::uint64_t row(std::uint32_t example) const {
    return row_of.empty() ? example : row_of[example];
  }
};

// Rows with few entries that are not zero (compressed sparse rows).
struct SparseRows {
  std::vector<std::uint64_t> row_begin;  // [rows + 1]
  std::vector<std::uint32_t> columns;    // [nnz], ascending within a row
  std::vector<double> values;            // [nnz]
};

// Components f_i(x) = x' A_i x / 2 - b_i' x of a quadratic objective, x of `columns` scalars: what
// an example is where the data set has no rows. train.size counts them.
struct Quadratics {
  bool diagonal = true;
  // [size x columns] when diagonal, else [size x columns x columns], each A_i symmetric.
  std::vector<double> curvature;
  std::vector<double> linear;  // [size x columns]: b_i
  std::vector<double> start;   // [columns]: the first x; empty: zero

  bool empty() const { return curvature.empty(); }
};

struct Split;

// Rows that still stand in their files.
class RowSource {
 public:
  virtual ~RowSource() = default;

  // Fills in the rows of examples that are needed (needed: [split.size]); the others may not be
  // gathered. Throws DataError naming the file, the place and the reason.
  virtual void Read(const std::vector<bool>& needed, Split& split) const = 0;
};

// The examples of one split. One of the three forms of rows is filled, or none: the examples of
// quadratics are no rows, and have no targets.
struct Split {
  std::uint64_t size = 0;     // examples
  std::vector<double> dense;  // [size x columns]
  ByteRows bytes;             // [size x columns]
  SparseRows sparse;
  std::vector<double> targets;  // [size]: the class (0, 1, ...), or the value to predict
  std::shared_ptr<const RowSource> unread;  // of the rows, until WithRows reads them; else null
  bool rows_can_wait = false;               // the rows stood in files at first, read since or not

  bool is_sparse() const { return !sparse.row_begin.empty(); }
};

// Crop from an image padded by black pixels and horizontal flip, drawn anew for every use of an
// example. For byte rows of shape {channels, height, width} only.
struct Augmentation {
  std::uint32_t crop_padding = 0;  // pixels on each side; 0: no crop
  bool flip = false;
};

// A training and a test split over the same columns.
struct Dataset {
  std::string name;
  std::vector<std::uint64_t> shape;  // of one example: {channels, height, width} or {columns}
  std::uint64_t columns = 0;         // product of shape
  std::uint32_t classes = 0;         // 0: targets are values
  Split train;
  Split test;  // may be empty
  Augmentation augmentation;
  Quadratics quadratics;  // empty: examples are the rows of train

  // The worker that each training example belongs to, where the data set says so (a file or a user
  // for each, shifted means, one quadratic a worker); else empty.
  std::vector<std::uint32_t> owners;

  std::uint64_t bytes() const;  // memory of rows and targets
};

// The split with the byte rows of the examples that are needed (needed: [split.size]) and no
// others, which may not be gathered from it; of rows that are unread only those that are needed are
// read. Other forms of rows stay whole: linear models read them so. The split has all its rows, or
// none yet.
Split WithRows(const std::vector<bool>& needed, const Split& split);

// The digest of every number in it, so that two machines can tell whether they read the same data.
// Rows that can wait in their files do not count, read or not.
std::uint64_t DigestOf(const Dataset& data);

// Writes the chosen rows, normalised, into out[examples.size() x columns], row-major.
template <class Real>
void Gather(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
            std::span<Real> out);

// The same for training: augmented by draws from `randomness` where the data set asks for it.
template <class Real>
void GatherAugmented(const Dataset& data, std::span<const std::uint32_t> examples,
                     Stream randomness, std::span<Real> out);

// The data sets a job can name, with their options.
std::vector<KindInfo> DatasetKinds();

// Whether LoadDataset gives the same whatever `workers` and `seed` are.
bool IsSameForAll(const Choice& choice);

// Which rows LoadDataset reads. kNeeded: none where they can wait in their files (Split::unread)
// until WithRows says which ones are needed.
enum class RowsToRead { kAll, kNeeded };

// Reads or makes the data set. Throws DataError naming the file, the place and the reason, and what
// to do when it is missing.
std::shared_ptr<const Dataset> LoadDataset(const Choice& choice, std::uint32_t workers,
                                           std::uint64_t seed, RowsToRead rows = RowsToRead::kAll);

}  // namespace hushed
