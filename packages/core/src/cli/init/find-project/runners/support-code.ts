import { readList, readString } from "../source-text.js";

/** How a configuration, or a command line, names files of support code for Cucumber. */
export interface SupportCode {
  /** In a list of a configuration, as options of a command line, or not at all: then Cucumber looks for them. */
  readonly form: "list" | "options" | "none";
  /** The option that loads them. Cucumber loads the files under `require` before those under `import`. */
  readonly option: "import" | "require";
  /** Those that are literals, relative, without `./`. */
  readonly patterns: readonly string[];
}

/** Reads the text of a configuration without its comments, or a command line. */
export function readSupportCode(text: string): SupportCode {
  const onCommandLine = [...text.matchAll(/(?:^|[\s"'`])(?:--(require|import)|-(r|i))[\s=]+["']?([^\s"'`,\]]+)/g)];
  if (onCommandLine.length > 0) {
    const isRequired = onCommandLine.some(([, long, short]) => long === "require" || short === "r");
    const patterns = onCommandLine.map(([, , , pattern = ""]) => pattern);
    return { form: "options", option: isRequired ? "require" : "import", patterns: withoutDots(patterns) };
  }
  const has = (name: string): boolean => new RegExp(`(?<![\\w$.])["']?${name}["']?\\s*:`).test(text);
  const patterns = [...listPatterns(text, "import"), ...listPatterns(text, "require")];
  if (!has("import") && !has("require")) return { form: "none", option: "import", patterns };
  return { form: "list", option: has("require") ? "require" : "import", patterns };
}

/** The literals of an option that is a list or a string, in JavaScript, JSON or YAML. */
export function listPatterns(text: string, name: string): readonly string[] {
  const single = readString(text, name);
  const literals = [...readList(text, name), ...(typeof single === "string" ? [single] : [])];
  return withoutDots([...literals, ...readYamlList(text, name)]);
}

function readYamlList(text: string, name: string): readonly string[] {
  const lines = new RegExp(`^\\s*${name}:\\s*\\r?\\n((?:\\s*-.*\\r?\\n?)+)`, "m").exec(text)?.[1]?.split("\n") ?? [];
  const entries = lines.map((line) => line.replace(/^\s*-\s*/, "").trim());
  return entries.map((entry) => entry.replace(/^(["'])(.*)\1$/, "$2")).filter((entry) => entry !== "");
}

function withoutDots(patterns: readonly string[]): readonly string[] {
  return patterns.map((pattern) => pattern.replace(/^\.\//, ""));
}
