// What is first in the list is first in and last out: the database is there before any other hook, and goes after them all.
export default {
  import: ["dist/features/support/picklejar.js", "dist/features/**/*.js"],
};
