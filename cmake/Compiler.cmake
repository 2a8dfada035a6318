# How everything is compiled, and the usage requirements our own code links:
#   sockwire::warnings   warnings are errors; not for generated or foreign code
#   sockwire::sanitize   applied to everything by the asan preset; link it for nothing else

set(CMAKE_CXX_STANDARD 23)  # std::expected
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Not -DNDEBUG: assertions stay on, they cost little beside the simulation.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_C_FLAGS_RELEASE "-O2")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header is part of what ccache knows an object by; that it cannot see time stamps and
  # macros behind it is what the sloppiness admits. Paths are hashed relative to the tree, so that one clone
  # finds what another has compiled.
  set(launcher ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(sockwire_warnings INTERFACE)
add_library(sockwire::warnings ALIAS sockwire_warnings)
target_compile_options(sockwire_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # GCC 12 reports overlaps inside its own std::string (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Clang's -Wconversion is about signs too, GCC's is not; and GCC 12's library uses what it deprecates.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion;-Wno-deprecated-declarations>)
# What every source file may include: <layer>/<stem>.h, from either side.
target_include_directories(sockwire_warnings INTERFACE ${PROJECT_SOURCE_DIR})

add_library(sockwire_sanitize INTERFACE)
add_library(sockwire::sanitize ALIAS sockwire_sanitize)
if(SOCKWIRE_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(SOCKWIRE_FUZZ)
    list(APPEND sanitizers -fsanitize=fuzzer-no-link)  # counts where a run has been
  endif()
  add_compile_options(${sanitizers} -g1)
  add_link_options(${sanitizers})
endif()
