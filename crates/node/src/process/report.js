'use strict';
// process.report: the settings of diagnostic reports, and when they are written: by the program, by a signal, by an
// uncaught exception, and natively when the heap has no room. What is in them: `process/report_document`.

const {
  Error,
  JSONStringify,
  ObjectDefineProperty,
} = primordials;

const { codes: { ERR_SYNTHETIC } } = require('internal/errors');
const { validateBoolean, validateObject, validateSignalName, validateString } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const state = require('process/state');

const native = binding('process');

const settings = {
  directory: getOptionValue('--report-dir') || getOptionValue('--diagnostic-dir') || '',
  filename: getOptionValue('--report-filename') || '',
  compact: getOptionValue('--report-compact') === true,
  excludeNetwork: getOptionValue('--report-exclude-network') === true,
  signal: getOptionValue('--report-signal') || 'SIGUSR2',
  reportOnFatalError: getOptionValue('--report-on-fatalerror') === true,
  reportOnSignal: getOptionValue('--report-on-signal') === true,
  reportOnUncaughtException: getOptionValue('--report-uncaught-exception') === true,
  excludeEnv: getOptionValue('--report-exclude-env') === true,
};

function documentOf(cause) {
  return require('process/report_document').makeDocument(cause, settings);
}

function textOf(document) {
  return `${JSONStringify(document, null, settings.compact ? 0 : 2)}\n`;
}

// Writes a report; its file's name. What is in the way is told, and the program goes on.
function write(cause, filename) {
  const path = require('path');
  const folder = settings.directory || process.cwd();
  filename ||= settings.filename;
  const toStream = filename === 'stdout' || filename === 'stderr';
  if (process.permission !== undefined && !toStream) {
    const asked = filename === '' ? folder :
      (settings.directory === '' ? filename : path.join(folder, filename));
    require('process/permission').demand('fs.write', asked);
  }
  filename ||= binding('v8').diagnosticName('report', 'json');
  cause.filename = filename;
  const text = textOf(documentOf(cause));
  if (toStream) {
    require('fs').writeSync(filename === 'stdout' ? 1 : 2, text);
    return filename;
  }
  const errno = native.writeReportFile(path.join(folder, filename), text);
  if (errno !== 0) {
    const place = settings.directory === '' ? '' : ` directory: ${settings.directory}`;
    native.rawDebug(`\nFailed to open Node.js report file: ${filename}${place} (errno: ${errno})`);
    return filename;
  }
  native.rawDebug(`\nWriting Node.js report to file: ${filename}\nNode.js report completed`);
  return filename;
}

function writeReport(file, err) {
  if (typeof file === 'object' && file !== null) {
    err = file;
    file = undefined;
  } else if (file !== undefined) {
    validateString(file, 'file');
  }
  if (err === undefined) err = new ERR_SYNTHETIC();
  else validateObject(err, 'err');
  return write({ event: 'JavaScript API', trigger: 'API', error: err }, file);
}

function getReport(err) {
  if (err === undefined) err = new ERR_SYNTHETIC();
  else validateObject(err, 'err');
  return documentOf({ event: 'JavaScript API', trigger: 'GetReport', error: err });
}

function onSignal(signal) {
  write({ event: signal, trigger: 'Signal', error: new ERR_SYNTHETIC() });
}

function onUncaught(error) {
  write({ event: 'Exception', trigger: 'Exception', error });
}

// The signal that is listened for, if any.
let listening;

function applySignal() {
  const wanted = settings.reportOnSignal ? settings.signal : undefined;
  if (wanted === listening) return;
  if (listening !== undefined) process.removeListener(listening, onSignal);
  if (wanted !== undefined) process.on(wanted, onSignal);
  listening = wanted;
}

// A heap without room lets no JavaScript run: the report is left with the native side beforehand.
function applyFatal() {
  if (!settings.reportOnFatalError) {
    native.prepareFatalReport(undefined, '', '', false);
    return;
  }
  const document = documentOf({ event: 'Fatal error', trigger: 'FatalError', error: new Error() });
  native.prepareFatalReport(JSONStringify(document), settings.directory, settings.filename, settings.compact);
}

function applyUncaught() {
  state.reportUncaught = settings.reportOnUncaughtException ? onUncaught : null;
}

// As the command line says, when it says anything.
function applyAll() {
  applySignal();
  applyUncaught();
  if (settings.reportOnFatalError) applyFatal();
}

const kChecks = {
  __proto__: null,
  directory: [validateString, applyFatal],
  filename: [validateString, applyFatal],
  compact: [validateBoolean, applyFatal],
  excludeNetwork: [validateBoolean, applyFatal],
  signal: [validateSignalName, applySignal],
  reportOnFatalError: [validateBoolean, applyFatal],
  reportOnSignal: [validateBoolean, applySignal],
  reportOnUncaughtException: [validateBoolean, applyUncaught],
  excludeEnv: [validateBoolean, applyFatal],
};

function createReport() {
  const report = { writeReport, getReport };
  for (const key in kChecks) {
    const { 0: validate, 1: apply } = kChecks[key];
    ObjectDefineProperty(report, key, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get() {
        return settings[key];
      },
      set(next) {
        validate(next, key);
        settings[key] = next;
        if (apply !== applyFatal || settings.reportOnFatalError || key === 'reportOnFatalError') apply();
      },
    });
  }
  return report;
}

module.exports = { applyAll, createReport };
