'use strict';
// Workload: WebSocket echo by npm's ws on both sides, 64 connections, 16 KB
// Measure: rate messages
// Goal: 1.0

require('../lib/websocket.cjs')(64, 16_384, 30_000);
