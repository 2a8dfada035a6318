# sockwire_test(<name> SOURCES <file>... [LIBS <target>...] [SYSTEMC] [ONE_PROCESS] [SLOW])
#
# A GoogleTest program, each of its tests a ctest entry "<name>.<Suite>.<Test>" labelled with its
# layer. SYSTEMC: main() is SystemC's. ONE_PROCESS: one ctest entry for the whole program, for
# sweeps of thousands of short cases. SLOW: labelled so, and left
# out by `make test-quick`.
# A test of Verilated RTL does not exist in builds without it (SOCKWIRE_RTL=OFF).

include(GoogleTest)

function(sockwire_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SYSTEMC;ONE_PROCESS;SLOW" "" "SOURCES;LIBS")
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
  target_link_libraries(${name} PRIVATE ${arg_LIBS} sockwire::warnings GTest::gmock)
  if(arg_SYSTEMC)
    target_link_libraries(${name} PRIVATE sockwire::systemc_test_main)
  else()
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
  endif()

  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME label)
  if(arg_SLOW)
    set(label slow)
  endif()
  set(properties TIMEOUT 600 LABELS ${label})
  if(arg_ONE_PROCESS)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES ${properties})
  else()
    gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 120
      PROPERTIES ${properties})
  endif()
endfunction()

add_library(sockwire_systemc_test_main STATIC EXCLUDE_FROM_ALL
  ${CMAKE_CURRENT_LIST_DIR}/systemc_test_main.cc)
add_library(sockwire::systemc_test_main ALIAS sockwire_systemc_test_main)
target_link_libraries(sockwire_systemc_test_main PUBLIC sockwire::systemc GTest::gtest)
