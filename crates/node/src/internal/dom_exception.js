'use strict';
// The web's DOMException: an object that the engine treats as an error (it has a stack and an error's slot) while
// its name, message and code live on the prototype, as Web IDL asks. Exposed as a global; loaded on first use.

const {
  Error,
  ErrorPrototype,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectConstruct,
  SymbolToStringTag,
  TypeError,
} = primordials;

// In the order of their numbers, which start at 1. A name is the legacy code of the constant it stands by.
const kLegacyCodes = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'],
  ['DOMSTRING_SIZE_ERR', null],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'],
  ['NO_DATA_ALLOWED_ERR', null],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'],
  ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'],
  ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'],
  ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'],
  ['VALIDATION_ERR', null],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'],
  ['NETWORK_ERR', 'NetworkError'],
  ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'],
  ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'],
  ['DATA_CLONE_ERR', 'DataCloneError'],
];

const codeOfName = { __proto__: null };

function invalidThis() {
  const err = new TypeError('Value of "this" must be of DOMException');
  err.code = 'ERR_INVALID_THIS';
  return err;
}

// Puts the private fields onto an error object that `Error` itself has made: a class whose base constructor
// returns its argument installs its fields there.
class State extends function(object) { return object; } {
  #name;
  #message;

  constructor(object, name, message) {
    super(object);
    this.#name = name;
    this.#message = message;
  }

  static name(object) {
    if (typeof object !== 'object' || object === null || !(#name in object)) throw invalidThis();
    return object.#name;
  }

  static message(object) {
    if (typeof object !== 'object' || object === null || !(#name in object)) throw invalidThis();
    return object.#message;
  }

  static is(object) {
    return typeof object === 'object' && object !== null && #name in object;
  }
}

class DOMException {
  constructor(message = '', options = 'Error') {
    const self = ReflectConstruct(Error, [], new.target);
    if (options !== null && typeof options === 'object') {
      const { name } = options;
      new State(self, `${name}`, `${message}`);
      if ('cause' in options) {
        ObjectDefineProperty(self, 'cause', {
          __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false,
        });
      }
    } else {
      new State(self, `${options}`, `${message}`);
    }
    return self;
  }

  get name() {
    return State.name(this);
  }

  get message() {
    return State.message(this);
  }

  get code() {
    return codeOfName[State.name(this)] ?? 0;
  }
}

const kEnumerable = { __proto__: null, enumerable: true };
ObjectSetPrototypeOf(DOMException.prototype, ErrorPrototype);
ObjectDefineProperties(DOMException.prototype, {
  __proto__: null,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
  name: kEnumerable,
  message: kEnumerable,
  code: kEnumerable,
});

for (let i = 0; i < kLegacyCodes.length; i++) {
  const { 0: constant, 1: name } = kLegacyCodes[i];
  const descriptor = { __proto__: null, enumerable: true, value: i + 1 };
  ObjectDefineProperty(DOMException, constant, descriptor);
  ObjectDefineProperty(DOMException.prototype, constant, descriptor);
  if (name !== null) codeOfName[name] = i + 1;
}

module.exports = {
  DOMException,
  isDOMException: State.is,
};
