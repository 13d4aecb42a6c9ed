import Knex from "knex";
import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { knex } from "../../src/migrators/index.js";

describe("a migrator in code", () => {
  const source = knex(() => undefined as never);
  const resolve = (config: object): unknown =>
    resolveConfig(config as never, { directory: "/app", file: "/app/picklejar.config.js" });

  test.each<[claim: string, run: () => unknown, message: RegExp]>([
    [
      "has no options of picklejar's own runner",
      () => resolve({ migrations: source, order: "name" }),
      /order belongs to picklejar's own runner and does nothing beside Knex: remove it/,
    ],
    ["stands alone", () => resolve({ migrations: source, migrate: () => 1 }), /migrations and migrate exclude each other/],
    [
      "needs a version in a call",
      () => resolveConfig({ migrations: source }, { directory: "/app", file: undefined }),
      /migrations holds functions given in code.*version/,
    ],
    [
      "is none without its helper",
      () => resolve({ migrations: Knex({ client: "better-sqlite3", useNullAsDefault: true }) }),
      /A migrator in code goes through its helper, for example import \{ knex \} from "@picklejar\/core\/migrators"/,
    ],
    [
      "is nothing for a MigrationRunner",
      () => new MigrationRunner({ migrations: source as never }),
      /is a migrator of Knex, which the application runs by itself: call it/,
    ],
  ])("%s", (_claim, run, message) => {
    expect(run).toThrow(message);
  });
});
