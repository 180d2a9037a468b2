#include "engine/inspect.h"

#include <fmt/format.h>

#include "algorithm/catalogue.h"
#include "commands.h"
#include "config/job_file.h"
#include "training.h"

namespace hushed {

void RunInspect(const InspectCommand& command) {
  const Job job = ReadJob(TheCatalogue(), command.job, command.overrides);
  const Inspection inspection = Inspect(job, ThreadsOf(command.threads));
  fmt::print("{}", command.json ? InspectionJson(inspection) : InspectionText(inspection));
}

}  // namespace hushed
