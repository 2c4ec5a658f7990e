#!/bin/sh
# Build what browsers load (frontend/) into the package, with Node from the machine or, where there
# is none, from the wheel that the lock names.
#
# usage: scripts/frontend.sh VENV
set -eu

venv=$1
cd "$(dirname "$0")/.."

fits() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

if command -v node >/dev/null && command -v npm >/dev/null && fits node; then
    npm=npm
else
    echo "    no Node of 20.19, 22.12 or later here: taking the one from the lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement requirements/node.txt
    PATH="$(cd "$venv/bin" && pwd):$PATH"
    export PATH
    npm=$venv/bin/npm
fi
cd frontend
case $npm in */*) npm=../$npm ;; esac
"$npm" ci --silent --no-audit --no-fund
"$npm" run --silent build -- --logLevel error
