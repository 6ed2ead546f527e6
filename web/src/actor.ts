/** The page of an actor: a timeline for each part of it. */

import { ask, filters, type Periods } from "./api";
import { h } from "./dom";
import { Timeline } from "./timeline";

export function actor(): void {
  for (const place of document.querySelectorAll<HTMLElement>(".timeline[data-query]")) {
    const timeline = new Timeline(place.dataset.title ?? "Over time");
    ask<Periods>("incidents/timeline", filters(place.dataset.query ?? "")).then(
      (periods) => {
        place.replaceChildren(timeline.element);
        timeline.show(periods, { since: null, until: null });
      },
      (error: Error) => place.replaceChildren(h("p", { role: "alert", class: "problem" }, error.message)),
    );
  }
}
