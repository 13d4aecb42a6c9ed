// Run by test/acceptance.test.ts in the folder above.
export default {
  paths: ["features/*.feature"],
  import: ["features/dist/features/**/*.js"],
  format: ["progress"],
  parallel: 2,
  publishQuiet: true,
};
