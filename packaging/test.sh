#!/usr/bin/env bash
# Installs what is needed, builds everything, and runs every test.
#     packaging/test.sh [options of ctest]
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

sw_install "${SW_BUILD_PACKAGES[@]}" "${SW_TEST_PACKAGES[@]}"
sw_build "$SW_ROOT/build/release" all -DCMAKE_BUILD_TYPE=Release -DSW_UNITY=ON
ctest --test-dir "$SW_ROOT/build/release" --output-on-failure -j "$(nproc)" "$@"
