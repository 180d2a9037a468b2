#include "study.h"

namespace hushed {

void ReproduceLocalSgd(const StudyOptions&, Findings&) {}

}  // namespace hushed
