#!/usr/bin/env bash
# Installs what is needed, builds, and runs Stratwright on a sentence:
#     packaging/run.sh ["Buy AAPL when RSI < 30, sell when RSI > 70"] [more options of `run`]
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

sw_install "${SW_BUILD_PACKAGES[@]}"
sw_build "$SW_ROOT/build/release" stratwright-cli -DCMAKE_BUILD_TYPE=Release
sentence="${1:-Buy AAPL when RSI < 30, sell when RSI > 70}"
[ "$#" -gt 0 ] && shift
exec "$SW_ROOT/build/release/bin/stratwright-cli" run "$sentence" "$@"
