#!/bin/sh
# Resolve pyproject.toml into hashed locks for every supported Python and platform.
#
# usage: scripts/lock.sh UV [--upgrade]
#
# The locks name no registry, so that they work with a bank's own mirror. The development lock is
# made first; the smaller ones are held to its versions, so that what is tested is what is shipped.
set -eu

uv=$1
shift
cd "$(dirname "$0")/.."

compile() {
    out=$1
    shift
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "$out" "$@"
    echo "    $out: $(grep -c '^[a-z]' "$out") packages"
}

compile requirements/dev.txt "$@" --extra train --group dev pyproject.toml
compile requirements/train.txt --constraint requirements/dev.txt --extra train pyproject.toml
compile requirements/runtime.txt --constraint requirements/dev.txt pyproject.toml
compile requirements/build.txt "$@" --constraint requirements/dev.txt --group build
compile requirements/node.txt "$@" --group node
