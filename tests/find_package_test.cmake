# Installs BUILD into a fresh prefix, builds the project in EXAMPLES with find_package(hushed), runs its tests and the
# installed command. NAME: of the folder for all that.
set(scratch ${BUILD}/find_package_test/${NAME})
file(REMOVE_RECURSE ${scratch})
set(run COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${scratch}/prefix OUTPUT_QUIET ${run})
execute_process(COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${EXAMPLES} -B ${scratch}/build
  -DCMAKE_PREFIX_PATH=${scratch}/prefix ${run})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${scratch}/build ${run})
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${scratch}/build --output-on-failure ${run})
execute_process(COMMAND ${scratch}/prefix/bin/hushed version ${run})
