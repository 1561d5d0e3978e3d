#!/bin/sh
# The one command of this checkout: finds cargo, builds the small helper crate `xtask` and hands it every argument.
# It keeps a target folder of its own, so that it neither waits for nor disturbs a running `cargo build`, and needs no V8.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cargo=$(command -v cargo || true)
for place in "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" "$HOME/.cargo/bin/cargo"; do
  if [ -z "$cargo" ] && [ -x "$place" ]; then cargo=$place; fi
done
if [ -z "$cargo" ]; then
  echo "x: cargo was not found on PATH nor in ${CARGO_HOME:-$HOME/.cargo}/bin. Install Rust (rustup) and try again." >&2
  exit 1
fi
exec "$cargo" run --quiet --manifest-path "$root/xtask/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-$root/target}/xtask" -- "$@"
