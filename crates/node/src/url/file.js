'use strict';
// Paths and `file:` URLs: fileURLToPath(), pathToFileURL() and what fs and the module loader need
// of them. Owner: url. Windows rules apply where the caller asks for them; the default is POSIX.

const {
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  decodeURIComponent,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FILE_URL_HOST,
    ERR_INVALID_FILE_URL_PATH,
    ERR_INVALID_URL_SCHEME,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { percentChar, percentDecode } = require('url/percent');
const { URL, domainToUnicode, isURL } = require('url/whatwg');

const encodedSlash = /%2f/i;
const encodedSeparator = /%2f|%5c/i;
const windowsDrive = /^\/[A-Za-z]:/;

// What a path may hold and the path of a URL may not.
// eslint-disable-next-line no-control-regex
const reservedInPath = /[\x00-\x20"#%<>?[\\\]^`{|}~\x7f]/g;

function encodePath(path) {
  return RegExpPrototypeSymbolReplace(reservedInPath, path, percentChar);
}

/** The `file:` URL object that a string or URL-like value stands for. */
function toFileURL(path) {
  if (typeof path === 'string') path = new URL(path);
  else if (!isURL(path)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  if (path.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return path;
}

function checkPosixHost(url) {
  if (url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST('linux');
}

/** Checks a `file:` URL by POSIX rules and returns its path, still percent-encoded. */
function encodedPosixPath(url) {
  checkPosixHost(url);
  const { pathname } = url;
  if (RegExpPrototypeExec(encodedSlash, pathname) !== null) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
  }
  return pathname;
}

/** As above, by Windows rules: drive or UNC path with backslashes, still percent-encoded. */
function encodedWindowsPath(url) {
  const { hostname, pathname } = url;
  if (RegExpPrototypeExec(encodedSeparator, pathname) !== null) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
  }
  const path = StringPrototypeReplaceAll(pathname, '/', '\\');
  if (hostname !== '') return `\\\\${domainToUnicode(hostname)}${path}`;
  if (RegExpPrototypeExec(windowsDrive, pathname) === null) {
    throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  }
  return StringPrototypeSlice(path, 1);
}

function fileURLToPath(path, options = undefined) {
  const url = toFileURL(path);
  const encoded = options?.windows ? encodedWindowsPath(url) : encodedPosixPath(url);
  return StringPrototypeIncludes(encoded, '%') ? decodeURIComponent(encoded) : encoded;
}

/** fileURLToPath() for paths whose bytes are no UTF-8. */
function fileURLToPathBuffer(path, options = undefined) {
  const url = toFileURL(path);
  if (!options?.windows) checkPosixHost(url);
  const encoded = options?.windows ? encodedWindowsPath(url) : url.pathname;
  const { Buffer } = require('buffer');
  return percentDecode(Buffer.from(encoded, 'utf8'));
}

/** Of `\\server\share\path`: the URL of the path on that server. */
function uncToFileURL(path) {
  const prefix = StringPrototypeStartsWith(path, '\\\\?\\UNC\\') ? 8 : 2;
  const hostEnd = StringPrototypeIndexOf(path, '\\', prefix);
  if (hostEnd === -1) throw new ERR_INVALID_ARG_VALUE('path', path, 'Missing UNC resource path');
  if (hostEnd === 2) throw new ERR_INVALID_ARG_VALUE('path', path, 'Empty UNC servername');
  const host = StringPrototypeSlice(path, prefix, hostEnd);
  const rest = StringPrototypeReplaceAll(StringPrototypeSlice(path, hostEnd), '\\', '/');
  return new URL(`file://${host}${encodePath(rest)}`);
}

function pathToFileURL(path, options = undefined) {
  validateString(path, 'path');
  const windows = options?.windows;
  if (windows && StringPrototypeStartsWith(path, '\\\\')) {
    const isDevicePath = StringPrototypeStartsWith(path, '\\\\?\\') &&
      !StringPrototypeStartsWith(path, '\\\\?\\UNC\\');
    if (!isDevicePath) return uncToFileURL(path);
    path = StringPrototypeSlice(path, 4);
  }
  const { win32, posix } = require('path');
  let resolved = windows ? win32.resolve(path) : posix.resolve(path);
  // resolve() drops a trailing separator, which means something in a URL.
  const last = path[path.length - 1];
  const trailing = last === '/' || (windows && last === '\\');
  if (windows) resolved = StringPrototypeReplaceAll(resolved, '\\', '/');
  if (trailing && resolved[resolved.length - 1] !== '/') resolved += '/';
  // Two leading slashes, which only Windows rules keep, are a server's name in a URL too.
  const isServer = windows && StringPrototypeStartsWith(resolved, '//');
  const slash = resolved[0] === '/' ? '' : '/';
  return new URL(`file:${isServer ? '' : '//'}${slash}${encodePath(resolved)}`);
}

/** For APIs that take a path or a `file:` URL: the path; other values pass unchanged. */
function toPathIfFileURL(fileURLOrPath) {
  return isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

module.exports = {
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  toPathIfFileURL,
};
