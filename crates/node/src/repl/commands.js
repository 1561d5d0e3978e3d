'use strict';
// The commands that begin with a dot.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeJoin,
  ArrayPrototypeSort,
  MathMax,
  ObjectKeys,
  StringPrototypeRepeat,
} = primordials;

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');

function turnOnEditorMode(repl) {
  repl.editorMode = true;
  repl._setShownPrompt('');
}

function turnOffEditorMode(repl) {
  repl.editorMode = false;
  repl._setShownPrompt(repl._initialPrompt);
}

function saveSession(repl, file) {
  try {
    if (file === '') throw new ERR_MISSING_ARGS('file');
    require('fs').writeFileSync(file, ArrayPrototypeJoin(repl.lines, '\n'));
    repl.output.write(`Session saved to: ${file}\n`);
  } catch (error) {
    if (error.code === 'ERR_MISSING_ARGS') repl.output.write(`${error.message}\n`);
    else repl.output.write(`Failed to save: ${file}\n`);
  }
}

function loadSession(repl, file) {
  try {
    if (file === '') throw new ERR_MISSING_ARGS('file');
    const fs = require('fs');
    if (fs.statSync(file)?.isFile()) {
      const text = fs.readFileSync(file, 'utf8');
      turnOnEditorMode(repl);
      repl._loading = true;
      repl.write(text);
      repl._loading = false;
      turnOffEditorMode(repl);
      repl.write('\n');
    } else {
      repl.output.write(`Failed to load: ${file} is not a valid file\n`);
    }
  } catch (error) {
    if (error.code === 'ERR_MISSING_ARGS') repl.output.write(`${error.message}\n`);
    else repl.output.write(`Failed to load: ${file}\n`);
  }
}

function printHelp(repl) {
  const names = ArrayPrototypeSort(ObjectKeys(repl.commands));
  let width = 0;
  ArrayPrototypeForEach(names, (name) => {
    width = MathMax(width, name.length);
  });
  ArrayPrototypeForEach(names, (name) => {
    const { help } = repl.commands[name];
    const gap = StringPrototypeRepeat(' ', width - name.length + 3);
    repl.output.write(`.${name}${help ? gap + help : ''}\n`);
  });
  repl.output.write('\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n');
}

/** Gives a REPL the commands that every REPL has. */
function defineDefaultCommands(repl) {
  repl.defineCommand('break', {
    help: 'Sometimes you get stuck, this gets you out',
    action() {
      this.clearBufferedCommand();
      this.displayPrompt();
    },
  });
  repl.defineCommand('clear', {
    help: repl.useGlobal ? 'Alias for .break' : 'Break, and also clear the local context',
    action() {
      this.clearBufferedCommand();
      if (!this.useGlobal) {
        this.output.write('Clearing context...\n');
        this.resetContext();
      }
      this.displayPrompt();
    },
  });
  repl.defineCommand('exit', {
    help: 'Exit the REPL',
    action() {
      this.close();
    },
  });
  repl.defineCommand('help', {
    help: 'Print this help message',
    action() {
      printHelp(this);
      this.displayPrompt();
    },
  });
  repl.defineCommand('save', {
    help: 'Save all evaluated commands in this REPL session to a file',
    action(file) {
      saveSession(this, file);
      this.displayPrompt();
    },
  });
  repl.defineCommand('load', {
    help: 'Load JS from a file into the REPL session',
    action(file) {
      loadSession(this, file);
      this.displayPrompt();
    },
  });
  if (!repl.terminal) return;
  repl.defineCommand('editor', {
    help: 'Enter editor mode',
    action() {
      turnOnEditorMode(this);
      this.output.write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n');
    },
  });
}

module.exports = { defineDefaultCommands, turnOffEditorMode, turnOnEditorMode };
