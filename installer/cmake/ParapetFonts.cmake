# Parapet Sans: Debian's Inter with tabular figures made the default (design/ui.md section 3), made at build time.
set(parapet_fonts_dir ${CMAKE_BINARY_DIR}/generated/fonts)
set(parapet_fonts "")
