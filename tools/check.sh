#!/bin/sh
# make check: format, warnings as errors (gcc and clang), clang-tidy, floors. Stops at the first kind that fails.
set -eu
cd "$(dirname "$0")/.."
sources=$(git ls-files --cached --others --exclude-standard '*.c' '*.h')

echo "format"
# shellcheck disable=SC2086
clang-format --dry-run --Werror $sources

echo "warnings (gcc, clang)"
mkdir -p build
cmake --preset release >build/check.log 2>&1 || { cat build/check.log; exit 1; }
cmake --build --preset release >build/check.log 2>&1 || { cat build/check.log; exit 1; }
cmake --preset fuzz >build/check.log 2>&1 || { cat build/check.log; exit 1; }
cmake --build --preset fuzz >build/check.log 2>&1 || { cat build/check.log; exit 1; }

echo "web (types, lint, texts)"
(cd web && npm run --silent check) >build/web-check.log 2>&1 || { cat build/web-check.log; exit 1; }

tools/tidy.sh

echo "floors"
node --test --test-reporter=tap tests/floors.test.mjs >build/floors.log || { cat build/floors.log; exit 1; }
echo "check: clean"
