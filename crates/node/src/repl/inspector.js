'use strict';
// Calls to V8's inspector, within the process: evaluation that must change nothing, and names that only V8 knows.

const { JSONParse, JSONStringify } = primordials;

const native = binding('inspector');

let session;
let calls = 0;

// The answer of a call of the DevTools protocol among what V8 has to say; notifications go to `notify`.
function call(method, params, notify) {
  // Nothing that comes later is of interest.
  session ??= native.openSession(() => native.take(session));
  const id = ++calls;
  const messages = native.dispatch(session, JSONStringify({ __proto__: null, id, method, params }));
  let result;
  for (let i = 0; i < messages.length; i++) {
    const message = JSONParse(messages[i]);
    if (message.id === id) result = message.result;
    else if (message.id === undefined) notify?.(message);
  }
  return result;
}

/**
 * The inspector's number of a context, which it comes to know by this; of the main one for undefined. It tells of
 * contexts while it is enabled.
 */
function introduce(context) {
  let found;
  const notify = ({ method, params }) => {
    if (method !== 'Runtime.executionContextCreated') return;
    // The main context has a name of its own; another one is the last that was told of.
    if (context !== undefined || params.context.name === 'main') found = params.context.id;
  };
  call('Runtime.enable', undefined, notify);
  if (context !== undefined) {
    const messages = native.introduceContext(session, context);
    for (let i = 0; i < messages.length; i++) notify(JSONParse(messages[i]));
  }
  call('Runtime.disable');
  return found;
}

/** The inspector forgets a context. */
function forget(context) {
  native.forgetContext(session, context);
}

/**
 * Evaluates without effects, within a short time: a remote object of the protocol in `result`, and `exceptionDetails`
 * when it threw; undefined when that was not possible. Objects are held until `release`.
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

/** Calls a function given by its text with a remote object. */
function callWith(text, objectId) {
  return call('Runtime.callFunctionOn', {
    __proto__: null, objectId, functionDeclaration: text, arguments: [{ __proto__: null, objectId }], silent: true,
  });
}

function release() {
  call('Runtime.releaseObjectGroup', { __proto__: null, objectGroup: 'repl' });
}

/** Names of `let`, `const` and classes outside functions. */
function lexicalNames(contextId) {
  return call('Runtime.globalLexicalScopeNames', { __proto__: null, executionContextId: contextId })?.names ?? [];
}

module.exports = { callWith, evaluateQuietly, forget, introduce, lexicalNames, release };
