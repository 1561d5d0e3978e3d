'use strict';

// Which tests a run leaves out: by name, tag and `only`. A test left out is not reported at all.
//
// Owner: test. A suite stays when anything below it stays, which is known once its function has run.

const {
  ArrayPrototypeIncludes,
  RegExpPrototypeExec,
  RegExpPrototypeGetGlobal,
  RegExpPrototypeGetSticky,
} = primordials;

function matches(pattern, text) {
  // These remember where the last match ended.
  if (RegExpPrototypeGetGlobal(pattern) || RegExpPrototypeGetSticky(pattern)) pattern.lastIndex = 0;
  return RegExpPrototypeExec(pattern, text) !== null;
}

function pathOf(node) {
  const { parent } = node;
  return parent === null || parent.parent === null ? node.name : `${pathOf(parent)} ${node.name}`;
}

function matchesAny(patterns, node) {
  const path = pathOf(node);
  for (let i = 0; i < patterns.length; i++) {
    if (matches(patterns[i], path)) return true;
    for (let n = node; n.parent !== null; n = n.parent) if (matches(patterns[i], n.name)) return true;
  }
  return false;
}

function hasAllTags(filters, tags) {
  for (let i = 0; i < filters.length; i++) if (!ArrayPrototypeIncludes(tags, filters[i])) return false;
  return true;
}

/** Whether any of the settings can leave tests out. */
function filtersAnything(settings) {
  return settings.only || settings.namePatterns !== null || settings.skipPatterns !== null || settings.tagFilters !== null;
}

/** Whether name and tags leave the node itself out. */
function excludedByText(settings, node) {
  const { namePatterns, skipPatterns, tagFilters } = settings;
  return (namePatterns !== null && !matchesAny(namePatterns, node)) ||
    (skipPatterns !== null && matchesAny(skipPatterns, node)) ||
    (tagFilters !== null && !hasAllTags(tagFilters, node.tags));
}

/** Whether a node's children are chosen by `only`; suites do as what they stand in. */
function choosesByOnly(node) {
  while (node.type === 'suite') node = node.parent;
  return node.onlyMode;
}

/** Whether `only` leaves the node itself out, for what its parent runs. */
function excludedByOnly(node) {
  const { parent } = node;
  if (node.refusesOnly && node.run_.settings.only) return true;
  if (!choosesByOnly(parent) || node.run_.settings.warnsOfOnly) return false;
  if (node.only || node.hasOnlyBelow) return false;
  return !(parent.type === 'suite' && parent.onlyInherited && !parent.hasOnlyBelow);
}

module.exports = { excludedByOnly, excludedByText, filtersAnything };
