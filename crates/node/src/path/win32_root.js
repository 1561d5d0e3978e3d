'use strict';
// Reading of what stands before the first segment of a Windows path: nothing, a separator, a
// drive or `\\server\share`; and the reserved device names. Owner: path. Reads strings only.

const {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const SLASH = 47;
const BACKSLASH = 92;
const COLON = 58;

const kNone = 0;
const kRooted = 1;
const kDrive = 2;
const kUnc = 3;

// The superscript digits count as digits to Windows here.
const reservedDevice = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9\u00b9\u00b2\u00b3])$/i;

function isSeparator(code) {
  return code === SLASH || code === BACKSLASH;
}

function isDriveLetter(code) {
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122;
}

function isReservedDevice(path, start, end) {
  return RegExpPrototypeExec(reservedDevice, StringPrototypeSlice(path, start, end)) !== null;
}

/** The end of a `CON:`-like prefix that stands at `start`, or -1. */
function reservedPrefixEnd(path, start) {
  const colon = StringPrototypeIndexOf(path, ':', start);
  return colon > start && isReservedDevice(path, start, colon) ? colon + 1 : -1;
}

function skip(path, from, separators) {
  let i = from;
  while (i < path.length &&
         isSeparator(StringPrototypeCharCodeAt(path, i)) === separators) i++;
  return i;
}

/**
 * The root of `path`: its kind, its end, and its end with the one separator that follows a drive
 * or a share. For kUnc, `server` is the server's name and `share` the start of the share's.
 */
function scanRoot(path) {
  const root = { kind: kNone, end: 0, endWithSeparator: 0, server: '', share: 0 };
  const first = StringPrototypeCharCodeAt(path, 0);
  if (isSeparator(first)) {
    root.kind = kRooted;
    root.end = root.endWithSeparator = 1;
    if (!isSeparator(StringPrototypeCharCodeAt(path, 1))) return root;
    const serverEnd = skip(path, 2, false);
    const share = skip(path, serverEnd, true);
    if (serverEnd === 2 || share === serverEnd || share === path.length) return root;
    root.kind = kUnc;
    root.server = StringPrototypeSlice(path, 2, serverEnd);
    root.share = share;
    root.end = skip(path, share, false);
    root.endWithSeparator = root.end < path.length ? root.end + 1 : root.end;
  } else if (StringPrototypeCharCodeAt(path, 1) === COLON && isDriveLetter(first)) {
    root.kind = kDrive;
    root.end = 2;
    root.endWithSeparator = isSeparator(StringPrototypeCharCodeAt(path, 2)) ? 3 : 2;
  }
  return root;
}

/**
 * The root as resolve() and normalize() see it: `device` ("", "C:", "\\server\share", "\\?"),
 * where the rest of the path starts, and whether the path is absolute.
 */
function deviceRoot(path) {
  const { kind, end, endWithSeparator, server, share } = scanRoot(path);
  if (kind === kUnc) {
    // `\\.\` and `\\?\` name devices: the "share" behind them is a part of the path.
    if (server === '.' || server === '?') {
      return { kind, device: `\\\\${server}`, end: 4, absolute: true };
    }
    const device = `\\\\${server}\\${StringPrototypeSlice(path, share, end)}`;
    return { kind, device, end, absolute: true };
  }
  if (kind === kDrive) {
    const device = StringPrototypeSlice(path, 0, 2);
    return { kind, device, end: endWithSeparator, absolute: endWithSeparator === 3 };
  }
  return { kind, device: '', end, absolute: kind === kRooted };
}

module.exports = {
  deviceRoot,
  isDriveLetter,
  isReservedDevice,
  isSeparator,
  kNone,
  kUnc,
  reservedPrefixEnd,
  scanRoot,
};
