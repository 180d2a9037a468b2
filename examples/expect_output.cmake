# Runs PROGRAM, which must print what its SOURCE promises: the lines that follow "// Prints:" there.
cmake_minimum_required(VERSION 3.25)

file(READ ${SOURCE} text)
if(NOT text MATCHES "\n// Prints:((\n//   [^\n]*)+)\n")
  message(FATAL_ERROR "${SOURCE}: no '// Prints:' with lines after it")
endif()
string(REPLACE "\n//   " "\n" expected "${CMAKE_MATCH_1}")
string(SUBSTRING "${expected}" 1 -1 expected)

execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE result)
if(NOT result STREQUAL "0" OR NOT printed STREQUAL "${expected}\n")
  message(FATAL_ERROR "${PROGRAM} ended with ${result}; it printed\n${printed}\nand should print\n${expected}\n")
endif()
