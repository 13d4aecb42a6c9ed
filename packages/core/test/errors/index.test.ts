import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, expectTypeOf, test } from "vitest";

import type { PicklejarErrorCode } from "../../src/errors/picklejar-error-code.js";
import * as publicErrors from "../../src/errors/index.js";
import { coreDirectory } from "../helpers/create-project.js";

describe("errors", () => {
  test("has a class for each of its codes, and never two", () => {
    const codes = listErrors().map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes).toEqual([...new Set(codes)]);
  });

  test.each(listErrors())("exports $className, with its name on the prototype", ({ className }) => {
    expect(Object.keys(publicErrors)).toContain(className);
    const { prototype }: { prototype: unknown } = Reflect.get(publicErrors, className);
    expect(prototype).toBeInstanceOf(publicErrors.PicklejarError);
    expect(prototype).toHaveProperty("name", className);
  });
});

describe("PicklejarErrorCode", () => {
  test("is one of the classes' codes for the compiler, all of them and no other", () => {
    expect(Object.keys(EVERY_CODE).toSorted()).toEqual(
      listErrors()
        .map(({ code }) => code)
        .toSorted(),
    );
    expectTypeOf<keyof typeof EVERY_CODE>().toEqualTypeOf<PicklejarErrorCode>();
    // Other packages have errors of their own.
    expectTypeOf<publicErrors.PicklejarError["code"]>().toEqualTypeOf<string>();
  });
});

describe("docs/errors.md", () => {
  test.each(listAllErrors())(
    "has a heading for $code that names $className, with when, why and cure",
    ({ code, className }) => {
      const section = readSections().get(code);
      expect(section, `docs/errors.md has no heading ### \`${code}\``).toBeDefined();
      expect(section).toContain(`\`${className}\``);
      for (const part of ["- **When**: ", "- **Why**: ", "- **Cure**: "]) expect(section).toContain(part);
    },
  );

  test("has no heading for a code that no class has", () => {
    const codes = new Set(listAllErrors().map(({ code }) => code));
    expect([...readSections().keys()].filter((code) => !codes.has(code))).toEqual([]);
  });

  test("names only fields that the classes have", () => {
    const unknown = listAllErrors().flatMap(({ code, className, source }) => {
      const fieldLine = (readSections().get(code) ?? "").split("\n- **When**", 1)[0]?.split("\n").slice(1).join(" ") ?? "";
      const named = [...fieldLine.matchAll(/`(\w+)`/g)]
        .map(([, name = ""]) => name)
        .filter((name) => name !== className && name !== "cause");
      return named.filter((field) => !source.includes(`readonly ${field}:`)).map((field) => `${code}: ${field}`);
    });
    expect(unknown).toEqual([]);
  });

  test("says what each exit code of the command line means", () => {
    expect(readDocument().match(/^\| [012] \| .+ \|$/gm)).toHaveLength(3);
  });
});

const EVERY_CODE = {
  CACHE_UNAVAILABLE: true,
  CHANGES_UNAVAILABLE: true,
  SECOND_COPY: true,
  MERGE_FOLDER_INVALID: true,
  MERGE_OUTPUT_TAKEN: true,
  MODULE_LOAD_FAILED: true,
  CONFIG_NOT_FOUND: true,
  NODE_UNSUPPORTED: true,
  FILE_LOCKS_UNAVAILABLE: true,
  CONFIG_FOREIGN: true,
  CONFIG_AMBIGUOUS: true,
  INPUTS_NOT_FOUND: true,
  DATABASE_NOT_OURS: true,
  OVERLAY_BYPASSED: true,
  NOT_A_FILE: true,
  SIDECAR_FOUND: true,
  DATABASE_BUSY: true,
  DISK_FULL: true,
  PERMISSION_DENIED: true,
  NOT_A_DATABASE: true,
  PARENT_FOLDER_MISSING: true,
  DATABASE_MISSING: true,
  DATABASE_TOO_LARGE: true,
  MIGRATION_CHANGED: true,
  MIGRATION_MISSING: true,
  MIGRATION_OUT_OF_ORDER: true,
  DATABASE_NEWER: true,
  DATABASE_WITHOUT_LEDGER: true,
  LEDGER_NOT_EMPTY: true,
  FILE_NOT_WRITTEN: true,
  LEDGER_FOREIGN: true,
  LEDGER_UNFINISHED: true,
  LOCK_TIMEOUT: true,
  MIGRATION_FAILED: true,
  MIGRATOR_FAILED: true,
  FOREIGN_KEY_VIOLATION: true,
  MIGRATION_IRREVERSIBLE: true,
  MIGRATIONS_NOT_FOUND: true,
  MIGRATION_UNREADABLE: true,
  MIGRATIONS_LEFT_NO_TABLE: true,
  MIGRATION_FILE_UNKNOWN: true,
  MIGRATION_ORDER_AMBIGUOUS: true,
  MIGRATION_DUPLICATE: true,
  MIGRATION_FORMAT_AMBIGUOUS: true,
  MIGRATION_FORMAT_INVALID: true,
  RUN_ENDED: true,
  RUN_DIRECTORY_UNSAFE: true,
  RUN_DIRECTORY_UNAVAILABLE: true,
  SETUP_MISSING: true,
  SQLITE_UNAVAILABLE: true,
  TEMPLATE_BUILD_FAILED: true,
  TEMPLATE_INPUTS_CHANGED: true,
  TEMPLATE_MISSING: true,
  TEMPLATE_REFUSED: true,
} as const;

interface ListedError {
  readonly code: string;
  readonly className: string;
  /** Text of the class, and of its base class in the same file. */
  readonly source: string;
}

/** Those of every package: each defines its own, and one page describes them all. */
function listAllErrors(): ListedError[] {
  return [...listErrors(), ...listErrors(join(dirname(coreDirectory), "cucumber-hooks", "src"))];
}

/** Every class with a code in a folder, from the sources: a code is an instance's, and some instances take work to get. */
function listErrors(directory = join(coreDirectory, "src", "errors")): ListedError[] {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return names.flatMap((name) => {
    const classes = readFileSync(join(directory, name), "utf8").split(/^(?=(?:export )?(?:abstract )?class )/m);
    const sourceOf = new Map(classes.map((source) => [/class (\w+)/.exec(source)?.[1] ?? "", source]));
    return [...sourceOf].flatMap(([className, source]) => {
      const code = /override readonly code = "([A-Z_]+)";/.exec(source)?.[1];
      const base = /class \w+ extends (\w+)/.exec(source)?.[1] ?? "";
      return code === undefined ? [] : [{ code, className, source: source + (sourceOf.get(base) ?? "") }];
    });
  });
}

function readDocument(): string {
  return readFileSync(join(coreDirectory, "..", "..", "docs", "errors.md"), "utf8");
}

/** What stands under each heading that is a code. */
function readSections(): ReadonlyMap<string, string> {
  const sections = readDocument().split(/^(?=#{2,3} )/m);
  return new Map(
    sections.flatMap((section) => {
      const code = /^### `([A-Z_]+)`\n/.exec(section)?.[1];
      return code === undefined ? [] : [[code, section] as const];
    }),
  );
}
