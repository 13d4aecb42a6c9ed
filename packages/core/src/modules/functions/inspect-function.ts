import type * as Inspector from "node:inspector";
import { fileURLToPath } from "node:url";

import { attempt } from "../../errors/attempt.js";
import { loadLate } from "../../errors/load-late.js";

/** What V8 knows about a function besides its text. */
export interface InspectedFunction {
  /** The scopes that it sees, innermost first, without the global one. */
  readonly scopes: readonly FunctionScope[];
  /** V8's number of the script that defines it; absent for functions that are not JavaScript. */
  readonly scriptId: string | undefined;
}

/** Variables that a function may use. V8 retains only those that a function inside the scope mentions. */
export interface FunctionScope {
  /** Whether it is the scope of an ES module or a script: its content follows from the source. */
  readonly isModule: boolean;
  /** Whether no named function made it: the wrapper of a CommonJS module has no name. */
  readonly isAnonymous: boolean;
  /** Values by name. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Reads what a function closes over, through V8's inspector: two calls of one factory give functions of the same text.
 *
 * @remarks The first call of a process takes 3 ms, each later one 0.3 ms. The debugger stays off.
 * @returns `undefined` in a Node without an inspector
 */
export function inspectFunction(subject: object): InspectedFunction | undefined {
  const session = findSession();
  if (session === undefined) return undefined;
  const functionId = session.hold(subject);
  const { internalProperties = [] } = session.properties(functionId);
  const find = (name: string) => internalProperties.find((property) => property.name === name)?.value;
  const location: unknown = find("[[FunctionLocation]]")?.value;
  const scopesId = find("[[Scopes]]")?.objectId;
  return {
    scopes: scopesId === undefined ? [] : readScopes(session, scopesId),
    scriptId:
      typeof location === "object" && location !== null && "scriptId" in location ? String(location.scriptId) : undefined,
  };
}

/** Where a script comes from. */
export interface FunctionScript {
  /** Absolute path; `undefined` for `eval`, virtual modules, and Node's own. */
  readonly file: string | undefined;
  readonly isBuiltin: boolean;
}

/** By identifier, which V8 gives once per process. */
const urls = new Map<string, string>();

/**
 * Finds where a script was loaded from.
 *
 * @remarks V8 names scripts only while its debugger is on. Switching it on takes 25 to 60 ms; happens only for scripts that were not seen yet.
 */
export function findScript(scriptId: string): FunctionScript {
  if (!urls.has(scriptId)) {
    urls.set(scriptId, "");
    findSession()?.listScripts((id, url) => urls.set(id, url));
  }
  const url = urls.get(scriptId) ?? "";
  return { file: pathOfScript(url), isBuiltin: url.startsWith("node:") };
}

/** The absolute path of a script. Loaders append their own marks: Vitest `?t=`, tsx `?namespace=`. Vitest's modules have bare paths. */
export function pathOfScript(url: string): string | undefined {
  const name = url.replace(/[?#].*$/s, "");
  if (name.startsWith("file:")) return attempt(() => fileURLToPath(name));
  return /^(?:\/|[a-z]:[\\/])/i.test(name) ? name : undefined;
}

/** Opens a session of this thread; `undefined` in a Node that was built without an inspector. */
export function openInspectorSession(): Inspector.Session | undefined {
  return attempt(() => {
    const session = new (loadLate("node:inspector").Session)();
    session.connect();
    return session;
  });
}

interface InspectorSession {
  /** Makes a value known to the inspector, and gives its identifier. */
  readonly hold: (value: object) => string;
  readonly properties: (objectId: string) => Inspector.Runtime.GetPropertiesReturnType;
  /** The value behind an identifier. */
  readonly read: (objectId: string) => unknown;
  readonly listScripts: (note: (scriptId: string, url: string) => void) => void;
}

/** The session of this process, which stays open because opening one is slow. `null` if there is no inspector. */
let opened: InspectorSession | null | undefined;

function findSession(): InspectorSession | undefined {
  opened ??= createSession();
  return opened ?? undefined;
}

/** Where this code and the inspector's own context find a value: a test runner may run this code in a context with other globals. */
const HELD = Symbol.for("picklejar.inspected");
const HELD_EXPRESSION = `process.getBuiltinModule("node:inspector").Session[Symbol.for("picklejar.inspected")]`;

function createSession(): InspectorSession | null {
  // Deno and Bun lack one of the two.
  const session = typeof process.getBuiltinModule === "function" ? openInspectorSession() : undefined;
  if (session === undefined) return null;
  const shared: typeof Inspector.Session & { [HELD]?: unknown } = loadLate("node:inspector").Session;
  return {
    hold(value) {
      shared[HELD] = value;
      const held = answerOf<Inspector.Runtime.EvaluateReturnType>((reply) =>
        session.post("Runtime.evaluate", { expression: HELD_EXPRESSION }, reply),
      );
      return held.result.objectId ?? "";
    },
    properties: (objectId) =>
      answerOf((reply) => session.post("Runtime.getProperties", { objectId, ownProperties: true }, reply)),
    read(objectId) {
      shared[HELD] = undefined;
      const functionDeclaration = `function () { ${HELD_EXPRESSION} = this; }`;
      answerOf((reply) => session.post("Runtime.callFunctionOn", { objectId, functionDeclaration }, reply));
      const value = shared[HELD];
      delete shared[HELD];
      return value;
    },
    listScripts(note) {
      session.on("Debugger.scriptParsed", ({ params }) => note(params.scriptId, params.url));
      answerOf((reply) => session.post("Debugger.enable", reply));
      answerOf((reply) => session.post("Debugger.disable", (error) => reply(error, {})));
      session.removeAllListeners("Debugger.scriptParsed");
    },
  };
}

/** A session of the own thread answers before `post` returns. */
function answerOf<Answer>(post: (reply: (error: Error | null, answer: Answer) => void) => void): Answer {
  const replies: Answer[] = [];
  post((error, answer) => {
    if (error !== null) throw new Error(`the inspector refused: ${JSON.stringify(error)}`);
    replies.push(answer);
  });
  const [answer] = replies;
  if (answer === undefined) throw new Error("the inspector did not answer");
  return answer;
}

function readScopes(session: InspectorSession, scopesId: string): FunctionScope[] {
  const scopes = session.properties(scopesId).result.filter(({ name }) => /^\d+$/.test(name));
  return scopes.flatMap(({ value }) => {
    const type = value?.description ?? "";
    if (value?.objectId === undefined || type.startsWith("Global")) return [];
    const scope: unknown = session.read(value.objectId);
    if (!isScope(scope)) return [];
    const isModule = type === "Module" || type === "Script";
    return [{ isModule, isAnonymous: type === "Closure", variables: scope.object }];
  });
}

/** What V8 gives for a scope: its description, and an object of its variables. */
function isScope(value: unknown): value is { readonly object: FunctionScope["variables"] } {
  return typeof value === "object" && value !== null && "object" in value && typeof value.object === "object";
}
