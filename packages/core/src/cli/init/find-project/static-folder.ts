/** The folder of a glob before its first wildcard, relative, with `/`; `.` for none. */
export function staticFolder(pattern: string): string {
  const segments = pattern.replace(/^\.\//, "").split("/");
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment) || /\.\w+$/.test(segment));
  return segments.slice(0, wild === -1 ? undefined : wild).join("/") || ".";
}
