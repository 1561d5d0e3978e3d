'use strict';
// What a terminal sends for a key, character by character, as 'keypress' events. One decoder per stream: a generator
// that is given characters, and '' when an escape stayed alone for so long that it was the Escape key.

const {
  NumberParseInt,
  RegExpPrototypeExec,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} = primordials;

const kEscape = '\x1b';
const kShift = 1;
// Alt and Meta are one here.
const kMeta = 2 | 8;
const kControl = 4;

// What follows the escape -> the key. Letters are of xterm, gnome and rxvt; numbers of putty, xterm and rxvt.
const kNames = {
  '__proto__': null,
  // Function keys.
  'OP': 'f1', 'OQ': 'f2', 'OR': 'f3', 'OS': 'f4', '[P': 'f1', '[Q': 'f2', '[R': 'f3', '[S': 'f4',
  '[[A': 'f1', '[[B': 'f2', '[[C': 'f3', '[[D': 'f4', '[[E': 'f5',
  '[11~': 'f1', '[12~': 'f2', '[13~': 'f3', '[14~': 'f4', '[15~': 'f5', '[17~': 'f6', '[18~': 'f7', '[19~': 'f8',
  '[20~': 'f9', '[21~': 'f10', '[23~': 'f11', '[24~': 'f12',
  // Where pasted text begins and ends.
  '[200~': 'paste-start', '[201~': 'paste-end',
  // Movement.
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[E': 'clear', '[F': 'end', '[H': 'home',
  'OA': 'up', 'OB': 'down', 'OC': 'right', 'OD': 'left', 'OE': 'clear', 'OF': 'end', 'OH': 'home',
  '[1~': 'home', '[2~': 'insert', '[3~': 'delete', '[4~': 'end', '[5~': 'pageup', '[6~': 'pagedown',
  '[[5~': 'pageup', '[[6~': 'pagedown', '[7~': 'home', '[8~': 'end',
};

// The same keys with Shift or Control, where the terminal has a sequence of its own for that.
const kShifted = {
  '__proto__': null,
  '[a': 'up', '[b': 'down', '[c': 'right', '[d': 'left', '[e': 'clear',
  '[2$': 'insert', '[3$': 'delete', '[5$': 'pageup', '[6$': 'pagedown', '[7$': 'home', '[8$': 'end', '[Z': 'tab',
};
const kControlled = {
  '__proto__': null,
  'Oa': 'up', 'Ob': 'down', 'Oc': 'right', 'Od': 'left', 'Oe': 'clear',
  '[2^': 'insert', '[3^': 'delete', '[5^': 'pageup', '[6^': 'pagedown', '[7^': 'home', '[8^': 'end',
};

// Number, modifier and last character of a sequence such as `5;3~` or `200~`, and of one such as `1;5C`.
const kNumbered = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/;
const kLettered = /^(?:(?:\d;)?(\d))?([A-Za-z])$/;
const kAlphanumeric = /^[0-9A-Za-z]$/;
const kUpperCase = /^[A-Z]$/;

function isDigit(character) {
  return character >= '0' && character <= '9';
}

/** How many code units the character at `index` has: 2 for a surrogate pair, 1 else; 1 past the end. */
function charLengthAt(text, index) {
  if (text.length <= index) return 1;
  return StringPrototypeCodePointAt(text, index) >= 0x10000 ? 2 : 1;
}

/** The same for the character that ends before `index`; 0 at the start. */
function charLengthLeft(text, index) {
  if (index <= 0) return 0;
  if (index > 1 && StringPrototypeCodePointAt(text, index - 2) >= 0x10000) return 2;
  return 1;
}

// Name and modifiers of an escape sequence, by its code.
function readSequence(key, code, modifier) {
  key.ctrl = (modifier & kControl) !== 0;
  key.meta = (modifier & kMeta) !== 0;
  key.shift = (modifier & kShift) !== 0;
  key.code = code;
  if (kNames[code] !== undefined) {
    key.name = kNames[code];
  } else if (kShifted[code] !== undefined) {
    key.name = kShifted[code];
    key.shift = true;
  } else if (kControlled[code] !== undefined) {
    key.name = kControlled[code];
    key.ctrl = true;
  } else {
    key.name = 'undefined';
  }
}

// Name and modifiers of a single character, which Escape may have gone before.
function readCharacter(key, character, escaped) {
  switch (character) {
    case '\r':
      key.name = 'return';
      key.meta = escaped;
      return;
    case '\n':
      key.name = 'enter';
      key.meta = escaped;
      return;
    case '\t':
      key.name = 'tab';
      key.meta = escaped;
      return;
    case '\b':
    case '\x7f':
      key.name = 'backspace';
      key.meta = escaped;
      return;
    case kEscape:
      key.name = 'escape';
      key.meta = escaped;
      return;
    case ' ':
      key.name = 'space';
      key.meta = escaped;
      return;
  }
  if (!escaped && character <= '\x1a') {
    // Control and a letter.
    key.name = StringFromCharCode(StringPrototypeCharCodeAt(character, 0) + 0x60);
    key.ctrl = true;
  } else if (RegExpPrototypeExec(kAlphanumeric, character) !== null) {
    key.name = StringPrototypeToLowerCase(character);
    key.shift = RegExpPrototypeExec(kUpperCase, character) !== null;
    key.meta = escaped;
  } else if (escaped) {
    // Escape and then nothing for a while, or a character without a name.
    key.name = character.length !== 0 ? undefined : 'escape';
    key.meta = true;
  }
}

function* decodeKeys(stream) {
  while (true) {
    let character = yield;
    let sequence = character;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (character === kEscape) {
      escaped = true;
      sequence += (character = yield);
      if (character === kEscape) sequence += (character = yield);
    }

    if (escaped && (character === 'O' || character === '[')) {
      let code = character;
      let modifier = 0;
      sequence += (character = yield);
      if (code === 'O') {
        // ESC O letter, or ESC O modifier letter.
        if (isDigit(character)) {
          modifier = NumberParseInt(character, 10) - 1;
          sequence += (character = yield);
        }
        code += character;
      } else {
        if (character === '[') {
          // The console of Linux and Cygwin.
          code += character;
          sequence += (character = yield);
        }
        // The command begins here: up to three digits, a semicolon and the modifier, then the last character.
        const start = sequence.length - 1;
        for (let digits = 0; digits < 3 && isDigit(character); digits++) sequence += (character = yield);
        if (character === ';') {
          sequence += (character = yield);
          if (isDigit(character)) sequence += (character = yield);
        }
        const command = StringPrototypeSlice(sequence, start);
        let match;
        if ((match = RegExpPrototypeExec(kNumbered, command)) !== null) {
          code += match[4] !== undefined ? match[4] : match[1] + match[3];
          modifier = NumberParseInt(match[2] ?? '1', 10) - 1;
        } else if ((match = RegExpPrototypeExec(kLettered, command)) !== null) {
          code += match[2];
          modifier = NumberParseInt(match[1] ?? '1', 10) - 1;
        } else {
          code += command;
        }
      }
      readSequence(key, code, modifier);
    } else {
      readCharacter(key, character, escaped);
    }

    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', sequence, key);
    }
  }
}

module.exports = { charLengthAt, charLengthLeft, decodeKeys, kEscape };
