import { defineConfig } from "vitest/config";

export default defineConfig({ test: { globalSetup: ["@picklejar/core/vitest/setup"] } });
