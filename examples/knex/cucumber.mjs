export default {
  import: ["./node_modules/@picklejar/cucumber-hooks/register.js", "features/steps/*.js"],
};
