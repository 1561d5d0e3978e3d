'use strict';
// fetch(). Owner: fetch. Loads the parts with its first call; the classes that go with it have files of their own.

const { PromiseReject } = primordials;

let parts;

/** Returns a promise; what is wrong with the arguments is its rejection. */
function fetch(input, init = undefined) {
  parts ??= {
    __proto__: null, ...require('fetch/request'), ...require('fetch/request_record'), ...require('fetch/run'),
  };
  const { recordOf, recordOfRequest, signalOf, Run } = parts;
  let run;
  try {
    const there = recordOf(input);
    const record = recordOfRequest(there ?? input, init);
    const signal = there !== undefined && record.signal === there.signal ? signalOf(input) : record.signal;
    run = new Run(record, signal);
  } catch (err) {
    return PromiseReject(err);
  }
  const { promise } = run.deferred;
  run.start();
  return promise;
}

module.exports = { fetch };
