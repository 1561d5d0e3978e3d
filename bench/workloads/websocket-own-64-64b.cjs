'use strict';
// Workload: WebSocket echo by the global WebSocket to npm's ws, 64 connections, 64 bytes
// Measure: rate messages
// Goal: 1.0

require('../lib/websocket.cjs')(64, 64, 80_000, true);
