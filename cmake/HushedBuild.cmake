# How every room is built: warnings are errors, no contraction (results are bitwise), one test program per room.
# What one room finds, the whole house can link.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL TRUE)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(hushed_flags INTERFACE)
target_compile_options(hushed_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wnon-virtual-dtor -Werror
  -ffp-contract=off -march=${HUSHED_ARCH})
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(hushed_flags INTERFACE -O3)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside std at -O3 (known false positives).
  target_compile_options(hushed_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(HUSHED_SANITIZE)
  target_compile_options(hushed_flags INTERFACE -fsanitize=${HUSHED_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(hushed_flags INTERFACE -fsanitize=${HUSHED_SANITIZE})
endif()
target_include_directories(hushed_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)

# hushed_room(NAME SOURCES... [LINK LIBRARIES...]): one room of the house, an object library hushed_NAME.
function(hushed_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINK" ${ARGN})
  add_library(hushed_${name} OBJECT ${ROOM_SOURCES})
  target_link_libraries(hushed_${name} PUBLIC hushed_flags ${ROOM_LINK})
  set_property(GLOBAL APPEND PROPERTY HUSHED_ROOMS hushed_${name})
  set_property(GLOBAL APPEND PROPERTY HUSHED_LINK ${ROOM_LINK})
endfunction()

# hushed_test(NAME SOURCES... [ROOMS rooms...] [LINK libraries...] [LABELS labels...]): the program NAME_test; ROOMS
# are linked object by object, so a room's tests build without the rest of the house. It is one test of ctest: what links
# libtorch takes longer to begin than most of its tests take.
function(hushed_test name)
  if(NOT HUSHED_TESTS)
    return()
  endif()
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LINK;LABELS" ${ARGN})
  list(TRANSFORM TEST_ROOMS PREPEND hushed_)
  add_executable(${name}_test ${TEST_SOURCES})
  target_link_libraries(${name}_test PRIVATE hushed_flags ${TEST_ROOMS} ${TEST_LINK} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
endfunction()

# hushed_mpi_test(NAME SOURCES... [ROOMS rooms...] [LINK libraries...] [RANKS numbers...]): the program NAME_test,
# run by mpirun on each number of ranks (1 2 3 5 8), also more than there are cores; src/testing/ranks.cc is its main.
# Leaks are not looked for: Open MPI unloads plugins that leave memory behind.
function(hushed_mpi_test name)
  if(NOT HUSHED_TESTS)
    return()
  endif()
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LINK;RANKS" ${ARGN})
  if(NOT TEST_RANKS)
    set(TEST_RANKS 1 2 3 5 8)
  endif()
  list(TRANSFORM TEST_ROOMS PREPEND hushed_)
  add_executable(${name}_test ${TEST_SOURCES} ${PROJECT_SOURCE_DIR}/src/testing/ranks.cc)
  target_link_libraries(${name}_test PRIVATE hushed_flags ${TEST_ROOMS} ${TEST_LINK} GTest::gtest MPI::MPI_CXX)
  foreach(ranks ${TEST_RANKS})
    add_test(NAME ${name}.on_${ranks}_ranks
      COMMAND ${PROJECT_SOURCE_DIR}/scripts/mpirun.sh -n ${ranks} $<TARGET_FILE:${name}_test>)
    set_tests_properties(${name}.on_${ranks}_ranks PROPERTIES PROCESSORS 2 TIMEOUT 300
      ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
  endforeach()
endfunction()

# hushed_bench(NAME SOURCES... LINK libraries...): the program NAME_bench. Each alternates what it compares in
# one process and prints ratios of medians.
function(hushed_bench name)
  if(NOT HUSHED_BENCH)
    return()
  endif()
  cmake_parse_arguments(BENCH "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name}_bench ${BENCH_SOURCES})
  target_link_libraries(${name}_bench PRIVATE hushed_flags ${BENCH_LINK})
endfunction()
