# The imported target hushed::torch: libtorch for the CPU. Torch's own package is not asked, because
# it sets the C++ standard and looks for CUDA. A libtorch outside the system is found through
# CMAKE_PREFIX_PATH.
find_path(HUSHED_TORCH_INCLUDE_DIR ATen/ATen.h)
find_path(HUSHED_TORCH_API_INCLUDE_DIR torch/torch.h PATH_SUFFIXES torch/csrc/api/include)
set(HUSHED_TORCH_LIBRARIES)
foreach(part torch_cpu c10)
  find_library(HUSHED_${part}_LIBRARY ${part})
  list(APPEND HUSHED_TORCH_LIBRARIES ${HUSHED_${part}_LIBRARY})
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HushedTorch
  REQUIRED_VARS HUSHED_TORCH_INCLUDE_DIR HUSHED_TORCH_API_INCLUDE_DIR HUSHED_torch_cpu_LIBRARY HUSHED_c10_LIBRARY
  REASON_FAILURE_MESSAGE "install libtorch-dev, or name a libtorch folder in CMAKE_PREFIX_PATH")

if(HushedTorch_FOUND AND NOT TARGET hushed::torch)
  add_library(hushed::torch INTERFACE IMPORTED GLOBAL)
  set_target_properties(hushed::torch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${HUSHED_TORCH_INCLUDE_DIR};${HUSHED_TORCH_API_INCLUDE_DIR}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${HUSHED_TORCH_INCLUDE_DIR};${HUSHED_TORCH_API_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${HUSHED_TORCH_LIBRARIES}")
endif()
mark_as_advanced(HUSHED_TORCH_INCLUDE_DIR HUSHED_TORCH_API_INCLUDE_DIR HUSHED_torch_cpu_LIBRARY HUSHED_c10_LIBRARY)
