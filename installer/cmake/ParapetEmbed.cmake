# parapet_embed(OUT_VAR NAME set ROOT dir FILES file...)
#
# Puts files into the binary with .incbin and generates `embedded_<set>()`, a sorted table of {name, bytes}. Names are
# the paths below ROOT. core has no Qt, so Qt's resource compiler is not used for anything that core needs.
function(parapet_embed out_var)
    cmake_parse_arguments(E "" "NAME;ROOT" "FILES" ${ARGN})
    set(asm "")
    set(decl "")
    set(rows "")
    set(n 0)
    list(SORT E_FILES)
    foreach(file ${E_FILES})
        file(RELATIVE_PATH name ${E_ROOT} ${file})
        set(sym "parapet_${E_NAME}_${n}")
        string(APPEND asm "    .section .rodata\n    .balign 16\n    .global ${sym}\n${sym}:\n    .incbin \"${file}\"\n    .global ${sym}_end\n${sym}_end:\n    .byte 0\n")
        string(APPEND decl "extern const char ${sym}[];\nextern const char ${sym}_end[];\n")
        string(APPEND rows "        {\"${name}\", {${sym}, static_cast<std::size_t>(${sym}_end - ${sym})}},\n")
        math(EXPR n "${n} + 1")
    endforeach()
    string(APPEND asm "    .section .note.GNU-stack,\"\",@progbits\n")
    set(s "${CMAKE_BINARY_DIR}/generated/embed_${E_NAME}.S")
    set(c "${CMAKE_BINARY_DIR}/generated/embed_${E_NAME}.cpp")
    file(GENERATE OUTPUT ${s} CONTENT "${asm}")
    file(GENERATE OUTPUT ${c} CONTENT "// Made by CMake; see installer/cmake/ParapetEmbed.cmake.
#include \"core/base/embedded.h\"

#include <array>

extern \"C\" {
${decl}}

namespace parapet {

std::span<const EmbeddedFile> embedded_${E_NAME}() {
    static const std::array<EmbeddedFile, ${n}> k_table{{
${rows}    }};
    return k_table;
}

} // namespace parapet
")
    set_source_files_properties(${s} PROPERTIES OBJECT_DEPENDS "${E_FILES}")
    set(${out_var} ${s} ${c} PARENT_SCOPE)
endfunction()
