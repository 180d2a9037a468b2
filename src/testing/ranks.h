#pragma once

#include "transport/mpi/session.h"

namespace hushed {

// The session of a test program that mpirun started (src/testing/ranks.cc holds its main).
MpiSession& Ranks();

}  // namespace hushed
