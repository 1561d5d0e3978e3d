'use strict';

// The reporter `junit`: results as the XML that build servers read.
//
// Owner: test. The document is written at the end, since a suite's element counts what is in it.

const {
  ArrayPrototypePush,
  Date,
  DatePrototypeToISOString,
  NumberPrototypeToFixed,
  ObjectKeys,
  RegExpPrototypeSymbolReplace,
  StringPrototypeRepeat,
  StringPrototypeTrim,
} = primordials;

const { show } = require('test/reporters/text');

const kInspectOptions = { __proto__: null, colors: false, breakLength: Infinity };

function escapeAttribute(text) {
  return RegExpPrototypeSymbolReplace(
    /"/g, RegExpPrototypeSymbolReplace(/\n/g, escapeContent(text), '&#10;'), '&quot;');
}

function escapeContent(text) {
  return RegExpPrototypeSymbolReplace(/</g, RegExpPrototypeSymbolReplace(/&/g, `${text}`, '&amp;'), '&lt;');
}

function escapeComment(text) {
  return RegExpPrototypeSymbolReplace(/--/g, `${text}`, '&#45;&#45;');
}

function element(tag, attributes, nesting) {
  return { __proto__: null, tag, attributes, nesting, children: [] };
}

function* write(node) {
  if (typeof node === 'string') {
    yield `${escapeContent(node)}\n`;
    return;
  }
  const indent = StringPrototypeRepeat('\t', node.nesting + 1);
  if (node.comment !== undefined) {
    yield `${indent}<!-- ${escapeComment(node.comment)} -->\n`;
    return;
  }
  const { attributes, children, tag } = node;
  let text = `${indent}<${tag}`;
  const names = ObjectKeys(attributes);
  for (let i = 0; i < names.length; i++) {
    const value = attributes[names[i]];
    if (value !== undefined) text += ` ${names[i]}="${escapeAttribute(value)}"`;
  }
  if (children.length === 0) {
    yield `${text}/>\n`;
    return;
  }
  yield `${text}>\n`;
  for (let i = 0; i < children.length; i++) yield* write(children[i]);
  yield `${indent}</${tag}>\n`;
}

function hasChild(node, tag) {
  for (let i = 0; i < node.children.length; i++) if (node.children[i].tag === tag) return true;
  return false;
}

function count(children, holds) {
  let total = 0;
  for (let i = 0; i < children.length; i++) if (children[i].comment === undefined && holds(children[i])) total++;
  return total;
}

function seconds(milliseconds) {
  return NumberPrototypeToFixed(milliseconds / 1000, 6);
}

class Document {
  roots = [];
  #open = [];

  get #current() { return this.#open[this.#open.length - 1]; }

  #add(node) {
    ArrayPrototypePush(this.#open.length === 0 ? this.roots : this.#current.children, node);
  }

  start({ name, nesting }) {
    const node = element('testcase', { __proto__: null, name }, nesting);
    node.startedAt = new Date();
    this.#add(node);
    ArrayPrototypePush(this.#open, node);
  }

  comment(nesting, comment) {
    this.#add({ __proto__: null, nesting, comment, children: [] });
  }

  end(type, data) {
    let node = this.#current;
    // A failure of the whole file has no start.
    if (node === undefined || node.attributes.name !== data.name || node.nesting !== data.nesting) {
      this.start(data);
      node = this.#current;
    }
    this.#open.length--;
    const { children, nesting } = node;
    const attributes = { __proto__: null, name: data.name, time: seconds(data.details.duration_ms) };
    node.attributes = attributes;
    const isSuite = data.details.type === 'suite' || count(children, () => true) > 0;
    if (isSuite) {
      node.tag = 'testsuite';
      attributes.disabled = 0;
      attributes.errors = 0;
      attributes.tests = count(children, () => true);
      attributes.failures = count(children, (child) => hasChild(child, 'failure') || child.attributes.failures > 0);
      attributes.skipped = count(children, (child) => hasChild(child, 'skipped'));
      attributes.timestamp = DatePrototypeToISOString(node.startedAt);
      attributes.hostname = require('os').hostname();
      return;
    }
    attributes.classname = data.classname ?? 'test';
    if (data.file !== undefined) attributes.file = data.file;
    if (data.skip !== undefined) {
      ArrayPrototypePush(children, element('skipped', { __proto__: null, type: 'skipped', message: data.skip }, nesting + 1));
    }
    if (data.todo !== undefined) {
      ArrayPrototypePush(children, element('skipped', { __proto__: null, type: 'todo', message: data.todo }, nesting + 1));
    }
    if (type === 'test:fail') this.#addFailure(node, data.details.error);
  }

  #addFailure(node, error) {
    const message = error?.message ?? '';
    const failure = element('failure', {
      __proto__: null,
      type: error?.failureType ?? error?.code,
      message: StringPrototypeTrim(message),
    }, node.nesting + 1);
    ArrayPrototypePush(failure.children, show(error, kInspectOptions));
    ArrayPrototypePush(node.children, failure);
    node.attributes.failure = message;
  }
}

module.exports = async function* junit(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n';
  yield '<testsuites>\n';
  const document = new Document();
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        document.start(data);
        break;
      case 'test:pass':
      case 'test:fail':
        document.end(type, data);
        break;
      case 'test:diagnostic':
        document.comment(data.nesting, data.message);
        break;
    }
  }
  for (let i = 0; i < document.roots.length; i++) yield* write(document.roots[i]);
  yield '</testsuites>\n';
};
