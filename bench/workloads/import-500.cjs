'use strict';
// Workload: import of 500 files
// Measure: time
// Goal: 1.0

import(`file://${process.argv[2]}/parts/all.mjs`).then((all) => console.log(all.default));
