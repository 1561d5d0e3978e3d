'use strict';
// User and group ids, the file mode mask and the current directory.
//
// Only the main thread gets the setters: they change the whole process.

const { Error, ErrorCaptureStackTrace } = primordials;

const ops = binding('process');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_CREDENTIAL },
} = require('internal/errors');
const {
  parseFileMode,
  validateArray,
  validateString,
  validateUint32,
} = require('internal/validators');

let cwdCache = '';

function cwd() {
  if (cwdCache === '') cwdCache = readCwd();
  return cwdCache;
}

function readCwd() {
  try {
    return ops.cwd();
  } catch (err) {
    const { getSystemErrorMessage } = require('internal/util');
    const removed = err.code === 'ENOENT' ?
      ', the current working directory was likely removed without changing the working directory' : '';
    err.message =
      `${err.code}: process.cwd failed with error ${getSystemErrorMessage(err.errno)}${removed}, ${err.syscall}`;
    ErrorCaptureStackTrace(err, readCwd);
    throw err;
  }
}

function chdir(directory) {
  validateString(directory, 'directory');
  // Emptied first: a relative path leads elsewhere even if part of it fails.
  cwdCache = '';
  ops.chdir(directory);
}

function umask(mask) {
  return mask === undefined ? ops.umask() : ops.umask(parseFileMode(mask, 'mask'));
}

function validateId(id, name) {
  if (typeof id === 'number') {
    validateUint32(id, name);
  } else if (typeof id !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
  }
}

// The numeric id of a user or group that is given by number or by name.
function resolveId(kind, id) {
  validateId(id, 'id');
  if (typeof id === 'number') return id;
  const known = kind === 'User' ? ops.userId(id) : ops.groupId(id);
  if (known < 0) throw new ERR_UNKNOWN_CREDENTIAL(kind, id);
  return known;
}

function resolveGroup(group, name) {
  validateId(group, name);
  if (typeof group === 'number') return group;
  const known = ops.groupId(group);
  if (known < 0) throw new ERR_UNKNOWN_CREDENTIAL('Group', group);
  return known;
}

// Throws what a setter's errno means.
function check(errno, syscall) {
  if (errno === 0) return;
  const { 0: code, 1: text } = ops.failure(errno);
  const err = new Error(`${code}, ${text}`);
  err.errno = errno;
  err.code = code;
  err.syscall = syscall;
  throw err;
}

function initgroups(user, extraGroup) {
  validateId(user, 'user');
  validateId(extraGroup, 'extraGroup');
  const group = resolveGroup(extraGroup, 'extraGroup');
  const name = typeof user === 'number' ? ops.userName(user) : user;
  if (name === undefined) throw new ERR_UNKNOWN_CREDENTIAL('User', user);
  check(ops.initgroups(name, group), 'initgroups');
}

function setgroups(groups) {
  validateArray(groups, 'groups');
  const numbers = [];
  for (let i = 0; i < groups.length; i++) {
    validateId(groups[i], `groups[${i}]`);
  }
  for (let i = 0; i < groups.length; i++) {
    numbers[i] = resolveGroup(groups[i], `groups[${i}]`);
  }
  check(ops.setgroups(numbers), 'setgroups');
}

module.exports = {
  methods: {
    cwd,
    chdir,
    umask,
    getuid() { return ops.getuid(); },
    geteuid() { return ops.geteuid(); },
    getgid() { return ops.getgid(); },
    getegid() { return ops.getegid(); },
    getgroups() { return ops.getgroups(); },
    initgroups,
    setgroups,
    setegid(id) { check(ops.setegid(resolveId('Group', id)), 'setegid'); },
    seteuid(id) { check(ops.seteuid(resolveId('User', id)), 'seteuid'); },
    setgid(id) { check(ops.setgid(resolveId('Group', id)), 'setgid'); },
    setuid(id) { check(ops.setuid(resolveId('User', id)), 'setuid'); },
  },
};
