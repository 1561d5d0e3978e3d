// Bytes to text and back in every encoding: round trips hold, a stream decodes as the whole does, and no write leaves its
// bounds.
'use strict';

const assert = require('assert');
const buffer = require('buffer');
const { StringDecoder } = require('string_decoder');
const { answer, fuzz } = require('./harness.js');

const ENCODINGS = ['utf8', 'latin1', 'ascii', 'hex', 'base64', 'base64url', 'utf16le'];
const LABELS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis',
                'euc-kr', 'koi8-r', 'macintosh', 'x-user-defined', 'windows-874', 'iso-8859-8-i', 'ibm866'];
const CANARY = 0xA5;

/** Text that weir may hold in other ways: a slice, a sum. */
function shaped(text, random) {
  switch (random.below(3)) {
    case 0: return `${text}${text}`.slice(text.length);
    case 1: return text.slice(0, text.length >> 1) + text.slice(text.length >> 1);
    default: return text;
  }
}

/** Writes `text` into the middle of a guarded area and looks at its borders. */
function guarded(text, encoding, random) {
  const room = random.below(40);
  const area = Buffer.alloc(room + 32, CANARY);
  const inside = area.subarray(16, 16 + room);
  const written = inside.write(text, encoding);
  assert.ok(written <= room);
  const whole = Buffer.from(text, encoding);
  assert.ok(whole.subarray(0, written).equals(inside.subarray(0, written)), `${encoding}: a write differs from Buffer.from`);
  for (let at = 0; at < area.length; at++) {
    if (at >= 16 && at < 16 + written) continue;
    assert.strictEqual(area[at], CANARY, `${encoding}: byte ${at - 16} of ${room} was written, ${written} told`);
  }
  inside.fill(text, 0, room, encoding);
  for (let at = 0; at < 16; at++) assert.strictEqual(area[at] + area[16 + room + at], 2 * CANARY);
  return written;
}

function cuts(length, random) {
  const list = [0];
  while (list.at(-1) < length) list.push(Math.min(length, list.at(-1) + 1 + random.below(7)));
  return list;
}

function naive(bytes, piece, from) {
  for (let at = from; at + piece.length <= bytes.length; at++) {
    let n = 0;
    while (n < piece.length && bytes[at + n] === piece[n]) n++;
    if (n === piece.length) return at;
  }
  return -1;
}

function search(bytes, random) {
  const from = random.below(bytes.length + 1);
  const piece = bytes.subarray(from, from + 1 + random.below(6));
  if (piece.length === 0) return;
  const start = random.below(bytes.length);
  assert.strictEqual(bytes.indexOf(piece, start), naive(bytes, piece, start));
  assert.strictEqual(bytes.includes(piece), true);
  let last = -1;
  for (let at = naive(bytes, piece, 0); at >= 0; at = naive(bytes, piece, at + 1)) last = at;
  assert.strictEqual(bytes.lastIndexOf(piece), last);
  assert.strictEqual(bytes.indexOf(piece.toString('latin1'), start, 'latin1'), naive(bytes, piece, start));
}

function streams(bytes, encoding, random) {
  const decoder = new StringDecoder(encoding);
  const at = cuts(bytes.length, random);
  let text = '';
  for (let n = 1; n < at.length; n++) text += decoder.write(bytes.subarray(at[n - 1], at[n]));
  assert.strictEqual(text + decoder.end(), bytes.toString(encoding), `StringDecoder of ${encoding}`);
}

function labels(bytes, random) {
  const label = random.pick(LABELS);
  const options = { ignoreBOM: random.below(2) === 1 };
  const whole = new TextDecoder(label, options).decode(bytes);
  const decoder = new TextDecoder(label, options);
  const at = cuts(bytes.length, random);
  let text = '';
  for (let n = 1; n < at.length; n++) text += decoder.decode(bytes.subarray(at[n - 1], at[n]), { stream: true });
  assert.strictEqual(text + decoder.decode(), whole, `TextDecoder of ${label}`);
  try {
    assert.strictEqual(new TextDecoder(label, { ...options, fatal: true }).decode(bytes), whole);
    return `${label} good`;
  } catch (error) {
    return `${label} ${answer(error, ['ERR_ENCODING_INVALID_ENCODED_DATA'])}`;
  }
}

