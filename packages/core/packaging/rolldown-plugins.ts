import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputChunk, Plugin } from "rolldown";

/** Names of Node's modules that tests replace functions of: `jest.spyOn(fs, "readFileSync")`. */
const REPLACED = new Set(
  ["child_process", "crypto", "fs", "os", "path", "timers/promises", "url"].map((name) => `node:${name}`),
);
const LOADED = /^let (\w+) = require\("(.+)"\);$/gm;
const WITH_DEFAULT = /^(\w+) = require_rolldown_runtime\.__toESM\(\1, 1\);$/gm;

/**
 * Takes the functions of Node's modules when a file is loaded, as an `import` does. Otherwise a test that replaces `fs.existsSync` for its own code
 * would replace it for ours.
 */
export function keepNodeFunctions(): Plugin {
  return {
    name: "keep-node-functions",
    renderChunk(code) {
      const loaded = new Map([...code.matchAll(LOADED)].map(([, variable = "", module = ""]) => [variable, module]));
      const isReplaced = (variable: string): boolean => REPLACED.has(loaded.get(variable) ?? "");
      const kept = code
        .replaceAll(LOADED, (line, variable: string, module: string) =>
          isReplaced(variable) ? `let ${variable} = ${keepNames(namesUsed(variable, code), module)};` : line,
        )
        .replaceAll(WITH_DEFAULT, (line, variable: string) =>
          isReplaced(variable) ? `${variable}.default = require("${loaded.get(variable)}");` : line,
        );
      // Lines stay where they are.
      return { code: kept, map: null };
    },
  };
}

function namesUsed(variable: string, code: string): readonly string[] {
  const used = [...code.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"))].map(([, name = ""]) => name);
  return [...new Set(used)].filter((name) => name !== "default").toSorted();
}

function keepNames(names: readonly string[], module: string): string {
  return `(({ ${names.join(", ")} }) => ({ ${names.join(", ")} }))(${LATE}.keptModule("${module}"))`;
}

/** What `late.cjs` exports, in each file of the bundle. */
const LATE = "picklejar_late";
const NEIGHBOUR = /^(\s*)const (require_\w+) = require\("(\.\/[^"]+)"\);$/gm;
const RUNTIME = "require_rolldown_runtime";
const ASSIGNED = /^(\s*)exports\.(\w+) = (require_\w+)\.(\w+);$/gm;
const USED = /\b(require_\w+)(\.| = |)/g;
const THEN = /\.then\(\(\) => (require\("\.\/[^"]+"\))\)/g;
const EXPORTED =
  /^Object\.defineProperty\(exports, ['"](\w+)['"], \{\s+enumerable: true,\s+get: function ?\(\) ?\{\s+return (\w+);\s+\}\s+\}\);\n?/gm;

/**
 * Has each file of the bundle load others of it when it first uses something of them; see `late.cjs`. In the sources these are plain imports.
 *
 * What the level of a module itself uses, for example the class that another extends, is loaded at once, as without this.
 */
export function loadNeighboursLate(): Plugin {
  return {
    name: "load-neighbours-late",
    renderChunk(code, chunk) {
      if (chunk.name === "rolldown-runtime") return undefined;
      const neighbours = new Set([...code.matchAll(NEIGHBOUR)].map(([, , variable = ""]) => variable));
      neighbours.delete(RUNTIME);
      const isNeighbour = (variable: string): boolean => neighbours.has(variable);
      let late = code
        .replaceAll(ASSIGNED, (line, indent: string, name: string, variable: string, value: string) =>
          isNeighbour(variable)
            ? `${indent}Object.defineProperty(exports, "${name}", { enumerable: true, get: () => ${variable}.${value} });`
            : line,
        )
        .replaceAll(USED, (use, variable: string, next: string) => {
          if (!isNeighbour(variable)) return use;
          if (next !== "." && next !== " = ") this.error(`${chunk.name}: cannot load what ${variable} stands for late`);
          return next === "." ? `${variable}.exports.` : use;
        })
        .replaceAll(NEIGHBOUR, (line, indent: string, variable: string, file: string) =>
          isNeighbour(variable) ? `${indent}const ${variable} = ${LATE}.late(() => require("${file}"));` : line,
        )
        .replaceAll(THEN, `.then(() => ${LATE}.late(() => $1).exports)`);
      // Nothing that is exported changes later. At the end of the file, lines may go.
      const exported = [...late.matchAll(EXPORTED)].map(([, name = "", value = ""]) =>
        name === value ? name : `${name}: ${value}`,
      );
      if (exported.length > 0)
        late = `${late.replaceAll(EXPORTED, "").trimEnd()}\nObject.assign(exports, { ${exported.join(", ")} });\n`;
      // On a line that is there, so that lines stay where they are.
      const begun = late.replace('"use strict";', `"use strict"; const ${LATE} = require("./late.js");`);
      return { code: chunk.isEntry ? `${begun.trimEnd()} ${LATE}.entered();\n` : begun, map: null };
    },
    generateBundle() {
      const source = readFileSync(join(import.meta.dirname, "late.cjs"), "utf8");
      this.emitFile({ type: "asset", fileName: "late.js", source });
    },
  };
}

/** Has the files of some entries take the instance that Jest's environment has put into the sandbox, if there is one. */
export function shareWithJest(files: readonly string[]): Plugin {
  return {
    name: "share-with-jest",
    renderChunk(code, chunk) {
      if (!chunk.isEntry || !files.includes(chunk.name)) return undefined;
      const shared =
        'const picklejar = globalThis[Symbol.for("picklejar.core")]; ' +
        `if (picklejar !== undefined) module.exports = picklejar("${chunk.name}"); else {`;
      // On one line, so that lines stay where they are.
      return { code: `${code.replace('"use strict";', `"use strict"; ${shared}`)}\n}`, map: null };
    },
  };
}

/**
 * Gives each entry a file for `import`, which names what the CommonJS one exports: both are one instance. An `import` of the CommonJS file would have Node
 * search all of it for exports, which takes half as long again as to load it.
 */
export function nameExports(files: readonly string[]): Plugin {
  return {
    name: "name-exports",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file): file is OutputChunk => file.type === "chunk");
      for (const { name, fileName, exports } of chunks.filter((chunk) => chunk.isEntry && files.includes(chunk.name)))
        this.emitFile({ type: "asset", fileName: `${name}.mjs`, source: listExports(fileName, exports) });
      this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "commonjs" }\n' });
    },
  };
}

