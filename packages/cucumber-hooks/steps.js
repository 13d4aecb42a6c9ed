// In the `import` list of Cucumber's configuration: "./node_modules/@picklejar/cucumber-hooks/steps.js".
export * from "./dist/steps.js";
