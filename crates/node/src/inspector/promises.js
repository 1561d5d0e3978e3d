'use strict';
// node:inspector/promises: sessions whose `post` answers by a promise.

const { ReflectApply } = primordials;

const { promisify } = require('internal/util');
const inspector = require('inspector');

const post = promisify(inspector.Session.prototype.post);

class Session extends inspector.Session {
  post(method, params) {
    return ReflectApply(post, this, params === undefined ? [method] : [method, params]);
  }
}

module.exports = { ...inspector, Session };
