'use strict';
// Readers and writers of standard streams that go away, stop or were never there: of this process and of its children.

const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { once, scene, told, until, wait, watch, write } = require('../fixtures/fault/scenes.js');

const BIG = Buffer.alloc(8 << 20, 1);

// Runs a script of the shell with this runtime as $0 and a program as $1; its standard error, and how it ended.
function shell(script, program) {
  const { stdout, stderr, status, signal } = spawnSync('/bin/sh', ['-c', script, process.execPath, program], { encoding: 'utf8' });
  return `${status} ${signal} ${`${stdout}${stderr}`.trim().split('\n').filter((line) => !/^\s|^$|^Node|^node:|\^/.test(line)).join(' | ')}`;
}

scene('the reader of standard output is gone', async (log) => {
  const gone = '("$0" -e "$1"; echo "ended $?" >&2) | true';
  const late = 'setTimeout(() => {}, 300); const go = () => ';
  log(shell(gone, `${late} { console.log(1); setTimeout(() => console.log(2), 20); console.error('goes on'); }; setTimeout(go, 100);`));
  log(shell(gone, `${late} process.stdout.write('x', (err) => console.error(err.code, err.syscall)); process.stdout.on('error', () => {}); setTimeout(go, 100);`));
  log(shell(gone, `process.stdout.on('error', (err) => { console.error(err.code, err.syscall); process.exit(3); });
    setInterval(() => process.stdout.write('x'), 20);`));
});

scene('the reader goes while much is queued', async (log) => {
  const child = spawn(process.execPath, ['-e', `
    const seen = [];
    process.stdout.on('error', (err) => seen.push(err.code));
    process.stdout.write(Buffer.alloc(8 << 20), (err) => seen.push('answer ' + err.code));
    process.stdout.on('close', () => setImmediate(() => console.error(seen.join())));
  `], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code, signal] = await once(child, 'close');
  log(`${code} ${signal} ${said.trim().replaceAll('ECONNRESET', 'EPIPE')}`);
});

scene('standard streams that are closed', async (log) => {
  log(shell('"$0" -e "$1" <&-', 'process.stdin.on("data", () => {}).on("end", () => console.log("end")).on("error", (err) => console.log(err.code))'));
  log(shell('"$0" -e "$1" >&-', 'console.log(1); console.error("goes on")'));
  log(shell('"$0" -e "$1" 2>&-', 'console.error(1); console.log("goes on")'));
  log(shell('"$0" -e "$1" <&- >&- 2>&-; echo $?', 'require("fs").openSync("/dev/null"); process.exitCode = 7'));
});

scene('standard input ends, or is a file', async (log) => {
  const reads = 'let n = 0; process.stdin.on("data", (text) => { n += text.length; }).on("end", () => console.log(n)).on("close", () => console.log("close"))';
  log(shell('printf abc | "$0" -e "$1"', reads));
  log(shell('"$0" -e "$1" < /dev/null', reads));
  log(shell('sleep 0.5 | "$0" -e "$1"', 'process.stdin.once("readable", () => {}); setTimeout(() => { process.stdin.destroy(); console.log("destroyed"); process.exit(); }, 20)').replace(/\d+ null /, ''));
});

scene('a child dies with data in flight', async (log) => {
  const child = spawn('/bin/sh', ['-c', 'printf out; printf err >&2; read -r line; kill -9 $$'], { stdio: 'pipe' });
  watch(() => {}, 'in', child.stdin);
  let answer;
  let texts = '';
  child.stdout.on('data', (text) => { texts += text; });
  await once(child.stdout, 'data');
  child.stderr.on('data', (text) => { texts += text; });
  const errors = [];
  child.stdin.on('error', (err) => errors.push(err.code));
  write(child.stdin, '\n');
  write(child.stdin, BIG, (err) => { answer = err?.code; });
  const [code, signal] = await once(child, 'close');
  await until(() => child.stdin.destroyed && answer !== undefined);
  const reset = (text) => `${text}`.replace(/ECONNRESET|ECANCELED/, 'EPIPE');
  log(`${code} ${signal} ${texts} answer ${reset(answer)} errors ${reset(errors)}`);
});

scene('a child that stopped, with its pipe full', async (log) => {
  const child = spawn('/bin/cat', [], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.kill('SIGSTOP');
  let answered = false;
  let received = 0;
  child.stdout.on('data', (chunk) => { received += chunk.length; });
  log(`room ${write(child.stdin, BIG, (err) => { answered = !err; })}`);
  await wait(50);
  log(`answered ${answered}, received ${received}`);
  child.kill('SIGCONT');
  child.stdin.end();
  const [code, signal] = await once(child, 'close');
  log(`answered ${answered}, received ${received}, ${code} ${signal}`);
});

scene('a child that stopped is killed', async (log) => {
  const child = spawn('/bin/cat', [], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.kill('SIGSTOP');
  child.stdin.on('error', () => {});
  let answer;
  write(child.stdin, BIG, (err) => { answer = err; });
  child.stdin.end();
  child.stdout.resume();
  await wait(20);
  child.kill('SIGKILL');
  const [code, signal] = await once(child, 'close');
  await until(() => answer !== undefined);
  log(`${code} ${signal} ${answer instanceof Error}`);
});

scene('a child that closes what it was given', async (log) => {
  const child = spawn('/bin/sh', ['-c', 'exec 0<&- 1>&-; sleep 0.1; printf late >&2'], { stdio: 'pipe' });
  const seen = [];
  child.stdout.on('end', () => seen.push('stdout')).resume();
  child.stdin.on('error', (err) => seen.push(err.code));
  let text = '';
  child.stderr.on('data', (chunk) => { text += chunk; });
  await once(child.stdout, 'end');
  write(child.stdin, 'x', (err) => seen.push(`answer ${err?.code}`));
  await once(child, 'close');
  log(`${seen.join()} ${text}`);
});

scene('a channel that closes with messages in its queue', async (log) => {
  const child = spawn(process.execPath, ['-e', 'process.on("message", () => {}); process.kill(process.pid, "SIGSTOP")'],
                      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // Stopped, so that nobody reads.
  await until(() => /\) T /.test(fs.readFileSync(`/proc/${child.pid}/stat`, 'latin1')));
  const answers = [];
  const events = [];
  child.on('error', (err) => events.push(told(err)));
  child.on('disconnect', () => events.push('disconnect'));
  const COUNT = 50;
  for (let i = 0; i < COUNT; i++) child.send('x'.repeat(1 << 16), (err) => answers.push(err?.code ?? 'sent'));
  child.disconnect();
  child.send('late', (err) => events.push(`late ${err.code}`));
  await wait(20);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until(() => answers.length === COUNT, () => answers.length);
  assert.strictEqual(answers.length, COUNT);
  log(events.join());
});
