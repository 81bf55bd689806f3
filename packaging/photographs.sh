#!/usr/bin/env bash
# Photographs every panel and dialog of the real window, dark and light, on a screen of its own:
#     packaging/photographs.sh [FOLDER]        (build/photographs when not given)
# With SW_README=1 the pictures of the README are made anew from them.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

sw_install "${SW_BUILD_PACKAGES[@]}" xvfb openbox xauth
build="$SW_ROOT/build/release"
sw_build "$build" photographs -DCMAKE_BUILD_TYPE=Release
folder="${1:-$SW_ROOT/build/photographs}"

# shoot NAME SCREEN WIDTH HEIGHT SCALE
shoot() {
    xvfb-run -a -s "-screen 0 ${2}x24" bash -c '
        openbox & manager=$!
        sleep 1
        QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR="$5" "$1" "$2" "$3" "$4"
        status=$?
        kill $manager
        exit $status' _ "$build/bin/photographs" "$folder/$1" "$3" "$4" "$5"
}
shoot 1920x1080 1920x1110 1920 1080 1
shoot 1366x768 1366x798 1366 768 1
shoot 1920x1080-at-1.5 2880x1650 1920 1080 1.5

if [ "${SW_README:-}" = 1 ]; then
    sw_install imagemagick
    # keep PICTURE NAME: without the frame of the window manager, smaller, in few colours
    keep() {
        convert "$folder/1920x1080/$1.png" -crop 1920x1080+0+22 +repage -resize 1440x810 \
            -colors 128 "$SW_ROOT/resources/screenshots/$2.png"
    }
    keep dark-trader-many window-dark
    keep light-trader-many window-light
    keep dark-analyst analyst-dark
fi
