// URLs and query strings: whatever text comes, it parses or is refused by name, and what was parsed parses again to the
// same.
'use strict';

const assert = require('assert');
const querystring = require('querystring');
const url = require('url');
const { answer, fuzz } = require('./harness.js');

const REFUSED = ['ERR_INVALID_URL', 'ERR_INVALID_ARG_VALUE', 'ERR_INVALID_FILE_URL_PATH', 'ERR_INVALID_FILE_URL_HOST',
                 'ERR_INVALID_URL_SCHEME', 'ERR_INVALID_ARG_TYPE', 'URIError', 'ERR_INVALID_URL_PATTERN', 'TypeError'];
const SETTERS = ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

function refused(run) {
  try {
    return run();
  } catch (error) {
    return answer(error, REFUSED);
  }
}

function modern(text, base, random) {
  const parsed = URL.parse(text, base);
  assert.strictEqual(URL.canParse(text, base), parsed !== null);
  if (parsed === null) return 'no';
  const again = new URL(parsed.href);
  assert.strictEqual(again.href, parsed.href);
  assert.strictEqual(parsed.href.startsWith(parsed.protocol), true);
  const params = new URLSearchParams(parsed.searchParams.toString());
  assert.strictEqual(params.toString(), parsed.searchParams.toString());
  assert.deepStrictEqual([...params], [...parsed.searchParams]);
  if (parsed.protocol === 'file:') refused(() => url.fileURLToPath(parsed));
  refused(() => url.urlToHttpOptions(parsed));
  refused(() => url.format(parsed, { unicode: true, search: false }));
  const setter = random.pick(SETTERS);
  again[setter] = text;
  assert.strictEqual(new URL(again.href).href, again.href);
  again.searchParams.append(text, text);
  again.searchParams.sort();
  again.searchParams.delete(text);
  assert.strictEqual(new URL(again.href).href, again.href);
  return `${parsed.protocol.slice(0, 8)} ${parsed.host === '' ? 0 : 1}${parsed.pathname.length > 1 ? 1 : 0}` +
    `${parsed.search === '' ? 0 : 1}${parsed.hash === '' ? 0 : 1}${parsed.username === '' ? 0 : 1} ${again.href.length % 64}`;
}

function legacy(text) {
  return refused(() => {
    const parsed = url.parse(text, true);
    const formatted = url.format(parsed);
    assert.strictEqual(typeof formatted, 'string');
    refused(() => url.resolve(text, text.slice(text.length >> 1)));
    return `${parsed.protocol} ${formatted.length % 32}`;
  });
}

function query(text) {
  const parsed = querystring.parse(text);
  const written = querystring.stringify(parsed);
  assert.strictEqual(querystring.stringify(querystring.parse(written)), written);
  querystring.unescape(text);
  return Object.keys(parsed).length;
}

function files(text) {
  return refused(() => {
    const path = `/${text}`;
    const href = url.pathToFileURL(path).href;
    const back = url.fileURLToPath(href);
    assert.strictEqual(url.pathToFileURL(back).href, href);
    return 'file';
  });
}

function pattern(text, random) {
  return refused(() => {
    const made = random.below(2) ? new URLPattern(text, 'https://example.org/') : new URLPattern({ pathname: text });
    const found = made.exec('https://example.org/a/b?c#d');
    return `${made.hasRegExpGroups} ${found === null}`;
  });
}

fuzz({
  seeds: [
    'http://user:pass@example.org:8080/a/b/../c;p?q=1&r=%20#frag', 'https://[::1]:443/', 'http://127.1/', 'http://0x7f.1/',
    'file:///a/b%20c', 'file://host/share', 'data:text/plain,hi', 'blob:https://a/b', '//x/y', '../../a', '?a=b&c', '#x',
    'javascript:alert(1)', 'http://xn--nxasmq6b/', 'http://ñandú.example/ä', 'mailto:a@b.c', 'http://a b/', '\\\\a\\b',
    '/books/:id(\\d+)?', '/{a}?*', 'https://*.example.com/:x', 'a=1&a=2&b[]=%zz', 'ws://a:1', 'non-special://[a]/%',
  ],
  words: ['://', '@', ':', '[', ']', '%', '%00', '%2f', '%25', '..', './', '?', '#', '&', '=', ';', '\\', '\t', '\n', '\0',
          'xn--', 'file:', 'http:', '\u00ad', '\u2028', '\ud800', '０', '。', '1.1.1.1', '::', '65536', '{', '}', '(', ')', '*', '+'],
  run(bytes, random) {
    const text = random.below(2) ? bytes.toString('utf8') : bytes.toString('latin1');
    const base = random.below(2) ? 'https://example.org/x/y?z' : undefined;
    url.domainToUnicode(url.domainToASCII(text));
    return [modern(text, base, random), legacy(text), query(text), files(text), pattern(text, random)].join('|');
  },
});
