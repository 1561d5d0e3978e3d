'use strict';
// `readline.emitKeypressEvents`: a stream's data as 'keypress' events, while somebody listens to those.

const { SafeStringIterator, Symbol } = primordials;

const { charLengthAt, decodeKeys, kEscape } = require('readline/keys');

// Milliseconds after which an escape that nothing follows is the Escape key.
const kEscapeCodeTimeout = 500;

const kDecoder = Symbol('keypress decoder');
const kKeys = Symbol('key decoder');

function startKeys(stream) {
  stream[kKeys] = decodeKeys(stream);
  stream[kKeys].next();
}

/** `rl` is told whether its user types or pastes: pasted tabs ask for no completion. */
function emitKeypressEvents(stream, rl = {}) {
  if (stream[kDecoder] !== undefined) return;
  const { StringDecoder } = require('string_decoder');
  const { clearTimeout, setTimeout } = require('timers');
  stream[kDecoder] = new StringDecoder('utf8');
  startKeys(stream);

  const { escapeCodeTimeout = kEscapeCodeTimeout } = rl;
  let timer;

  function onEscapeAlone() {
    stream[kKeys].next('');
  }

  function onData(chunk) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody listens any more: wait for somebody who does.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = stream[kDecoder].write(chunk);
    if (!text) return;
    clearTimeout(timer);
    rl._sawKeyPress = charLengthAt(text, 0) === text.length;
    rl.isCompletionEnabled = false;
    let length = 0;
    for (const character of new SafeStringIterator(text)) {
      length += character.length;
      if (length === text.length) rl.isCompletionEnabled = true;
      let done = false;
      try {
        stream[kKeys].next(character);
        if (length === text.length && character === kEscape) timer = setTimeout(onEscapeAlone, escapeCodeTimeout);
        done = true;
      } finally {
        // A listener threw, which ended the generator.
        if (!done) startKeys(stream);
      }
    }
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = { emitKeypressEvents, kEscapeCodeTimeout };
