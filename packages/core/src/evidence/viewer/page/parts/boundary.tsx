import { Component, type ComponentChildren } from "preact";
import type { JSX } from "preact";
import { Failure } from "./failure.js";

interface State {
  readonly failure?: string;
}

/** Says what went wrong where the page cannot be drawn: a blank page says nothing. */
export class Boundary extends Component<{ readonly children: ComponentChildren }, State> {
  override componentDidCatch(error: unknown): void {
    const message = typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
    this.setState({ failure: `This page could not be drawn: ${message}. The recording is in the page's source, as JSON.` });
  }

  override render({ children }: { readonly children: ComponentChildren }, { failure }: State): JSX.Element {
    return failure === undefined ? <>{children}</> : <Failure sentence={failure} />;
  }
}
