'use strict';
// What goes from a ReadableStream to a slower end of any kind, however it is piped, goes through in a bounded amount of memory.

require('../fixtures/flow/driver.js').flowFrom('web');
