import type { TestInfo } from "@playwright/test";
import { describe, expect, test } from "vitest";

import { tellApplication, type TestApplication } from "../../../src/runners/playwright/test-application.js";

const database = {} as Parameters<TestApplication["onDatabase"]>[0];
const testInfo = {} as TestInfo;

describe("tellApplication", () => {
  test("tells the application before the functions of the options, and has it close after them, also when they throw", async () => {
    const calls: string[] = [];
    class Application implements TestApplication {
      readonly #name = "application";
      onDatabase(): void {
        calls.push(`${this.#name} opens`);
      }
      onRelease(): void {
        calls.push(`${this.#name} closes`);
      }
    }
    const told = tellApplication(new Application(), {
      onDatabase: () => calls.push("option opens"),
      onRelease: () => {
        calls.push("option closes");
        throw new Error("not closed");
      },
    });
    await told.onDatabase?.(database, testInfo);
    await expect(told.onRelease?.(database, testInfo)).rejects.toThrow("not closed");
    expect(calls).toEqual(["application opens", "option opens", "option closes", "application closes"]);
  });

  test.each([{}, { onDatabse: () => undefined }, 42, null])("refuses what is no application: %j", (application) => {
    expect(() => tellApplication(application as TestApplication, {})).toThrow(
      /application.*expected an object with a function onDatabase, got/,
    );
  });

  test("leaves the options as they are without an application", () => {
    const options = { retain: "never" } as const;
    expect(tellApplication(undefined, options)).toBe(options);
  });
});
