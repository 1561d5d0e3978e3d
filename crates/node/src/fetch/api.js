'use strict';
// fetch(). Owner: fetch. Loads nothing by itself; the classes that go with it have files of their own.

const { PromiseReject } = primordials;

/** Returns a promise; what is wrong with the arguments is its rejection. */
function fetch(input, init = undefined) {
  const { recordOf, signalOf } = require('fetch/request');
  const { recordOfRequest } = require('fetch/request_record');
  const { Run } = require('fetch/run');
  let run;
  try {
    const there = recordOf(input);
    const record = recordOfRequest(there ?? input, init);
    const signal = there !== undefined && record.signal === there.signal ? signalOf(input) : record.signal;
    run = new Run(record, signal);
  } catch (err) {
    return PromiseReject(err);
  }
  run.start();
  return run.deferred.promise;
}

module.exports = { fetch };
