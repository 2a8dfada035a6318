# sockwire_verilate(<target> TOP <module> [SOURCES <file.sv>...] [PREFIX <class>]
#                   [PARAMS <Name=Value>...] [DEFINES <NAME[=value]>...] [ARGS <option>...]
#                   [TRACE] [COVERAGE] [SHARDS <n>])
#
# A static library of the Verilated module; link it and include "V<module>.h" (or "<class>.h").
# The files below rtl/ that the top needs are found by name (file = module), packages first: give
# SOURCES only for files elsewhere, such as a test's wrapper or a bind file.
#
# Variants of one module in one program need a PREFIX each. TRACE: FST waveforms
# (verilated_fst_c.h). COVERAGE: line, toggle, expression and user coverage. SHARDS: how many files
# the code is compiled in, 1 unless told; 2 or more for a whole design.
#
# tools/verilate runs Verilator at build time, whenever an RTL file that it read has changed.

set(VERILATOR_ROOT ${PROJECT_SOURCE_DIR}/.venv/verilator)
set(SOCKWIRE_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python)
set(SOCKWIRE_WAIVERS ${PROJECT_SOURCE_DIR}/verif/lint/waivers.vlt)

if(SOCKWIRE_RTL)
  if(NOT EXISTS ${VERILATOR_ROOT}/bin/verilator_bin)
    message(FATAL_ERROR "No Verilator in .venv: run tools/setup first.")
  endif()

  # The run-time library, once for all variants. An archive: what a variant does not use (waveform
  # writer, coverage) is not linked.
  set(runtime verilated verilated_cov verilated_dpi verilated_fst_c verilated_probdist
    verilated_random verilated_threads verilated_timing)
  list(TRANSFORM runtime REPLACE "(.+)" "${VERILATOR_ROOT}/include/\\1.cpp")
  add_library(verilator_runtime STATIC EXCLUDE_FROM_ALL ${runtime})
  target_include_directories(verilator_runtime SYSTEM PUBLIC
    ${VERILATOR_ROOT}/include ${VERILATOR_ROOT}/include/vltstd)
  target_link_libraries(verilator_runtime PUBLIC Threads::Threads lz4 z)
endif()

function(sockwire_verilate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TRACE;COVERAGE" "TOP;PREFIX;SHARDS"
    "SOURCES;PARAMS;DEFINES;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_TOP)
    message(FATAL_ERROR "sockwire_verilate(${target}): no TOP, or unknown arguments: "
      "${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT SOCKWIRE_RTL)
    set_property(GLOBAL APPEND PROPERTY SOCKWIRE_NOT_VERILATED ${target})
    return()
  endif()
  if(NOT arg_PREFIX)
    set(arg_PREFIX V${arg_TOP})
  endif()
  if(NOT arg_SHARDS)
    set(arg_SHARDS 1)
  endif()

  set(options ${arg_ARGS})
  if(arg_TRACE)
    list(APPEND options --trace-fst --trace-structs)
  endif()
  if(arg_COVERAGE)  # not plain --coverage: it crashes on the register block's structs
    list(APPEND options --coverage-line --coverage-toggle --coverage-expr --coverage-user)
  endif()
  list(TRANSFORM arg_PARAMS PREPEND -G)
  list(TRANSFORM arg_DEFINES PREPEND -D)
  list(APPEND options ${arg_PARAMS} ${arg_DEFINES})

  set(sources)
  foreach(source IN LISTS arg_SOURCES)
    cmake_path(ABSOLUTE_PATH source)
    list(APPEND sources ${source})
  endforeach()

  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${target}.verilated)
  set(parts)
  foreach(part RANGE 1 ${arg_SHARDS})
    list(APPEND parts ${dir}/part_${part}.cpp)
  endforeach()
  if(arg_SHARDS GREATER 1)
    list(APPEND parts ${dir}/slow.cpp)
    # Runs once a process: time spent optimising it is lost.
    set_source_files_properties(${dir}/slow.cpp PROPERTIES COMPILE_OPTIONS -O0)
  endif()
  add_custom_command(
    OUTPUT ${dir}/${arg_PREFIX}.h ${parts}
    COMMAND ${SOCKWIRE_PYTHON} ${PROJECT_SOURCE_DIR}/tools/verilate
      --top ${arg_TOP} --prefix ${arg_PREFIX} --out ${dir} --shards ${arg_SHARDS}
      ${sources} -- ${options}
    DEPENDS ${sources} ${SOCKWIRE_WAIVERS}
      ${PROJECT_SOURCE_DIR}/tools/verilate ${PROJECT_SOURCE_DIR}/tools/rtl_files.py
      ${VERILATOR_ROOT}/bin/verilator_bin
    DEPFILE ${dir}/depfile
    COMMENT "Verilating ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)

  add_library(${target} STATIC EXCLUDE_FROM_ALL ${parts} ${dir}/${arg_PREFIX}.h)
  target_compile_options(${target} PRIVATE -w)
  target_compile_definitions(${target} PUBLIC
    $<$<BOOL:${arg_TRACE}>:VM_TRACE=1 VM_TRACE_FST=1> $<$<BOOL:${arg_COVERAGE}>:VM_COVERAGE=1>)
  target_include_directories(${target} SYSTEM PUBLIC ${dir})
  target_link_libraries(${target} PUBLIC verilator_runtime)
endfunction()
