import { options, render } from "preact";

import { App } from "./app.js";
import { readPageData } from "./model/read-page-data.js";
import { createModel } from "./model/page-model.js";
import { Boundary } from "./parts/boundary.js";
import { Failure } from "./parts/failure.js";
import { noteFirstRow } from "./timings.js";

// What a key press changes is there before the press is over: in tests, on paper, and for somebody who holds a key down.
options.debounceRendering = (draw) => draw();

const root = document.querySelector("#page");
const data = readPageData(document.querySelector("#data")?.textContent ?? "");
if (root !== null) {
  if ("failure" in data) render(<Failure sentence={data.failure} />, root);
  else {
    render(
      <Boundary>
        <App model={createModel(data)} />
      </Boundary>,
      root,
    );
  }
  noteFirstRow();
}
