#!/bin/sh
# Make a virtual environment from a hashed lock and put Forbear into it.
#
# usage: scripts/venv.sh VENV LOCK        (PYTHON=... chooses the interpreter)
set -eu

venv=$1
lock=$2
cd "$(dirname "$0")/.."

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Forbear needs Python 3.11, 3.12 or 3.13; install one, or name yours: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make virtual environments; on Debian or Ubuntu run: sudo apt-get install python3-venv" >&2
    exit 1
fi

if ! fits "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "    making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
echo "    installing $lock and this checkout; the first time takes a minute or two"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement requirements/build.txt --requirement "$lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation --editable .
