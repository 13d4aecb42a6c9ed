import { defineConfig } from "@playwright/test";
import { defineBddConfig } from "playwright-bdd";

export default defineConfig({
  globalSetup: "@picklejar/core/playwright/setup",
  testDir: defineBddConfig({ features: "features/*.feature", steps: "steps/*.js" }),
  reporter: "list",
});
