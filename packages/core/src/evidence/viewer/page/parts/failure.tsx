import type { JSX } from "preact";

export function Failure({ sentence }: { readonly sentence: string }): JSX.Element {
  return (
    <main class="failure">
      <h1>picklejar</h1>
      <p role="alert">{sentence}</p>
    </main>
  );
}
