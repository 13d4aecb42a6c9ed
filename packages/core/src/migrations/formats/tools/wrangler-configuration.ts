import { resolve } from "node:path";

import { attempt } from "../../../errors/attempt.js";
import { findConfiguration } from "../../foreign/find-configuration.js";

/** What wrangler's configuration says of one D1 database. */
export interface D1Configuration {
  /** Absolute path of the file. */
  readonly path: string;
  readonly table: string | undefined;
  readonly pattern: string | undefined;
}

/** Finds the entries of wrangler's configuration whose migrations are in a folder. */
export function findD1Configurations(migrationsDirectory: string): readonly D1Configuration[] {
  const file = findConfiguration(migrationsDirectory, ["wrangler.json", "wrangler.jsonc", "wrangler.toml"]);
  if (file === undefined) return [];
  const sections = (file.path.endsWith(".toml") ? readToml : readJson)(file.text);
  return sections
    .filter((section) => resolve(file.folder, section["migrations_dir"] ?? "migrations") === migrationsDirectory)
    .map((section) => ({ path: file.path, table: section["migrations_table"], pattern: section["migrations_pattern"] }));
}

type Section = Readonly<Record<string, string>>;

/** Reads the strings of each `[[d1_databases]]`, also those of environments. */
function readToml(text: string): readonly Section[] {
  return text
    .split(/^(?=\s*\[)/m)
    .filter((section) => /^\s*\[\[\s*(?:env\.[^\]]+\.)?d1_databases\s*\]\]/.test(section))
    .map((section) =>
      Object.fromEntries(
        [...section.matchAll(/^\s*(\w+)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')/gm)].map(([, key = "", double, single]) => [
          key,
          double ?? single ?? "",
        ]),
      ),
    );
}

/** JSON with comments and trailing commas. */
function readJson(text: string): readonly Section[] {
  const plain = text
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_match, quoted?: string) => quoted ?? "")
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_match, quoted?: string) => quoted ?? "");
  const found: Section[] = [];
  attempt(() =>
    JSON.parse(plain, (key, value: unknown) => {
      if (key === "d1_databases" && Array.isArray(value)) found.push(...value.map((entry) => Object(entry)));
      return value;
    }),
  );
  return found;
}
