'use strict';

// The reporter `lcov`: coverage in the format of the tool of that name; nothing else is written.
//
// Owner: test.

const Transform = require('_stream_transform');

class LcovReporter extends Transform {
  constructor(options) {
    super({ __proto__: null, ...options, writableObjectMode: true });
  }

  _transform({ type, data }, encoding, callback) {
    callback(null, type === 'test:coverage' ? `TN:\n${record(data.summary)}` : null);
  }
}

function record({ files, workingDirectory }) {
  const { relative } = require('path');
  let text = '';
  for (let i = 0; i < files.length; i++) {
    const file = files[i];
    text += `SF:${relative(workingDirectory, file.path)}\n`;
    for (let j = 0; j < file.functions.length; j++) {
      const { line, name } = file.functions[j];
      text += `FN:${line},${name || `anonymous_${j}`}\n`;
    }
    for (let j = 0; j < file.functions.length; j++) {
      const { count, name } = file.functions[j];
      text += `FNDA:${count},${name || `anonymous_${j}`}\n`;
    }
    text += `FNF:${file.totalFunctionCount}\nFNH:${file.coveredFunctionCount}\n`;
    for (let j = 0; j < file.branches.length; j++) {
      const { count, line } = file.branches[j];
      text += `BRDA:${line},${j},0,${count}\n`;
    }
    text += `BRF:${file.totalBranchCount}\nBRH:${file.coveredBranchCount}\n`;
    for (let j = 0; j < file.lines.length; j++) text += `DA:${file.lines[j].line},${file.lines[j].count}\n`;
    text += `LH:${file.coveredLineCount}\nLF:${file.totalLineCount}\nend_of_record\n`;
  }
  return text;
}

module.exports = LcovReporter;
