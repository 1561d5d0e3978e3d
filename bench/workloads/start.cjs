'use strict';
// Workload: the start and end of an empty script
// Measure: time
// Goal: 0.67

