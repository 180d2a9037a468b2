# libhushed.a with the public headers, packages for find_package(hushed) and pkg-config, the command with its manual
# page and completion, and the documentation.
include(CMakePackageConfigHelpers)
set(HUSHED_ZSH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "Where zsh looks for completions, below the prefix; Debian's own is share/zsh/vendor-completions")

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

include(HushedPkgConfig)
install(FILES ${PROJECT_BINARY_DIR}/hushed.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES ${PROJECT_BINARY_DIR}/share/hushed.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/share/hushed.bash RENAME hushed
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_BINARY_DIR}/share/hushed.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_BINARY_DIR}/share/hushed.zsh RENAME _hushed DESTINATION ${HUSHED_ZSH_COMPLETIONS})

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_SOURCE_DIR}/jobs DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN "*.toml")
