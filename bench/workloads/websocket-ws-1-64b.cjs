'use strict';
// Workload: WebSocket echo by npm's ws on both sides, one connection, 64 bytes
// Measure: rate messages
// Goal: 1.0

require('../lib/websocket.cjs')(1, 64, 40_000);
