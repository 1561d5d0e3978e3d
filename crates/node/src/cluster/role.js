'use strict';
// Whether this process is a worker of a cluster. Asked by whatever listens or binds, so it must not load the rest.

const role = { isWorker: false };

/** Whether addresses are the primary's to take. A program may say otherwise by writing to `cluster.isPrimary`. */
function asksPrimary() {
  return role.isWorker && !require('cluster').isPrimary;
}

/** At the start of a worker: says so to the primary, and takes the trace of it out of the environment. */
function startWorker() {
  const id = process.env.NODE_UNIQUE_ID;
  role.isWorker = true;
  require('cluster')._setupWorker(id);
  delete process.env.NODE_UNIQUE_ID;
}

module.exports = { asksPrimary, role, startWorker };
