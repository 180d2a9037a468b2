// Any bytes as a job file, the first line as an override: a job or a ConfigError comes out, and a
// job that was accepted survives being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/fake_catalogue.h"
#include "config/job_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const hushed::Catalogue catalogue = hushed::FakeCatalogue();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string first_line = text.substr(0, text.find('\n'));
  try {
    const hushed::Job job = hushed::ParseJob(catalogue, {"job.toml", text});
    if (hushed::ParseJob(catalogue, {"job.toml", hushed::ToToml(job)}) != job) std::abort();
  } catch (const hushed::ConfigError&) {
  }
  try {
    hushed::ParseJob(catalogue, {"job.toml", hushed::FakeJob()}, {first_line});
  } catch (const hushed::ConfigError&) {
  }
  return 0;
}
