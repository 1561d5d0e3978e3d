'use strict';
// The escape sequences that move a terminal's cursor and clear its screen. Pure; shared by readline, tty and the REPL.

// CSI`...` is the text after the control sequence introducer.
function CSI(strings, ...values) {
  let text = '\x1b[';
  for (let i = 0; i < strings.length; i++) {
    text += strings[i];
    if (i < values.length) text += values[i];
  }
  return text;
}

CSI.kEscape = '\x1b';
CSI.kClearToLineBeginning = CSI`1K`;
CSI.kClearToLineEnd = CSI`0K`;
CSI.kClearLine = CSI`2K`;
CSI.kClearScreenDown = CSI`0J`;

module.exports = { CSI };
