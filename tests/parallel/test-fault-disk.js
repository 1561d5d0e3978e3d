'use strict';
// Files that take no more, or change under a reader: a full device, a limit of the file's size, a file cut short while it
// is read, and one that nobody goes on reading.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream');
const { once, scene, told, until, watch, write } = require('../fixtures/fault/scenes.js');

const BIG = Buffer.alloc(4 << 20, 1);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'disk-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

function attempt(log, name, call) {
  try {
    log(`${name}: ${call()}`);
  } catch (err) {
    log(`${name}: ${told(err)}`);
  }
}

scene('a full device', async (log) => {
  attempt(log, 'writeFileSync', () => fs.writeFileSync('/dev/full', 'x'));
  attempt(log, 'appendFileSync', () => fs.appendFileSync('/dev/full', 'x'));
  const fd = fs.openSync('/dev/full', 'w');
  attempt(log, 'writeSync', () => fs.writeSync(fd, 'x'));
  attempt(log, 'writevSync', () => fs.writevSync(fd, [Buffer.from('x')]));
  fs.closeSync(fd);
  await fs.promises.writeFile('/dev/full', 'x').catch((err) => log(told(err)));
  attempt(log, 'an empty write', () => fs.writeFileSync('/dev/full', ''));
  const stream = watch(log, 'stream', fs.createWriteStream('/dev/full'), ['open', 'finish', 'error', 'close']);
  write(stream, BIG, (err) => log(`answer: ${told(err)}`));
  write(stream, 'second', (err) => log(`answer: ${told(err)}`));
  stream.end((err) => log(`end: ${told(err)}`));
  await until(() => stream.closed);
});

scene('a pipeline into a full device', async (log) => {
  const source = path.join(folder, 'source');
  fs.writeFileSync(source, BIG);
  const reader = fs.createReadStream(source);
  const ended = await new Promise((resolve) => { pipeline(reader, fs.createWriteStream('/dev/full'), resolve); });
  log(told(ended));
  await until(() => reader.closed);
  const handle = await fs.promises.open('/dev/full', 'w');
  await pipelineOf(fs.createReadStream(source), handle.createWriteStream()).catch((err) => log(told(err)));
  await handle.close().catch((err) => log(told(err)));
});

function pipelineOf(...streams) {
  return require('node:stream/promises').pipeline(...streams);
}

scene('a limit of the size of files', async (log) => {
  // The signal that comes with it does not end the program.
  const program = `
    const fs = require('node:fs');
    const say = (err) => console.error(err ? err.code + ' ' + err.syscall : 'no error');
    try { fs.writeFileSync('limited', Buffer.alloc(1 << 20)); } catch (err) { say(err); }
    console.error(fs.statSync('limited').size);
    const stream = fs.createWriteStream('streamed');
    stream.on('error', say);
    stream.write(Buffer.alloc(1 << 20), say);
    stream.on('close', () => {
      console.error(fs.statSync('streamed').size);
      // Node takes a short write to standard output for a whole one, and says nothing.
      process.stdout.on('error', say);
      process.stdout.write('x'.repeat(1 << 20));
    });`;
  const shell = spawnSync('/bin/sh', ['-c', 'ulimit -f 64; exec "$0" -e "$1" > output', process.execPath, program],
                          { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } });
  for (const line of shell.stderr.trim().split('\n')) log(line);
  log(`status ${shell.status} signal ${shell.signal}`);
});

scene('a pipeline beyond a limit of the size of files', async (log) => {
  // Whether the kernel copies from file to file or the program does; both keep what fits.
  const program = `
    const fs = require('node:fs');
    const { pipeline } = require('node:stream');
    const say = (err) => console.error(err ? err.code + ' ' + err.syscall : 'no error');
    const before = fs.readdirSync('/proc/self/fd').length;
    pipeline(fs.createReadStream('source'), fs.createWriteStream('piped'), (err) => {
      say(err);
      console.error(fs.statSync('piped').size);
      fs.promises.writeFile('written', Buffer.alloc(1 << 20)).catch(say).then(() => {
        console.error(fs.statSync('written').size);
        // Node opens one for itself.
        setTimeout(() => console.error(fs.readdirSync('/proc/self/fd').length - before <= 1), 20);
      });
    });`;
  fs.writeFileSync(path.join(folder, 'source'), BIG);
  const shell = spawnSync('/bin/sh', ['-c', 'ulimit -f 64; exec "$0" -e "$1" > /dev/null', process.execPath, program],
                          { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } });
  for (const line of shell.stderr.trim().split('\n')) log(line);
  log(`status ${shell.status} signal ${shell.signal}`);
});

