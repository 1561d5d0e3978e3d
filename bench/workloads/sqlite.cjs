'use strict';
// Workload: rows inserted into SQLite, then each read
// Measure: rate rows

const { DatabaseSync } = require('node:sqlite');
const rate = require('../lib/rate.cjs');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE items(id INTEGER PRIMARY KEY, name TEXT, price REAL)');
const insert = db.prepare('INSERT INTO items(name, price) VALUES(?, ?)');
const get = db.prepare('SELECT * FROM items WHERE id = ?');
rate.sync(100_000, (count) => {
  db.exec('DELETE FROM items; BEGIN');
  for (let n = 0; n < count; n++) insert.run(`item ${n}`, n * 1.5);
  db.exec('COMMIT');
  let sum = 0;
  for (let n = 1; n <= count; n++) sum += get.get(n).price;
  return sum;
});
