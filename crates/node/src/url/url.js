'use strict';
// node:url: what programs see of the WHATWG classes, the file helpers and the legacy API.
// Owner: url. The parts live beside this file and load without each other where they can.

const { isInsideNodeModules } = require('internal/util');
const { Url, parseUrl, urlFormat: format } = require('url/legacy');
const { fileURLToPath, fileURLToPathBuffer, pathToFileURL } = require('url/file');
const {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  urlToHttpOptions,
} = require('url/whatwg');
const { URLPattern } = require('url/pattern');

let warnedOfParse = false;

// Everything that parses by the legacy rules warns, once.
function warnOfParse() {
  // Dependencies cannot be changed by who reads the warning: only the program's own calls count. Four frames are those of
  // the check, of this function, of the public one and of its caller.
  if (warnedOfParse || isInsideNodeModules(4)) return;
  warnedOfParse = true;
  process.emitWarning(
    '`url.parse()` behavior is not standardized and prone to errors that have security ' +
    'implications. Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` ' +
    'vulnerabilities.',
    'DeprecationWarning', 'DEP0169');
}

function urlParse(url, parseQueryString, slashesDenoteHost) {
  warnOfParse();
  return parseUrl(url, parseQueryString, slashesDenoteHost);
}

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') warnOfParse();
  return format(urlObject, options);
}

function urlResolve(source, relative) {
  warnOfParse();
  return parseUrl(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  if (!source) return relative;
  warnOfParse();
  return parseUrl(source, false, true).resolveObject(relative);
}

module.exports = {
  Url,
  parse: urlParse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format: urlFormat,
  URL,
  URLPattern,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};
