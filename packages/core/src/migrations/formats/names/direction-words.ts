/** Words for the way down, in names of files and in comments: alternatives of a regular expression. */
export const DOWN_WORDS =
  "downs?|dn|downgrade|undo|rollback|roll[-_ ]?back|revert(?:s|ing|ed)?|reverse|backwards?|unapply|undeploy|unmigrate";

/** The same for the way up. */
export const UP_WORDS = "ups?|upgrade|deploy|forwards?";

/** Verbs that remove what {@link UP_VERBS} create. They state a direction only beside one of those. */
export const DOWN_VERBS = "drop|destroy|uninstall|teardown|tear[-_ ]?down";

/** The opposites of {@link DOWN_VERBS}. */
export const UP_VERBS = "create|install|setup";
