'use strict';
// One module record as the loader knows it: where it came from, what it imports, and how far it is. Owner: the ES module
// loader, which alone links jobs.

const {
  PromisePrototypeThen,
} = primordials;

const engine = binding('engine');

const kUninstantiated = 0;
const kInstantiated = 2;
const kEvaluating = 3;
const kEvaluated = 4;
const kErrored = 5;

/** The phase of an `import source`, as V8 numbers it. */
const kSourcePhase = 1;

function ignore() {}

class Job {
  /** The job's key among all jobs, its record, the jobs of its requests in order, and the requests themselves. */
  key = undefined;
  handle = undefined;
  links = undefined;
  requests = undefined;
  linked = false;
  // What `import source` gives: of WebAssembly, the compiled module.
  source = undefined;
  // Set for texts that were found to be modules by looking into them; changes how errors are explained.
  detected = false;
  // Fills import.meta beyond the usual, for generated modules.
  extendMeta = undefined;
  #evaluation = undefined;

  constructor(url, format, isMain) {
    this.url = url;
    this.format = format;
    this.isMain = isMain === true;
  }

  get status() {
    return engine.moduleStatus(this.handle);
  }

  /** Whether its code is on the stack right now. */
  isEvaluating() {
    return this.handle !== undefined && this.status === kEvaluating;
  }

  namespace() {
    return engine.moduleNamespace(this.handle);
  }

  instantiate() {
    if (this.status !== kUninstantiated) return;
    try {
      engine.moduleInstantiate(this.handle);
    } catch (error) {
      require('module/esm_errors').explainLinking(error, this);
      throw error;
    }
  }

  /** Evaluates the graph, once; the promise of its completion. */
  run() {
    this.instantiate();
    return this.#evaluation ??= engine.moduleEvaluate(this.handle);
  }

  /** Evaluates a graph without top-level await to its end, and throws what it throws. */
  runSync() {
    const { status } = this;
    if (status === kInstantiated) {
      this.#evaluation = engine.moduleEvaluate(this.handle);
      // The error is thrown here; the promise must not report it a second time.
      PromisePrototypeThen(this.#evaluation, undefined, ignore);
    }
    if (this.status === kErrored) {
      const error = engine.moduleError(this.handle);
      require('module/esm_errors').explainNotDefined(error, this);
      throw error;
    }
  }
}

module.exports = { Job, kErrored, kEvaluated, kEvaluating, kInstantiated, kSourcePhase, kUninstantiated };
