import { describe, expect, expectTypeOf, test } from "vitest";

import type { DatabaseConfig, DatabasesConfig, IntegrationConfig } from "../../src/config/database-config.js";
import { defineConfig } from "../../src/config/define-config.js";

describe("defineConfig", () => {
  test("gives back what it is given", () => {
    const config = { migrations: "db/migrations" } as const;
    expect(defineConfig(config)).toBe(config);
  });

  test("checks options by type, each choice by itself", () => {
    const config = defineConfig({
      migrations: "db",
      strategy: "copy",
      connection: (database) => void database.pragma("foreign_keys = ON"),
    });
    expectTypeOf(config).toEqualTypeOf<DatabaseConfig & IntegrationConfig>();
    expectTypeOf(defineConfig({ databases: { audit: { migrate: ({ path }) => path } } })).toEqualTypeOf<
      DatabasesConfig & IntegrationConfig
    >();
    // @ts-expect-error -- migrations and migrate exclude each other
    expect(defineConfig({ migrations: "db", migrate: () => undefined })).toBeDefined();
    // @ts-expect-error -- databases stand alone
    expect(defineConfig({ migrations: "db", databases: { audit: { migrations: "audit" } } })).toBeDefined();
    // @ts-expect-error -- a slip
    expect(defineConfig({ migrations: "db", strategie: "copy" })).toBeDefined();
    // @ts-expect-error -- no such strategy
    expect(defineConfig({ migrations: "db", strategy: "clone" })).toBeDefined();
    // @ts-expect-error -- order is for migrations
    expect(defineConfig({ migrate: () => undefined, order: "name" })).toBeDefined();
  });
});
