# Flags and dependencies. One INTERFACE target, parapet_flags, carries the warnings everywhere.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# Dev: as quick to compile as it gets while stack traces still name lines.
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1 -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
set(CMAKE_C_FLAGS_DEV "-O1 -g1 -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
set(CMAKE_EXE_LINKER_FLAGS_DEV "")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(PARAPET_CCACHE ccache)
if(PARAPET_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${PARAPET_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${PARAPET_CCACHE})
endif()
# Where nothing remembers what was compiled before, the headers that all need are compiled once: a first build takes 7
# CPU minutes instead of 18. Builds with ccache and the checks do without, so that a missing #include is noticed.
set(parapet_pch_default ON)
if(PARAPET_CCACHE OR PARAPET_TIDY OR PARAPET_FUZZ OR PARAPET_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set(parapet_pch_default OFF)
endif()
option(PARAPET_PCH "Precompile common headers" ${parapet_pch_default})
# parapet_pch(TARGET [HEADER...]): those of the standard library and core/base, and the named ones
function(parapet_pch target)
    if(PARAPET_PCH)
        target_precompile_headers(${target} PRIVATE <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory>
            <optional> <set> <span> <string> <string_view> <utility> <vector> <fmt/format.h>
            "$<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/core/base/result.h>"
            "$<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/core/base/text.h>" ${ARGN})
        # GCC 12 takes what comes out of a precompiled header for the project's own code, and sees overflows in
        # std::string::replace that are not there (GCC bug 105329).
        target_compile_options(${target} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
    endif()
endfunction()
find_program(PARAPET_MOLD mold)
if(PARAPET_MOLD AND NOT PARAPET_FUZZ)
    add_link_options(-fuse-ld=mold)
endif()

add_library(parapet_flags INTERFACE)
target_compile_options(parapet_flags INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
    -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference>
    # GCC 12 at -O2 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> -fstack-protector-strong)
target_include_directories(parapet_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_definitions(parapet_flags INTERFACE PARAPET_VERSION="${PROJECT_VERSION}")
if(CMAKE_BUILD_TYPE STREQUAL Release)
    target_compile_options(parapet_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    add_link_options(-Wl,-z,relro,-z,now -pie)
endif()
if(PARAPET_SANITIZE)
    add_compile_options(-fsanitize=${PARAPET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${PARAPET_SANITIZE})
endif()
if(PARAPET_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(PARAPET_TIDY)
    find_program(PARAPET_CLANG_TIDY NAMES clang-tidy-14 clang-tidy REQUIRED)
    set(CMAKE_CXX_CLANG_TIDY ${PARAPET_CLANG_TIDY} --quiet --extra-arg=-Wno-unknown-warning-option)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(pugixml REQUIRED)
find_package(simdjson REQUIRED)
find_package(date REQUIRED)
find_package(EXPAT REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(DEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(YAMLCPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(HS REQUIRED IMPORTED_TARGET libhs)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
if(PARAPET_UI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg SvgWidgets PrintSupport DBus Test)
    # Debian's CMake file for QCustomPlot speaks of Qt 5 only; the library for Qt 6 lies beside it.
    find_library(QCUSTOMPLOT_QT6 QCustomPlotQt6 REQUIRED)
    add_library(parapet_qcustomplot INTERFACE)
    target_link_libraries(parapet_qcustomplot INTERFACE ${QCUSTOMPLOT_QT6} Qt6::Widgets Qt6::PrintSupport)
    target_compile_definitions(parapet_qcustomplot INTERFACE QCUSTOMPLOT_USE_LIBRARY)
    pkg_check_modules(QPDF REQUIRED IMPORTED_TARGET libqpdf)
endif()
set(CMAKE_AUTOMOC OFF) # on per target: ui, tests
# moc 6.4 stumbles over libstdc++ ("Parse error at std") unless it has seen this file first.
find_file(PARAPET_CXX_CONFIG c++config.h PATHS ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES} PATH_SUFFIXES bits
    NO_DEFAULT_PATH)
if(PARAPET_CXX_CONFIG)
    set(CMAKE_AUTOMOC_MOC_OPTIONS --include ${PARAPET_CXX_CONFIG})
endif()

# Debian's vectorscan and simdjson headers are not ours to warn about.
foreach(target PkgConfig::HS PkgConfig::SODIUM PkgConfig::ARCHIVE PkgConfig::YAMLCPP)
    get_target_property(dirs ${target} INTERFACE_INCLUDE_DIRECTORIES)
    if(dirs)
        set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${dirs}")
    endif()
endforeach()
