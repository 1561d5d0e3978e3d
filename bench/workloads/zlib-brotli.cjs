'use strict';
// Workload: brotli of 1 MB of JSON lines at the default level, 4 at a time
// Measure: rate megabytes
// Goal: 1.0

const zlib = require('node:zlib');

require('../lib/compress.cjs')(zlib.brotliCompress, 8);
