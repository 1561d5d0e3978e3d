'use strict';
// Workload: new URL and the reading of its parts
// Measure: rate URLs

const rate = require('../lib/rate.cjs');

rate.sync(300_000, (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const url = new URL(`https://user:word@example.org:8080/a/b/../c${n % 100}?q=${n % 10}&r=s#part`);
    sum += url.pathname.length + url.searchParams.get('r').length + url.host.length;
  }
  return sum;
});
