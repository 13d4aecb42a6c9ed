/** The environment without what would decide where and how picklejar works. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PICKLEJAR_")));
}
