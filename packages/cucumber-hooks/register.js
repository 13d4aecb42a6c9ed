// First in the `import` list of Cucumber's configuration: "./node_modules/@picklejar/cucumber-hooks/register.js".
export * from "./dist/register.js";
