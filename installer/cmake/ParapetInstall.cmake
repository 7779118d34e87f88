# What `cmake --install` and CPack take.
if(PARAPET_UI)
    include(GNUInstallDirs)
    install(TARGETS parapet RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
