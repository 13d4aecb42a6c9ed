import { useEffect, useState } from "preact/hooks";

/** Whether the page is about to be printed. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(() => matchMedia("print").matches);
  useEffect(() => {
    const media = matchMedia("print");
    const listen = (): void => setPrinting(media.matches);
    const [begin, end] = [() => setPrinting(true), () => setPrinting(false)];
    media.addEventListener("change", listen);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      media.removeEventListener("change", listen);
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}
