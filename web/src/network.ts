/** Who acts on whom, as a network: the strongest pairs, arrows from actor to recipient. */

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { ask, filters, type Dyad } from "./api";
import { count, h, s, several } from "./dom";

const ROOM = 9_000; // square pixels for a pair, so that names stand apart; names of persons are longer than those of countries
const ROOM_BY_NAME = 14_000;
const MOST = 60;
const NARROW = 640;
const TICKS = 300;
const PARTINGS = 80;
const LETTER = 3.5; // half of what a letter of a name is wide

interface Node {
  name: string;
  incidents: number;
  x?: number;
  y?: number;
}

interface Tie {
  source: Node;
  target: Node;
  dyad: Dyad;
}

export async function network(): Promise<void> {
  const place = document.getElementById("network");
  if (!place) return;
  const query = filters(location.search, ["by"]);
  query.set("by", place.dataset.by ?? "country");
  const wide = Math.max(320, place.clientWidth);
  const high = wide < NARROW ? Math.round(wide * 1.35) : Math.round(Math.min(620, wide * 0.55));
  query.set("limit", String(Math.min(MOST, Math.round((wide * high) / (place.dataset.by === "name" ? ROOM_BY_NAME : ROOM)))));
  try {
    const { rows } = await ask<{ rows: Dyad[] }>("dyads", query);
    const names = JSON.parse(place.dataset.names ?? "{}") as Record<string, string>;
    place.replaceChildren(drawn(rows, names, wide, high));
  } catch (error) {
    place.replaceChildren(h("p", { role: "alert", class: "problem" }, (error as Error).message));
  }
}

function drawn(dyads: Dyad[], names: Record<string, string>, wide: number, high: number): Element {
  const named = (name: string) => names[name] ?? name;
  const nodes = new Map<string, Node>();
  const node = (name: string, incidents: number) => {
    const found = nodes.get(name) ?? { name, incidents: 0 };
    found.incidents += incidents;
    nodes.set(name, found);
    return found;
  };
  const ties: Tie[] = dyads.map((dyad) => ({
    source: node(dyad.actor, dyad.incidents),
    target: node(dyad.recipient, dyad.incidents),
    dyad,
  }));
  const listed = [...nodes.values()];
  forceSimulation(listed)
    .force("tie", forceLink<Node, Tie>(ties).distance(110).strength(0.25))
    .force("apart", forceManyBody().strength(-420))
    .force("free", forceCollide<Node>((one) => radius(one) + 22))
    .force("x", forceX(0).strength(0.05 * (high / wide)))
    .force("y", forceY(0).strength(0.07))
    .force("middle", forceCenter(0, 0))
    .stop()
    .tick(TICKS);
  spread(listed, "x", 60, wide - 60);
  spread(listed, "y", 30, high - 44);
  part(listed, named, wide, high);
  const most = Math.max(1, ...dyads.map((dyad) => dyad.incidents));
  return h(
    "figure",
    {},
    s(
      "svg",
      { class: "network", viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label": `Network of ${several(listed.length, "actor")}; the matrix below says the same` },
      s("defs", {}, ...["conflict", "cooperation", "neither"].map(head)),
      ...ties.map((tie) => path(tie, most, named)),
      ...listed.map((one) =>
        s(
          "a",
          { href: address("/actor", { name: one.name }), "aria-label": `${named(one.name)}: in ${several(one.incidents, "incident")}` },
          s("circle", { cx: one.x, cy: one.y, r: radius(one) }),
          s("text", { x: one.x, y: one.y! + radius(one) + 13 }, short(named(one.name))),
          s("title", {}, `${named(one.name)}: in ${several(one.incidents, "incident")}`),
        ),
      ),
    ),
    h("figcaption", { class: "dim note" }, `The ${count(dyads.length)} most frequent pairs; an arrow leads from who acts to whom, as wide as the incidents are many. Whoever is named opens a page of their own.`),
  );
}

/** Stretch where they stand to what room there is. */
function spread(nodes: Node[], side: "x" | "y", low: number, high: number): void {
  const found = nodes.map((one) => one[side]!);
  const [first, last] = [Math.min(...found), Math.max(...found)];
  for (const one of nodes) one[side] = last > first ? low + ((one[side]! - first) / (last - first)) * (high - low) : (low + high) / 2;
}

/** Move apart those whose discs and names lie upon one another, and all onto the drawing. */
function part(nodes: Node[], named: (name: string) => string, wide: number, high: number): void {
  const boxes = nodes.map((one) => ({ one, half: Math.max(radius(one), LETTER * short(named(one.name)).length) + 3, tall: radius(one) + 10 }));
  for (let round = 0; round < PARTINGS; round++) {
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const [dx, dy] = [b.one.x! - a.one.x!, b.one.y! + radius(b.one) - a.one.y! - radius(a.one)];
        const [overX, overY] = [a.half + b.half - Math.abs(dx), a.tall + b.tall - Math.abs(dy)];
        if (overX <= 0 || overY <= 0) continue;
        const side = overX < overY ? "x" : "y";
        const step = ((side === "x" ? overX : overY) / 2) * ((side === "x" ? dx : dy) < 0 ? -1 : 1);
        a.one[side]! -= step;
        b.one[side]! += step;
      }
    });
    for (const { one, half } of boxes) {
      one.x = Math.max(half, Math.min(wide - half, one.x!));
      one.y = Math.max(radius(one) + 2, Math.min(high - radius(one) - 20, one.y!));
    }
  }
}

function head(kind: string): Element {
  return s(
    "marker",
    { id: `head-${kind}`, class: kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" },
    s("path", { d: "M0,0 L8,4 L0,8 z" }),
  );
}

function path({ source, target, dyad }: Tie, most: number, named: (name: string) => string): Element {
  const [x1, y1, x2, y2] = [source.x!, source.y!, target.x!, target.y!];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [fromX, fromY] = [x1 + ux * radius(source), y1 + uy * radius(source)];
  const [toX, toY] = [x2 - ux * (radius(target) + 3), y2 - uy * (radius(target) + 3)];
  const [bendX, bendY] = [(fromX + toX) / 2 - uy * length * 0.12, (fromY + toY) / 2 + ux * length * 0.12];
  const kind = dyad.conflict > dyad.cooperation ? "conflict" : dyad.cooperation > dyad.conflict ? "cooperation" : "neither";
  return s(
    "path",
    {
      class: `tie ${kind}`,
      "stroke-width": (1 + (5 * dyad.incidents) / most).toFixed(1),
      "marker-end": `url(#head-${kind})`,
      d: `M${fromX.toFixed(1)},${fromY.toFixed(1)} Q${bendX.toFixed(1)},${bendY.toFixed(1)} ${toX.toFixed(1)},${toY.toFixed(1)}`,
    },
    s("title", {}, `${named(dyad.actor)} → ${named(dyad.recipient)}: ${several(dyad.incidents, "incident")} (${count(dyad.conflict)} conflict, ${count(dyad.cooperation)} cooperation, ${count(dyad.contested)} contested)`),
  );
}

const radius = (one: Node): number => Math.min(26, 6 + 2 * Math.sqrt(one.incidents));

const short = (name: string): string => (name.length > 22 ? `${name.slice(0, 21)}…` : name);

function address(path: string, query: Record<string, string>): string {
  const given = filters(location.search, ["by"]);
  for (const [name, value] of Object.entries(query)) given.set(name, value);
  return `${path}?${given}`;
}
