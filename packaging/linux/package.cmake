# Installation and the Debian package: cmake --build DIR --target package.
set(app_id io.github.stratwright.Stratwright)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/linux/${app_id}.desktop
    DESTINATION share/applications)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/linux/${app_id}.metainfo.xml
    DESTINATION share/metainfo)
install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/stratwright.svg
    DESTINATION share/icons/hicolor/scalable/apps RENAME ${app_id}.svg)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/CHANGELOG.md
    ${CMAKE_SOURCE_DIR}/resources/samples/PROVENANCE.md
    DESTINATION share/doc/stratwright)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stratwright)
set(CPACK_PACKAGE_VENDOR "The Stratwright authors")
set(CPACK_PACKAGE_CONTACT "The Stratwright authors <stratwright@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "Type a strategy as you would say it. Stratwright turns it into an exact program, tests it on
real bars, explains every trade and every missing one, tries to improve it honestly, and hands out
code for other platforms. Works without network and without any key.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Plugins and fonts, which no linker sees.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "qt6-qpa-plugins, libqt6svg6, fonts-inter, fonts-jetbrains-mono, fonts-noto-core, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3")
include(CPack)
