import { useLayoutEffect, useState } from "preact/hooks";
import type { Theme } from "./parts/page-header.js";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];
const KEY = "picklejar:theme";

/** The colours that somebody chose, and a function for the next choice. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const next = (): void => {
    const chosen = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    setTheme(chosen);
    rememberTheme(chosen);
  };
  return [theme, next];
}

function readTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "auto";
  } catch {
    // Files may not remember anything in this browser.
    return "auto";
  }
}

function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See above.
  }
}
