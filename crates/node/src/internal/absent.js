// Public modules that are not there yet. Programs and packages often require them at load, so they load: names and
// plain constants are real, and each function throws one clear error that names it. Nothing here pretends a result.
'use strict';

const {
  ArrayPrototypeForEach,
  ObjectDefineProperty,
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

function absentModule(id) {
  const exported = {};
  const names = require('internal/absent_table')[id];
  if (names === undefined) throw new ERR_WEIR_NOT_YET(`module ${id}`);
  ArrayPrototypeForEach(StringPrototypeSplit(names, ' '), (name) => ObjectDefineProperty(exported, name, {
    __proto__: null,
    value: absentFunction(`${id}.${name}`),
    writable: true,
    enumerable: true,
    configurable: true,
  }));
  return exported;
}

module.exports = absentModule;
module.exports.absentClass = absentClass;
module.exports.absentFunction = absentFunction;
module.exports.absentObject = absentObject;