function listExports(file: string, exports: readonly string[]): string {
  if (exports.length === 0) return `import "./${file}";\n`;
  const named = exports.filter((name) => name !== "default");
  return [
    'import { createRequire } from "node:module";',
    "",
    `const commonJs = createRequire(import.meta.url)("./${file}");`,
    ...(named.length > 0 ? [`export const { ${named.join(", ")} } = commonJs;`] : []),
    ...(named.length < exports.length ? ["export default commonJs.default;"] : []),
    "",
  ].join("\n");
}

/** Has an ES module take what it imports of a CommonJS file with `require`, which finds the instance that all others have. */
export function takeFromCommonJs(file: string): Plugin {
  return {
    name: "take-from-common-js",
    renderChunk(code) {
      const taken = code.replaceAll(IMPORTED, (line, names: string, from: string) =>
        from === file
          ? `${REQUIRE} const { ${names.replaceAll(" as ", ": ")} } = createRequire(import.meta.url)("${file}");`
          : line,
      );
      if (taken === code) this.error(`nothing is imported from ${file}`);
      // Lines stay where they are.
      return { code: taken, map: null };
    },
  };
}

const IMPORTED = /^import \{ (.+) \} from "(.+)";$/gm;
const REQUIRE = 'import { createRequire } from "node:module";';

/** Escapes what is not ASCII: V8 keeps a file with any of it in two bytes a character, and takes twice as long to read it. */
export function writeAscii(): Plugin {
  return {
    name: "write-ascii",
    // The bundler prints strings anew after `renderChunk`. Lines stay where they are.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = escapeUnits(file.code);
    },
  };
}

function escapeUnits(code: string): string {
  return code.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Gives entries that can only be imported a file that says so to `require`; by the name of the file. */
export function refuseRequire(entries: ReadonlyMap<string, string>): Plugin {
  return {
    name: "refuse-require",
    generateBundle() {
      for (const [file, entry] of entries) {
        const message = `"@picklejar/core/${entry.slice(2)}" cannot be loaded with require(), because it imports an ES module. Use import.`;
        this.emitFile({ type: "asset", fileName: `${file}.js`, source: `throw new TypeError(${JSON.stringify(message)});\n` });
      }
    },
  };
}

/**
 * Gives entries a file for the `browser` condition, which says that they need Node. It has their names: otherwise an import of one of them would be the
 * error that is reported. By the name of the file.
 */
export function refuseBrowsers(entries: ReadonlyMap<string, string>): Plugin {
  return {
    name: "refuse-browsers",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        const entry = chunk.type === "chunk" && chunk.isEntry ? entries.get(chunk.name) : undefined;
        if (chunk.type !== "chunk" || entry === undefined) continue;
        const message =
          `"@picklejar/core/${entry.slice(2)}" does not work in Vitest's browser mode, since better-sqlite3 needs Node. ` +
          'Put the tests that ask a database into a project of their own, without "browser".';
        const names = chunk.exports.map((name) => `export let ${name};\n`).join("");
        const source = `${names}throw new TypeError(${JSON.stringify(message)});\n`;
        this.emitFile({ type: "asset", fileName: `${chunk.name}-browser.mjs`, source });
      }
    },
  };
}
