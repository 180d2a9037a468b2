#include "engine/first_model.h"

#include <fmt/format.h>

#include <span>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "hushed/errors.h"
#include "problem/initial.h"
#include "problem/models.h"
#include "record/file.h"
#include "record/model_file.h"

namespace hushed {
namespace {

std::string DigestOf(std::string_view bytes) {
  return HexDigest(DigestBytes(std::as_bytes(std::span(bytes))));
}

std::string ReadInit(const TrainOptions& train) try {
  return ReadFile(std::filesystem::path(train.init));
} catch (const DataError& error) {
  throw DataError(std::string("train.init: ") + error.what());
}

}  // namespace

Job WithDigests(Job job) {
  if (!job.train.init.empty() && job.train.init_digest.empty()) {
    job.train.init_digest = DigestOf(ReadInit(job.train));
  }
  NoteModelFile(job.model);
  return job;
}

Job WithoutDigests(Job job) {
  job.train.init_digest.clear();
  job.model.options.erase("digest");
  return job;
}

template <class Real>
std::vector<Real> FirstModel(const Job& job, const Layout& layout) {
  if (!job.train.init.empty()) {
    const std::string bytes = ReadInit(job.train);
    const std::string digest = DigestOf(bytes);
    if (!job.train.init_digest.empty() && digest != job.train.init_digest) {
      throw ConfigError(fmt::format(
          "train.init: {} has the digest {}, train.init_digest is {}: it is another file now; "
          "train.init_digest = \"\" takes it",
          job.train.init, digest, job.train.init_digest));
    }
    return ParseSafetensors<Real>(bytes, job.train.init, layout);
  }
  std::vector<Real> x(layout.size());
  DrawInitial<Real>(layout, job.seed, x);
  return x;
}
template std::vector<float> FirstModel(const Job&, const Layout&);
template std::vector<double> FirstModel(const Job&, const Layout&);

}  // namespace hushed
