'use strict';
// Runs one file of the web platform tests in this process and prints one line for each of its tests, `PASS\tname` or
// `FAIL\tname\tmessage`, and at last `DONE\tstatus`. Run by `./x wpt` as `weir driver.js ROOT FILE`; a file whose process
// ends without the last line has failed as a whole. Never touches what it tests.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const [, , root, file] = process.argv;

function oneLine(text) {
  return String(text).replace(/\s+/g, ' ').slice(0, 300);
}

function say(line) {
  fs.writeSync(1, `${line}\n`);
}

/** A path in a test, from the root of the tests or from the test's own folder. */
function locate(name) {
  // The parser is kept under another name than the one it is served by.
  if (name === '/resources/WebIDLParser.js') name = '/resources/webidl2/lib/webidl2.js';
  return name.startsWith('/') ? path.join(root, name) : path.resolve(path.dirname(path.join(root, file)), name);
}

function load(name) {
  vm.runInThisContext(fs.readFileSync(name, 'utf8'), { filename: name });
}

// What the tests expect of a global scope, and no more.
globalThis.self = globalThis;
globalThis.GLOBAL = { isWindow: () => true, isWorker: () => false, isShadowRealm: () => false };
globalThis.location = new URL(`https://web-platform.test/${file}`);
globalThis.Window = Object.getPrototypeOf(globalThis).constructor;
// The descriptions of interfaces are fetched; here they are files.
globalThis.fetch = async (name) => {
  const text = fs.readFileSync(locate(name), 'utf8');
  return { ok: true, text: async () => text, json: async () => JSON.parse(text) };
};

load(path.join(root, 'resources/testharness.js'));
add_result_callback(({ name, status, message }) => {
  say(status === 0 ? `PASS\t${oneLine(name)}` : `FAIL\t${oneLine(name)}\t${oneLine(message)}`);
});
add_completion_callback((tests, { status, message }) => {
  say(`DONE\t${status === 0 ? 'OK' : oneLine(message ?? status)}`);
  // Channels and timers of the tests may still be open.
  process.exit(0);
});
// The harness decides what an error outside of a test means.
process.on('unhandledRejection', (reason) => {
  say(`STRAY\t${oneLine(reason?.stack ?? reason)}`);
});

const source = fs.readFileSync(path.join(root, file), 'utf8');
for (const [, name] of source.matchAll(/^\/\/ META: script=(.+)$/gm)) load(locate(name.trim()));
load(path.join(root, file));
