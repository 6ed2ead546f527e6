/** The start page: one state in the address drives table, map and timeline. The table comes from the server, ready made. */

import { addressWith, ask, filters, type Periods, type Spot, type Spots } from "./api";
import { loadLands } from "./borders";
import { h } from "./dom";
import { WorldMap } from "./map";
import { Timeline } from "./timeline";

const FIRST_CELL = 3;

export function incidents(): void {
  const figures = document.getElementById("figures")!;
  let going = new AbortController();

  const map = new WorldMap({
    lands: loadLands,
    spots: (cell, view) => {
      const query = filters(location.search);
      query.set("cell", cell.toFixed(4));
      if (view) query.set("view", view);
      return ask<Spots>("incidents/map", query, going.signal);
    },
    address,
  });
  const timeline = new Timeline("Incidents over time", (chosen) => void go(addressWith({ ...chosen })));
  const problem = h("p", { role: "alert", class: "problem", hidden: true });
  figures.replaceChildren(problem, map.element, timeline.element);

  /** Where a mark leads: an incident, its place, or the box in which all of its places lie. */
  function address(spot: Spot): string {
    const token = new URLSearchParams(location.search).get("token");
    if (spot.incident) return `/incidents/${spot.incident}${token ? `?${new URLSearchParams({ token })}` : ""}`;
    if (spot.kind === "country") return addressWith({ place: spot.country, bbox: null });
    const [west, south, east, north] = [spot.west!, spot.south!, spot.east!, spot.north!];
    const box = [west - 0.001, south - 0.001, east + 0.001, north + 0.001].map((degrees) => degrees.toFixed(3));
    return addressWith({ bbox: box.join(",") });
  }

  async function draw(fit: boolean): Promise<void> {
    going.abort();
    going = new AbortController();
    figures.setAttribute("aria-busy", "true");
    const query = filters(location.search);
    const around = filters(location.search, ["since", "until", "undated"]);
    query.set("cell", String(FIRST_CELL)); // the map then moves to where they are, and asks for finer ones
    try {
      const [spots, periods] = await Promise.all([
        ask<Spots>("incidents/map", query, going.signal),
        ask<Periods>("incidents/timeline", around, going.signal),
      ]);
      timeline.show(periods, { since: query.get("since"), until: query.get("until") });
      await map.show(spots, fit);
      problem.hidden = true;
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      problem.hidden = false;
      problem.textContent = (error as Error).message;
    }
    figures.removeAttribute("aria-busy");
  }

  /** To another state of this page: its table is fetched as the server makes it, the figures stay. */
  async function go(href: string, push = true): Promise<void> {
    const rows = document.getElementById("rows")!;
    rows.setAttribute("aria-busy", "true");
    const response = await fetch(href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const place = page.getElementById("figures");
    const main = page.querySelector("main");
    if (!response.ok || !place || !main) {
      location.assign(href); // the server says what is wrong
      return;
    }
    if (push) history.pushState(null, "", href);
    document.title = page.title;
    place.replaceWith(figures);
    document.querySelector("main")!.replaceChildren(...main.childNodes);
    document.getElementById("rows")?.focus({ preventScroll: true });
    void draw(true);
  }

  const here = (href: string) => new URL(href, location.href).pathname === "/" && new URL(href, location.href).origin === location.origin;

  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("main a");
    const href = link?.getAttribute("href");
    if (!href || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !here(href)) return;
    event.preventDefault();
    void go(href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.closest("main") || !here(form.action)) return;
    event.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (String(value).trim()) query.append(name, String(value));
    void go(`/?${query}`);
  });
  window.addEventListener("popstate", () => void go(location.href, false));
  void draw(true);
}
