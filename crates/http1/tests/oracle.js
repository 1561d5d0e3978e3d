'use strict';
// Prints what Node's own parser makes of inputs, in the form of examples/events.rs: lines of JSON
// `{t, l, m, r, c: [text], f}` in a file, a line of events for each on standard output. Runs on Node, which alone has this
// parser.
const { readFileSync } = require('node:fs');
const { HTTPParser } = require('_http_common');

function events({ t: type, l: lenient = 0, m: maxHead = 0, r: decision = 0, c: pieces, f: finishes }) {
  const parser = new HTTPParser();
  parser.initialize(type === 1 ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, maxHead, lenient);
  const met = [];
  // Lines that came before the head or the end they belong to.
  let lines = [];
  let url = '';
  let body = '';
  parser[HTTPParser.kOnHeaders] = (more, part) => {
    lines.push(...more);
    url += part;
  };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, last, method, rest, status, reason, isUpgrade, keepsAlive) => {
    met.push(['head', major, minor, lines.concat(last ?? []), method ?? null, url + (rest ?? ''), status ?? null, reason ?? null, isUpgrade, keepsAlive]);
    lines = [];
    url = '';
    return decision;
  };
  parser[HTTPParser.kOnBody] = (piece) => body += piece.latin1Slice();
  parser[HTTPParser.kOnMessageComplete] = () => {
    met.push(['done', body, lines]);
    lines = [];
    url = '';
    body = '';
  };
  let outcome = [];
  let total = 0;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1');
    const result = parser.execute(bytes);
    if (result instanceof Error) {
      outcome = ['err', result.code, result.reason, total + result.bytesParsed];
      break;
    }
    total += result;
    outcome = ['ok', total];
    if (result < bytes.length) break;
  }
  if (finishes && outcome[0] !== 'err') {
    const result = parser.finish();
    if (result instanceof Error) outcome = ['ferr', result.code, result.reason];
  }
  met.push(body ? ['body', body] : ['nobody'], outcome);
  return met;
}

const inputs = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean);
process.stdout.write(inputs.map((input) => `${JSON.stringify(events(JSON.parse(input)))}\n`).join(''));
