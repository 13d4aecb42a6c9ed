/** A relative path with `/` as a literal for `import`: TypeScript files are named with the extension of their output, as Node and `tsc` want them. */
export function importPath(path: string): string {
  const named = path.replace(/\.([cm]?)ts$/, ".$1js");
  return JSON.stringify(named.startsWith("../") ? named : `./${named}`);
}
