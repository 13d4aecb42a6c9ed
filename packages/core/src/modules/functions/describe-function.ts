import { createHash, hash, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { relative, sep } from "node:path";
import { types } from "node:util";

import { getOrCreate } from "../../files/get-or-create.js";
import { findProjectRoot } from "../find-project-root.js";
import { isInstalled } from "../find-package.js";
import { closesOverNothing } from "./closes-over-nothing.js";
import { findScript, inspectFunction, type FunctionScope, type InspectedFunction } from "./inspect-function.js";

/** What a function given in code does, as far as it shows without running it. */
export interface FunctionDescription {
  /** Hex SHA-256 of its text and of the values that it closes over, in every process. If any is incomparable, the digest is unique. */
  readonly digest: string;
  /** Values that it closes over and that cannot be compared: `client (KnexClient)`. */
  readonly incomparable: readonly string[];
  /** Absolute paths of the project's files that define functions among the values. */
  readonly files: readonly string[];
}

/** Goes with the function. */
const described = new WeakMap<object, FunctionDescription>();

/**
 * Describes a function by its text and by the values of the variables that the text names: `makeConfig("a")` and `makeConfig("b")`
 * give functions of one text. Describes functions among the values in the same way, and objects by their properties.
 *
 * Inspects a function once: later values of its variables do not count.
 */
export function describeFunction(subject: object): FunctionDescription {
  return getOrCreate(described, subject, () => {
    const writer = new Writer();
    writer.write(subject, "it");
    const { text, incomparable, files } = writer;
    const salt = incomparable.length === 0 ? "" : randomUUID();
    return { digest: hash("sha256", text + salt), incomparable, files: [...files] };
  });
}

/**
 * Gives the absolute path of the file that defines a function; `undefined` if there is none, for example for `eval`.
 *
 * @remarks The first call of a process takes 25 to 60 ms.
 */
export function findDefiningFile(subject: object): string | undefined {
  const scriptId = inspectFunction(subject)?.scriptId;
  return scriptId === undefined ? undefined : findScript(scriptId).file;
}

/** A larger graph of objects is a whole application. */
const MAX_VALUES = 2000;

class Writer {
  readonly #parts: string[] = [];
  readonly #seen = new Map<object, number>();
  readonly incomparable: string[] = [];
  readonly files = new Set<string>();
  readonly #root = findProjectRoot(process.cwd());
  #isInForeign = false;

  get text(): string {
    return JSON.stringify(this.#parts);
  }

  /** @param name what a message calls the value */
  write(value: unknown, name: string): void {
    if (typeof value === "function") this.#writeOnce(value, name, () => this.#writeFunction(value, name));
    else if (typeof value === "object" && value !== null) this.#writeOnce(value, name, () => this.#writeObject(value, name));
    else if (typeof value === "string") this.#parts.push(`string ${this.#relative(value)}`);
    else this.#parts.push(`${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`);
  }

  /** So that another checkout gives the same. */
  #relative(text: string): string {
    return text === this.#root || text.startsWith(this.#root + sep) ? `<project>${text.slice(this.#root.length)}` : text;
  }

  #writeOnce(value: object, name: string, write: () => void): void {
    const number = this.#seen.get(value);
    if (number !== undefined) {
      this.#parts.push(`again ${number}`);
      return;
    }
    this.#seen.set(value, this.#seen.size);
    if (this.#seen.size > MAX_VALUES) this.#refuse(name, "more than can be compared");
    else write();
  }

  #refuse(name: string, what: string): void {
    this.#parts.push("incomparable");
    if (this.incomparable.length < 5) this.incomparable.push(`${name} (${what})`);
  }

  #writeFunction(subject: object, name: string): void {
    if (types.isProxy(subject)) return this.#refuse(name, "a proxy");
    const text = Function.prototype.toString.call(subject);
    if (this.#seen.size === 1 && closesOverNothing(text)) {
      this.#parts.push(text);
      return this.#writeProperties(subject, name);
    }
    const inspected = inspectFunction(subject);
    if (inspected === undefined) return this.#refuse(name, "a function, in a Node without an inspector");
    if (/^(?:function )?bound |\{ \[native code\] \}$/.test(text)) return this.#writeNative(subject, name);
    const isTop = this.#seen.size === 1;
    if ((!isTop || /\bimport\b/.test(text)) && this.#noteFile(inspected, text, name) === "foreign" && !isTop) {
      return this.#writeForeign(text, inspected.scopes);
    }
    this.#parts.push(text);
    if (/\bsuper\b/.test(text) || (/\bthis\b/.test(text) && isArrow(subject, text))) this.#refuse("this", name);
    this.#writeVariables(text, inspected.scopes);
    this.#writeProperties(subject, name);
    return undefined;
  }

  /** A function of a package counts by the package's version, but a factory may have been given arguments. The functions that it uses belong to its module. */
  #writeForeign(text: string, scopes: readonly FunctionScope[]): void {
    this.#parts.push("installed", text);
    if (this.#isInForeign) return;
    this.#isInForeign = true;
    const own = scopes.filter(({ isModule, isAnonymous }, index) => !isModule && !(isAnonymous && index === scopes.length - 1));
    this.#writeVariables(text, own);
    this.#isInForeign = false;
  }

  /** Functions of Node and V8 are known by name; `bind` hides its arguments. */
  #writeNative(subject: object, name: string): void {
    const ownName = "name" in subject ? String(subject.name) : "";
    if (ownName.startsWith("bound ")) this.#refuse(name, "a bound function");
    else this.#parts.push(`native ${ownName}`);
  }

  /** Notes which file of the project defines a function. */
  #noteFile({ scriptId }: InspectedFunction, text: string, name: string): "own" | "foreign" {
    const { file, isBuiltin } = scriptId === undefined ? { file: undefined, isBuiltin: false } : findScript(scriptId);
    if (isBuiltin || (file !== undefined && isInstalled(file))) return "foreign";
    if (file !== undefined) {
      this.files.add(file);
      this.#parts.push(`file ${relative(this.#root, file)}`);
    } else if (/\bimport\b/.test(text)) this.#refuse(name, "code that imports and is in no file");
    return "own";
  }

  /** Only those that the text names: a scope also holds what other functions use. */
  #writeVariables(text: string, scopes: readonly FunctionScope[]): void {
    const names = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*/gu));
    const found = new Set<string>();
    for (const { variables, isModule } of scopes) {
      for (const variable of Object.keys(variables).toSorted()) {
        if (found.has(variable) || !(names.has(variable) || names.has("eval"))) continue;
        found.add(variable);
        this.#parts.push(`variable ${variable}`);
        const refused = this.incomparable.length;
        this.write(variables[variable], variable);
        // An object that the module itself makes, such as a connection pool, follows from the module, which counts.
        if (isModule) this.incomparable.length = refused;
      }
    }
  }

  #writeObject(value: object, name: string): void {
    if (types.isProxy(value)) {
      // A module that Vitest does not transform.
      if (name.startsWith("__vi")) return void this.#parts.push("module");
      return this.#refuse(name, "a proxy");
    }
    if (types.isModuleNamespaceObject(value) || isModuleExports(value)) return void this.#parts.push("module");
    if (types.isNativeError(value)) this.#parts.push(`error ${value.name} ${value.message}`);
    if (types.isDate(value)) return void this.#parts.push(`date ${value.getTime()}`);
    if (types.isRegExp(value)) return void this.#parts.push(`pattern ${value.source} ${value.flags} ${value.lastIndex}`);
    if (value instanceof URL) return void this.#parts.push(`url ${value.href}`);
    if (ArrayBuffer.isView(value)) return void this.#parts.push(`bytes ${digestOf(value)}`);
    if (types.isMap(value)) return this.#writeEntries("map", [...value].flat(), name);
    if (types.isSet(value)) return this.#writeEntries("set", [...value], name);
    if (Array.isArray(value)) return this.#writeEntries("list", value, name);
    if (!isPlain(value) && !types.isNativeError(value)) return this.#refuse(name, constructorNameOf(value));
    this.#parts.push("object");
    this.#writeProperties(value, name);
    return undefined;
  }

  #writeEntries(kind: string, entries: readonly unknown[], name: string): void {
    this.#parts.push(`${kind} ${entries.length}`);
    for (const entry of entries) this.write(entry, name);
  }

  #writeProperties(value: object, name: string): void {
    for (const key of Object.keys(value)) {
      this.#parts.push(`property ${key}`);
      const property: { readonly value?: unknown; readonly get?: unknown } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      // A getter is not called, since it is the user's code.
      this.write(property.get ?? property.value, `${name}.${key}`);
    }
    this.#parts.push("end");
  }
}

/** An arrow function takes `this` from its surroundings, which V8 does not show. */
function isArrow(subject: object, text: string): boolean {
  return !Object.hasOwn(subject, "prototype") && /^(?:async\s*)?(?:\([^]*?\)|[\w$]+)\s*=>/.test(text);
}

/** A plain object of this realm or of another, for example under Jest. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === "object" && Object.getPrototypeOf(prototype) === null);
}

function constructorNameOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : "an object of a class";
}

function digestOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
}

const require = createRequire(import.meta.url);

/** A CommonJS module or its exports: its file counts, or the version of its package. */
function isModuleExports(value: object): boolean {
  return (
    Object.values(require.cache).some((module) => module === value || module?.exports === value) || findBuiltins().has(value)
  );
}

/** Of this process, which loads each of them once. */
let builtins: ReadonlySet<unknown> | undefined;

/** Modules of Node that are objects and likely to be used; loading all of them would take long. */
function findBuiltins(): ReadonlySet<unknown> {
  builtins ??= new Set(
    ["buffer", "child_process", "crypto", "fs", "fs/promises", "os", "path", "process", "timers/promises", "url", "util"].map(
      (name) => process.getBuiltinModule(`node:${name}`),
    ),
  );
  return builtins;
}
