# hushed.pc. The library is static, so whoever links it links everything it was built with: `pkg-config --libs hushed`
# names it all, without --static.
set(module_fmt__fmt fmt)
set(module_PkgConfig__HIGHWAY libhwy)
set(module_PkgConfig__LIBZIP libzip)
set(module_PkgConfig__OPENBLAS openblas)
set(module_PkgConfig__XXHASH libxxhash)
set(module_TBB__tbb tbb)
set(module_ZLIB__ZLIB zlib)

set(HUSHED_PC_REQUIRES)   # what has a .pc file of its own
set(HUSHED_PC_LIBRARIES)  # what has none: MPI, libtorch
set(HUSHED_PC_INCLUDES)
get_target_property(private hushed LINK_LIBRARIES)
foreach(library ${private})
  string(MAKE_C_IDENTIFIER ${library} name)
  if(DEFINED module_${name})
    list(APPEND HUSHED_PC_REQUIRES ${module_${name}})
  elseif(NOT library STREQUAL "Threads::Threads")
    get_target_property(files ${library} INTERFACE_LINK_LIBRARIES)
    get_target_property(folders ${library} INTERFACE_INCLUDE_DIRECTORIES)
    if(NOT files)
      message(FATAL_ERROR "HushedPkgConfig.cmake: what is ${library} to pkg-config?")
    endif()
    list(APPEND HUSHED_PC_LIBRARIES ${files})
    list(APPEND HUSHED_PC_INCLUDES ${folders})
  endif()
endforeach()
# Named again, a folder of the compiler's own would be searched too late.
list(REMOVE_ITEM HUSHED_PC_INCLUDES ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
list(TRANSFORM HUSHED_PC_INCLUDES PREPEND "-isystem ")
list(JOIN HUSHED_PC_REQUIRES ", " HUSHED_PC_REQUIRES)
list(JOIN HUSHED_PC_LIBRARIES " " HUSHED_PC_LIBRARIES)
list(JOIN HUSHED_PC_INCLUDES " " HUSHED_PC_INCLUDES)

file(RELATIVE_PATH HUSHED_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" HUSHED_PC_PREFIX ${HUSHED_PC_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/hushed.pc.in ${PROJECT_BINARY_DIR}/hushed.pc @ONLY)
