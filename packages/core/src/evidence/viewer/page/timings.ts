/** Figures that the browser's tools and the page's tests read: when the first rows were painted, and how long each key press took until its paint. */
export function noteFirstRow(): void {
  afterPaint(() => performance.measure("picklejar:first-row", { start: 0, end: performance.now() }));
}

/** @param start time stamp of the event */
export function noteKeyPress(start: number): void {
  afterPaint(() => performance.measure("picklejar:key", { start, end: performance.now() }));
}

function afterPaint(action: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    action();
  });
  port1.start();
  requestAnimationFrame(() => port2.postMessage(undefined));
}
