/** Imports a library whose own types do not compile here. */
export async function importUntyped<Exports>(name: string): Promise<Exports> {
  return (await import(name)) as Exports;
}