function utf8(bytes, random) {
  const text = bytes.toString();
  assert.strictEqual(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), text);
  const valid = buffer.isUtf8(bytes);
  assert.strictEqual(Buffer.from(text).equals(bytes), valid);
  assert.strictEqual(buffer.isAscii(bytes), bytes.every((byte) => byte < 128));
  assert.strictEqual(text.isWellFormed(), true);
  const room = random.below(20);
  const area = new Uint8Array(room + 2).fill(CANARY);
  const { read, written } = new TextEncoder().encodeInto(text, area.subarray(1, room + 1));
  assert.ok(area[0] === CANARY && area.subarray(written + 1).every((byte) => byte === CANARY));
  assert.strictEqual(new TextDecoder('utf-8', { ignoreBOM: true }).decode(area.subarray(1, written + 1)), text.slice(0, read));
  return valid;
}

fuzz({
  seeds: ['', 'plain text', 'ümläute €', '日本語のテキスト', '😀👩‍👩‍👧', '\ufeffbom', '\0\x01\x7f', 'SGVsbG8gd29ybGQ=', '48656c6c6f', '_-_-',
          Buffer.from('utf16 😀', 'utf16le'), Buffer.from([0xFF, 0xFE, 0x41, 0]), Buffer.from([0x1B, 0x24, 0x42, 0x25, 0x22, 0x1B, 0x28, 0x42]),
          Buffer.from([0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80]), Buffer.from([0xF4, 0x90, 0x80, 0x80, 0xC0, 0x80]), Buffer.from([0x81, 0x30, 0x81, 0x30, 0x8F, 0xA2, 0xB7]),
          'x'.repeat(300), 'é'.repeat(200)],
  words: ['=', '==', '-', '_', ' ', '\n', '\ufffd', '\ufeff', Buffer.from([0xD8, 0x3D]), Buffer.from([0x3D, 0xD8]), Buffer.from([0x1B, 0x24, 0x42]),
          Buffer.from([0xC3]), Buffer.from([0xE2, 0x82]), Buffer.from([0xF0, 0x9F, 0x98]), '0g', '0'],
  run(bytes, random) {
    const outcome = [utf8(bytes, random), labels(bytes, random)];
    for (const encoding of ENCODINGS) {
      const text = bytes.toString(encoding);
      const back = Buffer.from(shaped(text, random), encoding);
      assert.strictEqual(Buffer.byteLength(text, encoding), back.length, `byteLength of ${encoding}`);
      if (['latin1', 'hex', 'base64', 'base64url'].includes(encoding)) assert.ok(back.equals(bytes), encoding);
      if (encoding === 'utf16le') assert.ok(back.equals(bytes.subarray(0, bytes.length & ~1)), encoding);
      const [start, end] = [random.below(bytes.length + 2), random.below(bytes.length + 2)];
      assert.strictEqual(bytes.toString(encoding, start, end), bytes.subarray(start, Math.max(start, end)).toString(encoding));
      if (encoding !== 'ascii') streams(bytes, encoding, random);
      // As if the text were in that encoding: most of it is not.
      const strange = shaped(bytes.toString(random.below(2) ? 'latin1' : 'utf8'), random);
      let filled;
      try {
        filled = guarded(strange, encoding, random);
      } catch (error) {
        filled = answer(error, ['ERR_INVALID_ARG_VALUE']);
      }
      outcome.push(filled, Buffer.from(strange, encoding).length % 16);
    }
    search(bytes, random);
    try {
      const wide = buffer.transcode(bytes, 'utf8', 'utf16le');
      assert.strictEqual(wide.toString('utf16le'), bytes.toString());
      assert.ok(buffer.transcode(wide, 'utf16le', 'utf8').equals(bytes));
      outcome.push('wide');
    } catch (error) {
      outcome.push(answer(error, ['U_INVALID_CHAR_FOUND', 'U_ILLEGAL_CHAR_FOUND', 'U_ILLEGAL_ARGUMENT_ERROR']));
    }
    try {
      atob(bytes.toString('latin1'));
      outcome.push('atob');
    } catch (error) {
      outcome.push(answer(error, ['InvalidCharacterError', 5]));
    }
    return outcome.join(' ');
  },
});
