# sockwire_dut(<name> CFG <kBase|kSmall|kLarge> [DATA_BYTES <n>] [MTU <n>] [NO_PHY] [EXTERNAL] [BRIEF] [TRACE]
#              [TOP <module>] [MAKER <name>] [SHARDS <n>] [SOURCES <file.sv>...] [ARGS <option>...])
#
# The library sockwire_dut_<name> with make_dut_<maker>() (<name> unless told): one Verilated variant
# of `toe` behind verif/cosim/dut.h. SOURCES take the place of the RTL's files of the same name.
# BRIEF: it runs for some thousand cycles, so time spent optimising it is lost. SHARDS (2 unless told) and
# ARGS (of Verilator): cmake/Verilate.cmake. The twin that counts (there too) counts lines and what FIFOs
# hold, that of `small` toggles too.
include_guard()

function(sockwire_dut name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TRACE;NO_PHY;EXTERNAL;BRIEF" "CFG;DATA_BYTES;MTU;TOP;MAKER;SHARDS" "SOURCES;ARGS")
  if(NOT arg_TOP)
    set(arg_TOP toe)
  endif()
  if(arg_CFG STREQUAL kBase)
    set(params Config=1)
  elseif(arg_CFG STREQUAL kLarge)
    set(params Config=2)
  else()
    set(params Config=0)
  endif()
  set(data_bytes 0)
  if(arg_DATA_BYTES)
    set(data_bytes ${arg_DATA_BYTES})
    list(APPEND params DataBytes=${data_bytes})
  endif()
  set(mtu 0)
  if(arg_MTU)
    set(mtu ${arg_MTU})
    list(APPEND params Mtu=${mtu})
  endif()
  set(no_phy 0)
  if(arg_NO_PHY)
    set(no_phy 1)
    list(APPEND params NoPhy=1)
  endif()
  set(external 0)
  if(arg_EXTERNAL)
    set(external 1)
    list(APPEND params External=1)
  endif()
  set(trace)
  if(arg_TRACE)
    set(trace TRACE)
  endif()
  if(NOT arg_MAKER)
    set(arg_MAKER ${name})
  endif()
  if(NOT arg_SHARDS)
    set(arg_SHARDS 2)
  endif()
  set(target sockwire_dut_${name})
  set(coverage lines)
  if(name STREQUAL "small")
    set(coverage toggles)
  elseif(arg_SOURCES)
    set(coverage none)
  endif()
  sockwire_verilate(${target} TOP ${arg_TOP} PREFIX Vtoe_${name} PARAMS ${params} ${trace} SHARDS ${arg_SHARDS}
    SOURCES ${arg_SOURCES} ARGS ${arg_ARGS} COVERAGE ${coverage}
    COVER_SOURCES ${PROJECT_SOURCE_DIR}/verif/coverage/toe_cover_fifo.sv)
  if(NOT SOCKWIRE_RTL)
    return()
  endif()
  foreach(twin ${target} ${target}_coverage)
    if(NOT TARGET ${twin})
      continue()
    endif()
    target_sources(${twin} PRIVATE ${PROJECT_SOURCE_DIR}/verif/cosim/dut_variant.cc)
    target_compile_definitions(${twin} PRIVATE DUT_CLASS=Vtoe_${name} DUT_HEADER="Vtoe_${name}.h"
      DUT_MAKER=make_dut_${arg_MAKER} DUT_CFG=${arg_CFG} DUT_DATA_BYTES=${data_bytes} DUT_NO_PHY=${no_phy}
      DUT_EXTERNAL=${external} DUT_MTU=${mtu})
    target_include_directories(${twin} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${twin} PUBLIC sockwire_cosim)
    if(arg_BRIEF OR NOT twin STREQUAL target)
      target_compile_options(${twin} PRIVATE -O1)
    endif()
  endforeach()
endfunction()


# sockwire_planted_dut(<bugs.json>)
#
# The library sockwire_dut_planted with make_dut_planted(): `small` with all bugs of the list planted,
# of which DutOptions::planted switches one on. verif/cosim/plant.py tells what stands in the list.
function(sockwire_planted_dut bugs)
  cmake_path(ABSOLUTE_PATH bugs)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${bugs})
  set(files)
  file(READ ${bugs} list)
  string(JSON count LENGTH ${list})
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON file GET ${list} ${i} file)
    list(APPEND files ${file})
  endforeach()
  list(REMOVE_DUPLICATES files)
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/rtl)  # the same path below it, so that waivers know it
  list(TRANSFORM files PREPEND ${directory}/ OUTPUT_VARIABLE planted)
  list(TRANSFORM files PREPEND ${PROJECT_SOURCE_DIR}/)
  list(APPEND planted ${directory}/toe_planted_pkg.sv)
  add_custom_command(
    OUTPUT ${planted}
    COMMAND ${SOCKWIRE_PYTHON} ${PROJECT_SOURCE_DIR}/verif/cosim/plant.py ${bugs} ${directory}
    DEPENDS ${files} ${bugs} ${PROJECT_SOURCE_DIR}/verif/cosim/plant.py
    COMMENT "Planting bugs" VERBATIM)
  sockwire_dut(planted CFG kSmall BRIEF SOURCES ${planted})
endfunction()
