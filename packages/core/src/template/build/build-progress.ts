/** How far a build is. */
export type BuildProgress =
  | { readonly phase: "migrating"; readonly migration: string; readonly index: number; readonly total: number }
  | { readonly phase: "seeding" | "sealing" | "publishing" | "published" };

export type OnBuildProgress = (progress: BuildProgress) => void;