scene('standard output on a full device', async (log) => {
  for (const program of ['console.log(1); console.error("goes on")', 'process.stdout.write("1", (err) => console.error(err.code))',
                         'process.stdout.on("error", (err) => console.error(err.code, err.syscall)); process.stdout.write("1")']) {
    const shell = spawnSync('/bin/sh', ['-c', 'exec "$0" -e "$1" > /dev/full', process.execPath, program], { encoding: 'utf8' });
    log(`${shell.status} ${shell.signal} ${shell.stderr.split('\n').filter((line) => /^(E|goes|Error)/.test(line)).join(' ')}`);
  }
});

scene('a file is cut short while it is read', async (log) => {
  const file = path.join(folder, 'cut');
  fs.writeFileSync(file, BIG);
  let read = 0;
  const stream = watch(log, 'stream', fs.createReadStream(file, { highWaterMark: 1 << 16 }), ['open', 'end', 'error', 'close']);
  stream.on('data', (chunk) => {
    read += chunk.length;
    if (read === 1 << 16) fs.truncateSync(file, 1 << 17);
  });
  await once(stream, 'close');
  log(`read ${read <= 1 << 18}`);

  fs.writeFileSync(file, BIG);
  const handle = await fs.promises.open(file);
  const chunk = Buffer.alloc(1 << 16);
  log(`${(await handle.read(chunk, 0, chunk.length, null)).bytesRead}`);
  fs.truncateSync(file, 1);
  log(`${(await handle.read(chunk, 0, chunk.length, null)).bytesRead}`);
  log(`${(await handle.readFile()).length}`);
  await handle.close();
});

scene('a file grows while it is read', async (log) => {
  const file = path.join(folder, 'grows');
  fs.writeFileSync(file, 'a'.repeat(1 << 16));
  let grown = 0;
  let read = 0;
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 16 })) {
    read += chunk.length;
    if (grown++ < 3) fs.appendFileSync(file, 'b'.repeat(1 << 16));
  }
  // How much of it is seen depends on who was ahead, the reading or the loop.
  log(`${read >= 1 << 16} ${read <= fs.statSync(file).size}`);
});

scene('a reader that stops, and one that is destroyed in a read', async (log) => {
  const file = path.join(folder, 'stops');
  fs.writeFileSync(file, BIG);
  const stopped = fs.createReadStream(file);
  stopped.once('data', () => stopped.pause());
  await once(stopped, 'data');
  await until(() => stopped.readableLength > 0);
  log(`held ${stopped.readableLength}`);
  stopped.destroy();
  const torn = watch(log, 'torn', fs.createReadStream(file), ['open', 'end', 'error', 'close']);
  torn.on('open', () => torn.read(0));
  torn.on('ready', () => torn.destroy(new Error('own')));
  await until(() => torn.closed && stopped.closed);
});

scene('a write stream is destroyed in each state', async (log) => {
  const file = path.join(folder, 'written');
  const opening = watch(log, 'opening', fs.createWriteStream(file), ['open', 'finish', 'error', 'close']);
  write(opening, 'a', (err) => log(`answer: ${told(err)}`));
  opening.destroy();
  await until(() => opening.closed);
  const writing = watch(log, 'writing', fs.createWriteStream(file), ['finish', 'error', 'close']);
  await once(writing, 'open');
  for (const name of ['a', 'b']) write(writing, BIG, (err) => log(`answer to ${name}: ${told(err)}`));
  writing.destroy(new Error('own'));
  await until(() => writing.closed);
  const ending = watch(log, 'ending', fs.createWriteStream(file), ['finish', 'error', 'close']);
  await once(ending, 'open');
  write(ending, BIG, (err) => log(`answer: ${told(err)}`));
  ending.end('b', (err) => log(`end: ${told(err)}`));
  ending.destroy();
  await until(() => ending.closed);
  assert.ok(fs.existsSync(file));
});
