# Sourced by the other scripts: installs what the build needs, then configures and builds.
# Variables: SW_ROOT (the source tree). Functions: sw_install, sw_build.
set -euo pipefail

SW_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

sw_say() { printf '%s\n' "$*" >&2; }

# Installs the Debian packages that are missing; does nothing, and needs no rights, when none is.
sw_install() {
    local missing=() package
    for package in "$@"; do
        if ! dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        return 0
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            sw_say "Missing packages: ${missing[*]}. Run this script as root, or install sudo."
            return 1
        fi
        as_root=(sudo)
    fi
    sw_say "Installing: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

SW_BUILD_PACKAGES=(g++ cmake ninja-build ccache qt6-base-dev libgl-dev libfmt-dev libexpected-dev
    libqt6opengl6-dev qt6-charts-dev qt6-websockets-dev qt6-svg-dev libqt6sql6-sqlite
    libqcustomplot-dev libqcustomplot2.1-qt6 libqscintilla2-qt6-dev qtkeychain-qt6-dev
    fonts-inter fonts-jetbrains-mono fonts-noto-core qt6-qpa-plugins
    libfast-float-dev tzdata)
SW_TEST_PACKAGES=(python3 python3-numpy
    at-spi2-core dbus gnome-keyring libsecret-1-0 xvfb)

# Configures (once) and builds a target in a directory: sw_build DIR TARGET [cmake options…].
sw_build() {
    local dir="$1" target="$2"
    shift 2
    if [ ! -f "$dir/build.ninja" ]; then
        cmake -S "$SW_ROOT" -B "$dir" -G Ninja "$@" >&2
    fi
    cmake --build "$dir" --target "$target" >&2
}
