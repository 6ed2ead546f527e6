/** Map and timeline of a file that `histor report` wrote: all that they show stands in it. */

import type { Periods, Spot, Spots } from "./api";
import { lands, type Atlas, type Policy } from "./borders";
import { WorldMap } from "./map";
import { Timeline } from "./timeline";

interface Held {
  borders: Record<Policy, Atlas>;
  map: Spots;
  timeline: Periods;
}

const held = JSON.parse(document.getElementById("held")!.textContent!) as Held;
const rows = new Map([...document.querySelectorAll<HTMLElement>("[data-from]")].map((row) => [row.id, row]));
const map = new WorldMap({
  lands: (policy) => Promise.resolve(lands(held.borders[policy])),
  spots: null,
  address: (spot: Spot) => (spot.incident && rows.has(spot.incident) ? `#${spot.incident}` : null),
});
const status = document.getElementById("shown")!;
const all = status.textContent ?? "";
const timeline = new Timeline("Incidents over time", (chosen) => {
  let left = 0;
  for (const row of rows.values()) {
    const [from, to] = [row.dataset.from ?? "", row.dataset.to ?? ""];
    const within = !chosen.since || (from !== "" && from <= chosen.until! && to >= chosen.since);
    row.hidden = !within;
    left += Number(within);
  }
  status.textContent = chosen.since ? `${left} of them between ${chosen.since} and ${chosen.until}` : all;
  timeline.show(held.timeline, chosen);
});
document.getElementById("figures")!.replaceChildren(map.element, timeline.element);
void map.show(held.map, true);
timeline.show(held.timeline, { since: null, until: null });
