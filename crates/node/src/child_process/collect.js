'use strict';
// exec and execFile: what a child writes is collected, and handed to a callback when the child has ended.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
} = primordials;

const { Buffer } = require('buffer');
const { codes: { ERR_CHILD_PROCESS_STDIO_MAXBUFFER }, genericNodeError } = require('internal/errors');
const { getSystemErrorName } = require('internal/util');

/** What came of one stream, with a limit in bytes. */
class Collected {
  constructor(name, encoding, limit) {
    this.name = name;
    this.encoding = encoding;
    this.limit = limit;
    this.length = 0;
    this.chunks = [];
  }

  /** Takes a chunk; the error when the limit is passed, after which what fits was kept. */
  add(chunk, encoding) {
    if (this.limit === Infinity) {
      ArrayPrototypePush(this.chunks, chunk);
      return undefined;
    }
    // Counted in bytes, whatever the chunks are.
    const length = encoding ? Buffer.byteLength(chunk, encoding) : chunk.length;
    const room = this.limit - this.length;
    this.length += length;
    if (length <= room) {
      ArrayPrototypePush(this.chunks, chunk);
      return undefined;
    }
    ArrayPrototypePush(this.chunks, chunk.slice(0, room));
    return new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(this.name);
  }

  result(stream) {
    if (this.encoding || stream?.readableEncoding) return ArrayPrototypeJoin(this.chunks, '');
    return Buffer.concat(this.chunks);
  }
}

/** Follows `child`, which runs `command`, to its end. */
class Collector {
  #child;
  #command;
  #options;
  #callback;
  #stdout;
  #stderr;
  #error = null;
  #killed = false;
  #done = false;
  #timer = null;

  constructor(child, command, options, callback) {
    this.#child = child;
    this.#command = command;
    this.#options = options;
    this.#callback = callback;
    const encoding =
      options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
    this.#stdout = this.#follow(child.stdout, 'stdout', encoding);
    this.#stderr = this.#follow(child.stderr, 'stderr', encoding);
    if (options.timeout > 0) {
      const { setTimeout } = require('timers');
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#kill();
      }, options.timeout);
    }
    child.on('close', (code, signal) => this.#end(code, signal));
    child.on('error', (error) => {
      this.#error = error;
      this.#destroyStreams();
      this.#end();
    });
  }

  #follow(stream, name, encoding) {
    const collected = new Collected(name, encoding, this.#options.maxBuffer);
    if (stream) {
      if (encoding) stream.setEncoding(encoding);
      stream.on('data', (chunk) => {
        const error = collected.add(chunk, stream.readableEncoding);
        if (error !== undefined) {
          this.#error = error;
          this.#kill();
        }
      });
    }
    return collected;
  }

  #destroyStreams() {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #kill() {
    this.#destroyStreams();
    this.#killed = true;
    try {
      this.#child.kill(this.#options.killSignal);
    } catch (error) {
      // Stronger than the reason to kill: the child may still run.
      this.#error = error;
      this.#end();
    }
  }

  #end(code, signal) {
    if (this.#done) return;
    this.#done = true;
    if (this.#timer !== null) {
      const { clearTimeout } = require('timers');
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const callback = this.#callback;
    if (!callback) return;
    const stdout = this.#stdout.result(this.#child.stdout);
    const stderr = this.#stderr.result(this.#child.stderr);
    let error = this.#error;
    if (!error && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    error ||= genericNodeError(`Command failed: ${this.#command}\n${stderr}`, {
      code: code < 0 ? getSystemErrorName(code) : code,
      killed: this.#child.killed || this.#killed,
      signal,
    });
    error.cmd = this.#command;
    callback(error, stdout, stderr);
  }
}

module.exports = { Collector };
