/** What is done with a path; `tree` is a folder that is read with all that is in it. */
export type FileAccess = "read" | "list" | "tree" | "look" | "write";

/** Is told of each access to an absolute path, before it happens, and whether the path was given relative to the working directory. */
export type FileWatcher = (path: string, access: FileAccess, isRelative: boolean) => void;
