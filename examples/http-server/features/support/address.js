/** Where the worker's server listens; known once it does. */
export const address = { url: "" };
