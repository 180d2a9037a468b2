# Installs BUILD into a fresh prefix, builds EXAMPLE with find_package(hushed), and runs its program, named like its
# source PROGRAM.cc, and the installed command.
set(scratch ${BUILD}/find_package_test/${PROGRAM})
file(REMOVE_RECURSE ${scratch})
set(run COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${scratch}/prefix OUTPUT_QUIET ${run})
execute_process(COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${EXAMPLE} -B ${scratch}/build
  -DCMAKE_PREFIX_PATH=${scratch}/prefix ${run})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${scratch}/build ${run})
execute_process(COMMAND ${scratch}/build/${PROGRAM} ${run})
execute_process(COMMAND ${scratch}/prefix/bin/hushed version ${run})
