// Stand-ins for what public modules do not have yet. Programs and packages often require those at load, so they load: each
// function throws one clear error that names it. Nothing here pretends a result.
'use strict';

const {
  ArrayPrototypeForEach,
  ObjectSetPrototypeOf,
  Proxy,
  ReflectGet,
  ReflectHas,
  StringPrototypeSplit,
} = primordials;

const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');

// A function, callable and constructible and extensible, that says it is not there. What the permission model keeps
// from the program, it refuses first: `scope`.
function absentFunction(name, scope) {
  const key = name.slice(name.lastIndexOf('.') + 1);
  const fn = { [key]: function() {
    if (scope !== undefined && process.permission !== undefined) require('process/permission').demand(scope);
    throw new ERR_WEIR_NOT_YET(name);
  } }[key];
  return fn;
}

// An object of functions whose names are not known here.
function absentObject(name) {
  return new Proxy({ __proto__: null }, {
    __proto__: null,
    get(target, key, receiver) {
      if (typeof key !== 'string' || ReflectHas(target, key)) return ReflectGet(target, key, receiver);
      return target[key] = absentFunction(`${name}.${key}`);
    },
  });
}

// A class, extendable: its methods are named and throw, and making one throws. `Base` may be a function or a class.
function absentClass(name, Base, methods, scope) {
  const key = name.slice(name.lastIndexOf('.') + 1);
  const Class = absentFunction(name, scope);
  ObjectSetPrototypeOf(Class, Base);
  ObjectSetPrototypeOf(Class.prototype, Base.prototype);
  ArrayPrototypeForEach(StringPrototypeSplit(methods, ' '), (method) => {
    Class.prototype[method] = absentFunction(`${key}.${method}`);
  });
  return Class;
}

module.exports = { absentClass, absentFunction, absentObject };
