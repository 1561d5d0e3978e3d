'use strict';
// Workload: the start of a script that requires ten built-in modules
// Measure: time
// Goal: 0.67

for (const name of ['fs', 'path', 'util', 'events', 'stream', 'url', 'os', 'assert', 'zlib', 'http']) require(`node:${name}`);
