# libhushed.a with the public headers, a package for find_package(hushed), and the command.
include(CMakePackageConfigHelpers)

install(TARGETS hushed EXPORT hushed-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS hushed_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/hushed DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT hushed-targets NAMESPACE hushed:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hushed)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/hushed-config.cmake.in
  ${PROJECT_BINARY_DIR}/hushed-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hushed)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/hushed-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/hushed-config.cmake ${PROJECT_BINARY_DIR}/hushed-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindHushedTorch.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hushed)
