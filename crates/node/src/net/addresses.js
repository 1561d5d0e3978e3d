'use strict';
// Whether a text is an IP address.

const { RegExp, RegExpPrototypeExec } = primordials;

const v4Part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)';
const v4 = `(?:${v4Part}\\.){3}${v4Part}`;
const part = '[0-9a-fA-F]{1,4}';
const v6 = '(?:' +
  `(?:${part}:){7}(?:${part}|:)|` +
  `(?:${part}:){6}(?:${v4}|:${part}|:)|` +
  `(?:${part}:){5}(?::${v4}|(?::${part}){1,2}|:)|` +
  `(?:${part}:){4}(?:(?::${part}){0,1}:${v4}|(?::${part}){1,3}|:)|` +
  `(?:${part}:){3}(?:(?::${part}){0,2}:${v4}|(?::${part}){1,4}|:)|` +
  `(?:${part}:){2}(?:(?::${part}){0,3}:${v4}|(?::${part}){1,5}|:)|` +
  `(?:${part}:){1}(?:(?::${part}){0,4}:${v4}|(?::${part}){1,6}|:)|` +
  `(?::(?:(?::${part}){0,5}:${v4}|(?::${part}){1,7}|:))` +
  ')(?:%[0-9a-zA-Z-.:]{1,})?';

const v4Pattern = new RegExp(`^${v4}$`);
const v6Pattern = new RegExp(`^${v6}$`);

function isIPv4(text) {
  return RegExpPrototypeExec(v4Pattern, `${text}`) !== null;
}

function isIPv6(text) {
  return RegExpPrototypeExec(v6Pattern, `${text}`) !== null;
}

function isIP(text) {
  if (isIPv4(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

module.exports = { isIP, isIPv4, isIPv6 };
