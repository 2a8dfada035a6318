# Foreign libraries, all Debian packages that tools/setup installs.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)

# Debian's SystemC ships no CMake files. The library is built for C++17 and checks that at link
# time; SC_CPLUSPLUS asks for that interface from newer code.
find_path(SYSTEMC_INCLUDE_DIR systemc.h REQUIRED)
find_library(SYSTEMC_LIBRARY systemc REQUIRED)
add_library(sockwire_systemc INTERFACE)
add_library(sockwire::systemc ALIAS sockwire_systemc)
target_include_directories(sockwire_systemc SYSTEM INTERFACE ${SYSTEMC_INCLUDE_DIR})
target_compile_definitions(sockwire_systemc INTERFACE
  SC_CPLUSPLUS=201703L SC_INCLUDE_DYNAMIC_PROCESSES)
target_link_libraries(sockwire_systemc INTERFACE ${SYSTEMC_LIBRARY} Threads::Threads)
