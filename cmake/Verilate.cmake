# sockwire_verilate(<target> TOP <module> [SOURCES <file.sv>...] [PREFIX <class>]
#                   [PARAMS <Name=Value>...] [DEFINES <NAME[=value]>...] [ARGS <option>...]
#                   [TRACE] [SHARDS <n>] [COVERAGE <lines|toggles|none>] [COVER_SOURCES <file.sv>...])
#
# A static library of the Verilated module; link it and include "V<module>.h" (or "<class>.h").
# The files below rtl/ that the top needs are found by name (file = module), packages first: give
# SOURCES only for files elsewhere, such as a test's wrapper or a bind file.
#
# Variants of one module in one program need a PREFIX each. TRACE: FST waveforms
# (verilated_fst_c.h). SHARDS: how many files the code is compiled in, 1 unless told; 2 or more for a
# whole design.
#
# <target>_coverage is the same, and counts (verif/coverage/sink.h): lines and cover properties, and
# toggles unless COVERAGE says "lines"; with "none", or TRACE, there is no such twin. COVER_SOURCES:
# more files for it. It is built only for those who link it.
#
# Where SOCKWIRE_MUTANTS has a directory named like the target, the netlist in it takes the design's place
# (verif/mutation/); what it is made of is told in designs/<target>.
#
# The RTL is that of SOCKWIRE_RTL_DIR, rtl/ unless told. tools/verilate runs Verilator at build time, whenever
# an RTL file that it read has changed.

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
  sockwire_verilate_as(${target} none ${ARGN})
  cmake_parse_arguments(PARSE_ARGV 1 arg "TRACE" "COVERAGE" "")
  if(NOT arg_TRACE AND NOT arg_COVERAGE STREQUAL "none")
    if(NOT arg_COVERAGE)
      set(arg_COVERAGE toggles)
    endif()
    sockwire_verilate_as(${target}_coverage ${arg_COVERAGE} ${ARGN})
    set_property(GLOBAL APPEND PROPERTY SOCKWIRE_COUNTED ${target})
  endif()
endfunction()

# One of the two; coverage: lines, toggles, none.
function(sockwire_verilate_as target coverage)
  cmake_parse_arguments(PARSE_ARGV 2 arg "TRACE" "TOP;PREFIX;SHARDS;COVERAGE"
    "SOURCES;PARAMS;DEFINES;ARGS;COVER_SOURCES")
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
  if(SOCKWIRE_MUTANTS)
    sockwire_mutants(${target})
  endif()

  set(options ${arg_ARGS})
  if(arg_TRACE)
    list(APPEND options --trace-fst --trace-structs)
  endif()
  set(counted)
  if(NOT coverage STREQUAL "none")  # not plain --coverage: it crashes on the register block's structs
    set(counted --coverage)
    # Counting splits what would be one expression, and finds circles between its halves.
    list(APPEND options --coverage-line --coverage-user -Wno-UNOPTFLAT)
    # Zeros at power-up, not chance: before the first reset no line may run by luck.
    list(APPEND options --x-initial 0)
    list(APPEND arg_SOURCES ${arg_COVER_SOURCES})
    if(coverage STREQUAL "toggles")
      list(APPEND options --coverage-toggle)
    endif()
  endif()
  list(TRANSFORM arg_PARAMS PREPEND -G)
  list(TRANSFORM arg_DEFINES PREPEND -D)
  list(APPEND options ${arg_PARAMS} ${arg_DEFINES})

  set(tree)
  if(SOCKWIRE_RTL_DIR)
    set(tree --rtl ${SOCKWIRE_RTL_DIR})
  endif()
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
      --top ${arg_TOP} --prefix ${arg_PREFIX} --out ${dir} --shards ${arg_SHARDS} ${tree} ${counted}
      ${sources} -- ${options}
    DEPENDS ${sources} ${SOCKWIRE_WAIVERS}
      ${PROJECT_SOURCE_DIR}/tools/verilate ${PROJECT_SOURCE_DIR}/tools/rtl_files.py
      ${PROJECT_SOURCE_DIR}/tools/cover_points.py
      ${VERILATOR_ROOT}/bin/verilator_bin
    DEPFILE ${dir}/depfile
    COMMENT "Verilating ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)

  add_library(${target} STATIC EXCLUDE_FROM_ALL ${parts} ${dir}/${arg_PREFIX}.h)
  target_compile_options(${target} PRIVATE -w)
  target_compile_definitions(${target} PUBLIC $<$<BOOL:${arg_TRACE}>:VM_TRACE=1 VM_TRACE_FST=1>)
  target_include_directories(${target} SYSTEM PUBLIC ${dir})
  target_link_libraries(${target} PUBLIC verilator_runtime)
  if(counted)
    target_link_libraries(${target} PUBLIC sockwire::coverage_sink)
  endif()
endfunction()

# Tells what the design is made of, and puts the netlist with its mutants in its place, if there is one.
function(sockwire_mutants target)
  set(sources)
  foreach(source IN LISTS arg_SOURCES)
    cmake_path(ABSOLUTE_PATH source)
    list(APPEND sources ${source})
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/designs/${target} @ONLY
    CONTENT "top @arg_TOP@\nsources @sources@\nparameters @arg_PARAMS@\ndefines @arg_DEFINES@\n")
  set(netlist ${SOCKWIRE_MUTANTS}/${target}/${arg_TOP}.sv)
  if(EXISTS ${netlist})
    set(arg_SOURCES ${netlist} ${PROJECT_SOURCE_DIR}/verif/mutation/sockwire_mutant.sv PARENT_SCOPE)
    set(arg_PARAMS PARENT_SCOPE)
    set(arg_DEFINES PARENT_SCOPE)
    # Written by a program: no style is asked of it. A flat design is one function, unless it is cut.
    set(arg_ARGS ${arg_ARGS} -Wno-lint -Wno-style -Wno-UNOPTFLAT -Wno-fatal
      --output-split 20000 --output-split-cfuncs 1000 PARENT_SCOPE)
    set(arg_SHARDS 4 PARENT_SCOPE)
  endif()
endfunction()
