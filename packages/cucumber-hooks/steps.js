// For a support file: import "@picklejar/cucumber-hooks/steps.js"; or, in the `import` list of Cucumber: "./node_modules/@picklejar/cucumber-hooks/steps.js".
export * from "./dist/steps.js";
