#!/usr/bin/env bash
# mpirun with what Open MPI needs to run tests anywhere: as root, with more ranks than cores, and
# without binding ranks to cores. Other MPIs ignore these settings.
#
#   scripts/mpirun.sh -n 4 build/cluster/bin/hushed train jobs/quickstart.toml --transport mpi
set -euo pipefail
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_MCA_mpi_yield_when_idle=1
exec mpirun "$@"
