export default { import: ["features/support/picklejar.js", "features/**/*.js"] };
