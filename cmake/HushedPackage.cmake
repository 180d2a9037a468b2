# `cpack` in the build folder: a Debian package of what `cmake --install` installs. `cmake --workflow --preset package`
# does it all, for any x86-64 processor with AVX2.
set(HUSHED_MAINTAINER "The hushed developers <hushed@hushed.invalid>" CACHE STRING
  "Who answers for packages made here: NAME <ADDRESS>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hushed)
set(CPACK_PACKAGE_CONTACT ${HUSHED_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "train one model on many machines that hardly talk")
set(CPACK_PACKAGE_DESCRIPTION
"hushed decides who takes part in a training, when a worker speaks, how much it
says and how the server listens, and runs the same algorithms on the threads of
one machine and on many machines with the same numbers out.
.
This package holds the command with its manual page and completion, the static
library with its headers, the documentation and jobs to start from. To link the
library install the packages that are suggested, too.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox, dataset-fashion-mnist")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  "g++, pkg-config, libfmt-dev, libhwy-dev, libopenblas-pthread-dev, libtbb-dev, libxxhash-dev, libzip-dev, zlib1g-dev")
include(CPack)
