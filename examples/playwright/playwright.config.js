import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// `npx playwright install chromium` is the usual way; here one that the system has is enough.
const places = [process.env.PICKLEJAR_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = places.find((path) => path !== undefined && existsSync(path));

// Workers load this file as well.
if (executablePath === undefined && process.env.TEST_WORKER_INDEX === undefined)
  console.log("There is no chromium in /usr/bin, and PICKLEJAR_CHROMIUM names none: only the tests without a page run.");

const browser = {
  name: "browser",
  testMatch: "*.browser.test.js",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
  },
};

export default defineConfig({
  globalSetup: "@picklejar/core/playwright/setup",
  testDir: "test",
  fullyParallel: true,
  workers: 2,
  retries: 1,
  reporter: "list",
  projects: [{ name: "request", testMatch: "*.request.test.js" }, ...(executablePath === undefined ? [] : [browser])],
});
