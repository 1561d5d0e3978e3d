'use strict';
// Workload: the start and end of a script that prints one line
// Measure: time
// Goal: 0.67

console.log('hello');
