/** How far a build is, for whoever waits for it. */
export type BuildProgress =
  | { readonly phase: "waiting"; readonly holder: string }
  | { readonly phase: "migrating"; readonly migration: string; readonly index: number; readonly total: number }
  | { readonly phase: "seeding" | "sealing" | "publishing" | "published" };

/** Is told of each step of a build. */
export type OnBuildProgress = (progress: BuildProgress) => void;
