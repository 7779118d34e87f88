# Sets parapet_fonts (files) and parapet_fonts_dir. The fonts are made at build time out of Debian's fonts-inter and
# fonts-jetbrains-mono (resources/fonts/make_fonts.py says how and why); without these the window falls back to Noto Sans
# or DejaVu Sans, whose figures are tabular already.
set(parapet_fonts_dir ${CMAKE_BINARY_DIR}/fonts)
set(parapet_fonts "")

find_path(PARAPET_INTER_DIR Inter-Regular.otf PATHS /usr/share/fonts/opentype/inter /usr/share/fonts/inter NO_DEFAULT_PATH)
find_path(PARAPET_JETBRAINS_DIR JetBrainsMono-Regular.ttf PATHS /usr/share/fonts/truetype/jetbrains-mono NO_DEFAULT_PATH)
# Not find_package(Python3): a venv's Python before /usr/bin in PATH would not have the distribution's fontTools.
find_program(PARAPET_FONT_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(PARAPET_FONT_PYTHON)
    execute_process(COMMAND ${PARAPET_FONT_PYTHON} -c "import fontTools" RESULT_VARIABLE no_fonttools ERROR_QUIET)
else()
    set(no_fonttools 1)
endif()

if(PARAPET_INTER_DIR AND PARAPET_JETBRAINS_DIR AND no_fonttools EQUAL 0)
    foreach(name ParapetSans-Regular.ttf ParapetSans-Medium.ttf ParapetSans-SemiBold.ttf JetBrainsMono-Regular.ttf)
        list(APPEND parapet_fonts ${parapet_fonts_dir}/${name})
    endforeach()
    add_custom_command(OUTPUT ${parapet_fonts}
        COMMAND ${PARAPET_FONT_PYTHON} ${CMAKE_SOURCE_DIR}/resources/fonts/make_fonts.py --inter ${PARAPET_INTER_DIR}
                --jetbrains ${PARAPET_JETBRAINS_DIR} --out ${parapet_fonts_dir}
        DEPENDS ${CMAKE_SOURCE_DIR}/resources/fonts/make_fonts.py
        COMMENT "Making the fonts" VERBATIM)
else()
    message(WARNING "No fonts are embedded: fonts-inter, fonts-jetbrains-mono or python3-fonttools is missing. "
                    "The window will use the system's Noto Sans or DejaVu Sans.")
endif()
