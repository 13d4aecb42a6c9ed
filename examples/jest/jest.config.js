module.exports = {
  testEnvironment: "@picklejar/core/jest/environment",
  globalSetup: "@picklejar/core/jest/setup",
  globalTeardown: "@picklejar/core/jest/teardown",
  // The code is CommonJS, and needs none.
  transform: {},
};
