#include "study.h"

namespace hushed {

void ReproduceImplicitBias(const StudyOptions&, Findings&) {}

}  // namespace hushed
