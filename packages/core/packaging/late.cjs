"use strict";
// Loads the files of the bundle when something of them is first used: a test that gets a database needs a sixth of them. That may be in the middle of a
// test, which has replaced what Node loads files with, or what they use: so both are kept here, as they were when the first file was loaded.
const fs = require("node:fs");
const { Module } = require("node:module");
const path = require("node:path");

/** What `require` calls by name. */
const LOADING = [
  [fs, ["readFileSync", "realpathSync"]],
  [path, ["basename", "dirname", "extname", "join", "resolve", "toNamespacedPath"]],
  [Module, ["_load", "_resolveFilename", "_findPath"]],
  [Reflect.get(Module, "_extensions"), [".js"]],
  [Module.prototype, ["require", "load", "_compile"]],
].flatMap(([owner, names]) => names.map((name) => ({ owner, name, kept: valueOf(owner, name) })));

/** Vitest's pools with a context of their own have another `Module`, whose accessors ask for a file. */
function valueOf(owner, name) {
  return owner && Object.getOwnPropertyDescriptor(owner, name)?.value;
}

/** Modules of Node whose functions tests replace. Others are loaded by those who need them, which takes some milliseconds. */
const NODE = ["fs", "os", "path", "timers/promises", "url"];
const COSTLY = ["child_process", "crypto"];
const kept = new Map();
for (const name of NODE) keep(`node:${name}`);
for (const name of COSTLY) if (process.moduleLoadList?.includes(`NativeModule ${name}`)) keep(`node:${name}`);

/** Jest's sandbox has modules of its own for each test file, and may forget them in the middle of it: there, all files are loaded with the first. */
const isSandboxed = Object.getPrototypeOf(kept.get("node:fs").readFileSync) !== Function.prototype;
const waiting = [];

/** Stands for a module that `load` loads, once, when its `exports` are asked for. */
exports.late = (load) => {
  let loaded;
  const module = {
    get exports() {
      return (loaded ??= withKept(load));
    },
  };
  if (isSandboxed) waiting.push(module);
  return module;
};

/** Called when an entry has been loaded. */
exports.entered = () => {
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) void module.exports;
};

/** Gives a module of Node with its functions as they were. */
exports.keptModule = keep;

function keep(name) {
  let found = kept.get(name);
  if (found === undefined) {
    const module = require(name);
    found = { ...module, default: module };
    kept.set(name, found);
  }
  return found;
}

function withKept(load) {
  const replaced = LOADING.filter(({ owner, name, kept: own }) => own !== undefined && valueOf(owner, name) !== own);
  if (replaced.length === 0) return load();
  const theirs = replaced.map(({ owner, name }) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)]);
  for (const { owner, name, kept: own } of replaced)
    Object.defineProperty(owner, name, { value: own, writable: true, enumerable: true, configurable: true });
  try {
    return load();
  } finally {
    for (const [owner, name, descriptor] of theirs) Object.defineProperty(owner, name, descriptor);
  }
}
