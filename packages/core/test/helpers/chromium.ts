import { existsSync } from "node:fs";

const PLACES = [process.env["PICKLEJAR_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Of a Chromium that is installed; absent where there is none. */
export const executablePath = PLACES.find((path) => path !== undefined && existsSync(path));

/** Why tests in a browser are left out; absent where there is one. */
export const noBrowser =
  executablePath === undefined ? "there is no chromium in /usr/bin, and PICKLEJAR_CHROMIUM names none" : undefined;

/** Chromium refuses to sandbox what root starts. */
export const launchArguments: readonly string[] = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
