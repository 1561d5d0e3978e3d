'use strict';

// The public module `v8` (doc/api/v8.md): what the engine tells of itself.
//
// Owner: v8. Serialization lives in `v8/serdes`, snapshots of the heap in `v8/heap_snapshot`, profiles in `v8/profiles`.

const { codes: { ERR_NOT_BUILDING_SNAPSHOT } } = require('internal/errors');
const { defineLazyProperties, kEmptyObject } = require('internal/util');
const {
  validateFunction,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('internal/validators');

const native = binding('v8');

const heapKeys = [
  'total_heap_size',
  'total_heap_size_executable',
  'total_physical_size',
  'total_available_size',
  'used_heap_size',
  'heap_size_limit',
  'malloced_memory',
  'peak_malloced_memory',
  'does_zap_garbage',
  'number_of_native_contexts',
  'number_of_detached_contexts',
  'total_global_handles_size',
  'used_global_handles_size',
  'external_memory',
];

const spaceKeys = ['space_size', 'space_used_size', 'space_available_size', 'physical_space_size'];

const codeKeys = [
  'code_and_metadata_size',
  'bytecode_and_metadata_size',
  'external_script_source_size',
  'cpu_profiler_metadata_size',
];

function named(keys, values, result = {}) {
  for (let i = 0; i < keys.length; i++) result[keys[i]] = values[i];
  return result;
}

function getHeapStatistics() {
  return named(heapKeys, native.heapStatistics());
}

function getHeapSpaceStatistics() {
  const list = native.heapSpaceStatistics();
  const result = [];
  for (let i = 0; i < list.length; i += 2) {
    result[result.length] = named(spaceKeys, list[i + 1], { space_name: list[i] });
  }
  return result;
}

function getHeapCodeStatistics() {
  return named(codeKeys, native.heapCodeStatistics());
}

function getCppHeapStatistics(type = 'detailed') {
  validateOneOf(type, 'type', ['brief', 'detailed']);
  // V8's heap for native objects, which nothing here lives in.
  return {
    __proto__: null,
    committed_size_bytes: 0,
    resident_size_bytes: 0,
    used_size_bytes: 0,
    space_statistics: [],
    type_names: [],
    detail_level: type,
  };
}

function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  native.setFlags(flags);
}

function cachedDataVersionTag() {
  return native.versionTag();
}

function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return native.isOneByte(content);
}

function getHeapSnapshot(options) {
  return require('v8/heap_snapshot').getHeapSnapshot(options);
}

function writeHeapSnapshot(filename, options) {
  return require('v8/heap_snapshot').writeHeapSnapshot(filename, options);
}

function setHeapSnapshotNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
  const { diagnosticFolder, setHeapSnapshotNearHeapLimit } = require('v8/heap_snapshot');
  if (process.permission !== undefined) require('process/permission').demand('fs.write', diagnosticFolder());
  setHeapSnapshotNearHeapLimit(limit);
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function queryObjects(constructor, options = kEmptyObject) {
  validateFunction(constructor, 'constructor');
  validateObject(options, 'options');
  const { format = 'count' } = options;
  validateOneOf(format, 'options.format', ['count', 'summary']);
  require('internal/util').emitExperimentalWarning('v8.queryObjects()');
  const { prototype } = constructor;
  const objects = isObject(prototype) ? require('observe/views').objectsOf(prototype) : [];
  if (format === 'count') return objects.length;
  const { inspect } = require('util/inspect');
  const summary = [];
  for (let i = 0; i < objects.length; i++) summary[i] = inspect(objects[i], { depth: 0 });
  return summary;
}

// These two do nothing in a process that collects no coverage.
function takeCoverage() {
  if (process.env.NODE_V8_COVERAGE) require('v8/coverage').write();
}

function stopCoverage() {
  if (process.env.NODE_V8_COVERAGE) require('v8/coverage').stop();
}

function startCpuProfile() {
  return require('v8/profiles').startCpuProfile();
}

// No program runs while weir's own snapshot is made, so none can take part in one.
const startupSnapshot = {
  addDeserializeCallback() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  addSerializeCallback() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  setDeserializeMainFunction() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  isBuildingSnapshot() {
    return false;
  },
};

const promiseHooks = require('v8/promise_hooks');

module.exports = {
  cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  getCppHeapStatistics,
  setFlagsFromString,
  takeCoverage,
  stopCoverage,
  writeHeapSnapshot,
  promiseHooks,
  queryObjects,
  startupSnapshot,
  setHeapSnapshotNearHeapLimit,
  isStringOneByteRepresentation,
  startCpuProfile,
};

defineLazyProperties(module.exports, 'v8/serdes', [
  'Serializer',
  'Deserializer',
  'DefaultSerializer',
  'DefaultDeserializer',
  'serialize',
  'deserialize',
]);

defineLazyProperties(module.exports, 'v8/gc_profiler', ['GCProfiler']);
