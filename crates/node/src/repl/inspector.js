'use strict';
// Calls to V8's inspector, within the process: evaluation that must change nothing, and names that only V8 knows.

const { JSONParse, JSONStringify } = primordials;

const native = binding('repl');

let calls = 0;

/** The result of a call of the DevTools protocol, or undefined when it failed. */
function call(method, params = {}) {
  const id = ++calls;
  const answer = native.inspectorCall(id, JSONStringify({ __proto__: null, id, method, params }));
  return answer === undefined ? undefined : JSONParse(answer).result;
}

/**
 * Evaluates without effects, within a short time: a remote object of the protocol in `result`, and `exceptionDetails`
 * when it threw. Objects are held until `release`.
 */
function evaluateQuietly(expression, contextId) {
  return call('Runtime.evaluate', {
    __proto__: null,
    expression,
    contextId,
    throwOnSideEffect: true,
    timeout: 333,
    objectGroup: 'repl',
    silent: true,
  });
}

function release() {
  call('Runtime.releaseObjectGroup', { __proto__: null, objectGroup: 'repl' });
}

/** Names of `let`, `const` and classes outside functions. */
function lexicalNames(contextId) {
  return call('Runtime.globalLexicalScopeNames', { __proto__: null, executionContextId: contextId })?.names ?? [];
}

module.exports = { call, evaluateQuietly, lexicalNames, release };
