'use strict';
// Workload: a TypeScript file of 2,000 lines, run as it is
// Measure: time

import(`file://${process.argv[2]}/shapes.ts`);
