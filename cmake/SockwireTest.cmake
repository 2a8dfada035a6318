# sockwire_test(<name> SOURCES <file>... [LIBS <target>...] [FILTER <tests>] [SYSTEMC] [ONE_PROCESS] [SLOW])
#
# A GoogleTest program, each of its tests a ctest entry "<name>.<Suite>.<Test>" labelled with its
# layer. SYSTEMC: main() is SystemC's. ONE_PROCESS: one ctest entry for the whole program, for
# sweeps of thousands of short cases. FILTER: those of its tests that are entries (--gtest_filter). SLOW: labelled so, and left
# out by `make test-quick`. FAST (and ONE_PROCESS): the test's own code is optimised; say so where it does the
# work of each clock, and nowhere else: most of a test's time is spent in the engines and benches that it links,
# and most of a build's time was spent in optimising what runs for a second.
# <name>_coverage is the same program with the twins that count of what it links (cmake/Verilate.cmake); it
# is no test, and built by verif/coverage/ alone.
# A test of Verilated RTL does not exist in builds without it (SOCKWIRE_RTL=OFF).

include(GoogleTest)

function(sockwire_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SYSTEMC;ONE_PROCESS;SLOW;FAST" "FILTER" "SOURCES;LIBS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sockwire_test(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  get_property(absent GLOBAL PROPERTY SOCKWIRE_NOT_VERILATED)
  foreach(lib IN LISTS arg_LIBS)
    if(lib IN_LIST absent OR (NOT SOCKWIRE_RTL AND lib MATCHES "^sockwire::" AND NOT TARGET ${lib}))
      return()
    endif()
  endforeach()

  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} sockwire::warnings GTest::gmock fmt::fmt)
  # GoogleTest's headers are read once for each way of compiling, not once for each file.
  set(kind plain)
  if(NOT (arg_FAST OR arg_ONE_PROCESS))
    string(APPEND kind _quick)
    target_compile_options(${name} PRIVATE -O0)
  endif()
  target_precompile_headers(${name} REUSE_FROM sockwire_test_headers_${kind})
  if(arg_SYSTEMC)
    target_link_libraries(${name} PRIVATE sockwire::systemc_test_main)
  else()
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
  endif()

  sockwire_test_coverage(${name})

  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME label)
  if(arg_SLOW)
    set(label slow)
  endif()
  set(properties TIMEOUT 600 LABELS ${label})
  if(arg_ONE_PROCESS)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES ${properties})
  else()
    set(filter)
    if(arg_FILTER)
      set(filter TEST_FILTER ${arg_FILTER})
    endif()
    gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 120 ${filter}
      PROPERTIES ${properties})
  endif()
endfunction()

# The twin of a test that counts, where what it links does. With the arguments of sockwire_test around it.
function(sockwire_test_coverage name)
  get_property(counted GLOBAL PROPERTY SOCKWIRE_COUNTED)
  set(libs)
  set(any FALSE)
  foreach(lib IN LISTS arg_LIBS)
    if(lib IN_LIST counted)
      list(APPEND libs ${lib}_coverage)
      set(any TRUE)
    else()
      list(APPEND libs ${lib})
    endif()
  endforeach()
  if(NOT any OR arg_SYSTEMC)
    return()
  endif()
  # Compiled again, not linked again: a target's objects are not to be had without what it links.
  add_executable(${name}_coverage EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_precompile_headers(${name}_coverage REUSE_FROM sockwire_test_headers_${kind})
  if(kind STREQUAL "plain_quick")
    target_compile_options(${name}_coverage PRIVATE -O0)
  endif()
  target_link_libraries(${name}_coverage PRIVATE ${libs} sockwire::warnings GTest::gmock fmt::fmt GTest::gtest_main)
endfunction()

add_library(sockwire_systemc_test_main STATIC EXCLUDE_FROM_ALL
  ${CMAKE_CURRENT_LIST_DIR}/systemc_test_main.cc)
add_library(sockwire::systemc_test_main ALIAS sockwire_systemc_test_main)
target_link_libraries(sockwire_systemc_test_main PUBLIC sockwire::systemc GTest::gtest)

# The headers of every test, compiled once with and once without optimisation.
function(sockwire_test_headers kind)
  set(name sockwire_test_headers_${kind})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cc CONTENT "// Nothing: its headers are what counts.\n")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE sockwire::warnings GTest::gmock fmt::fmt)
  target_compile_options(${name} PRIVATE ${ARGN})
  target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <fmt/format.h>
    <algorithm> <array> <cstdint> <deque> <functional> <memory> <optional> <random> <span> <string> <vector>)
endfunction()
sockwire_test_headers(plain)
sockwire_test_headers(plain_quick -O0)
