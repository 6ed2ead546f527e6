/** A map of incidents: countries are shaded where no more than the country is known, marks stand where more is. */

import { geoEqualEarth, geoPath } from "d3-geo";
import { select } from "d3-selection";
import { arc } from "d3-shape";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import type { Spot, Spots } from "./api";
import { keepPolicy, keptPolicy, POLICIES, type Land, type Policy } from "./borders";
import { count, h, s, several } from "./dom";

const SHAPE = 0.58; // height by width
const NEAREST = 80;
const FINE = 5; // from this zoom on the finer borders are worth their size
const CELL = 36; // pixels in which marks are gathered
const WIDEST = CELL / 2; // of a mark, so that neighbours seldom lie upon one another
const SHADES = 5;

export interface Source {
  /** The countries, from far or near. */
  lands(policy: Policy, fine: boolean): Promise<Land[]>;
  /** Spots for cells of so many degrees; null where those that are shown are all there are. */
  spots: ((cell: number, view: string | null) => Promise<Spots>) | null;
  /** Where a mark leads; null: nowhere. */
  address(spot: Spot): string | null;
}

export class WorldMap {
  readonly element: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly ground = s("g", { class: "lands" });
  private readonly marks = s("g", { class: "marks" });
  private readonly note = h("p", { class: "dim note" });
  private readonly credit = h("p", { class: "dim note" });
  private readonly projection = geoEqualEarth();
  private wide = 0;
  private high = 0;
  private readonly zooming: ZoomBehavior<SVGSVGElement, unknown>;
  private transform: ZoomTransform = zoomIdentity;
  private policy = keptPolicy();
  private spots: Spots = { rows: [], left: 0, hidden: 0, blank: 0 };
  private landsShown: Land[] = [];
  private fineShown: boolean | null = null;
  private drawn: string | null = null;
  private asked = 0;

  constructor(private readonly source: Source) {
    this.svg = s("svg", { class: "map", role: "group", "aria-label": "Map of incidents" });
    this.svg.append(this.ground, this.marks);
    this.zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1, NEAREST])
      // Scrolling the page over the map must go on scrolling it; pinching and Ctrl with the wheel zoom.
      .filter((event: Event) => {
        if (event.type === "wheel") return (event as WheelEvent).ctrlKey || (event as WheelEvent).metaKey;
        if (event.type.startsWith("touch")) return (event as TouchEvent).touches.length > 1;
        return !(event as MouseEvent).button;
      })
      .on("zoom", (event) => this.moved(event.transform))
      .on("end", () => void this.refine());
    select(this.svg).call(this.zooming);
    this.size(600);
    // Drawn in pixels of the screen, so that what is written on it can be read at any width.
    new ResizeObserver(() => {
      const wide = Math.round(this.svg.clientWidth);
      if (wide < 100 || Math.abs(wide - this.wide) < 2) return;
      this.size(wide);
      if (!this.landsShown.length) return;
      this.drawn = null;
      void this.drawLands(this.fineShown ?? false).then(() => this.fit());
    }).observe(this.svg);
    this.element = h("figure", { class: "world" }, this.controls(), this.svg, h("figcaption", {}, this.note, this.credit));
  }

  private size(wide: number): void {
    this.wide = wide;
    this.high = Math.round(wide * SHAPE);
    this.svg.setAttribute("viewBox", `0 0 ${this.wide} ${this.high}`);
    this.projection.fitExtent([[2, 2], [this.wide - 2, this.high - 2]], { type: "Sphere" });
    this.zooming.translateExtent([[0, 0], [this.wide, this.high]]).extent([[0, 0], [this.wide, this.high]]);
  }

  /** Show `spots`; `fit` moves the map to where they are. */
  async show(spots: Spots, fit: boolean): Promise<void> {
    this.asked++; // what was asked for an earlier state must not come in between
    this.spots = spots;
    this.credit.textContent = `${POLICIES[this.policy].says} Places: GeoNames, CC BY 4.0.`;
    this.tell();
    await this.drawLands(this.fineShown ?? false);
    if (fit) this.fit();
    this.draw();
  }

  /** The size in degrees of the cells that suit the present zoom. */
  cell(): number {
    return Math.max(0.02, Math.min(30, (360 / this.wide / this.transform.k) * CELL));
  }

  private controls(): HTMLElement {
    const choice = h("select", { "aria-label": "Borders" });
    for (const [key, { name }] of Object.entries(POLICIES)) {
      choice.append(h("option", { value: key, selected: key === this.policy }, name));
    }
    choice.addEventListener("change", () => {
      this.policy = choice.value as Policy;
      keepPolicy(this.policy);
      void this.show(this.spots, false);
    });
    const button = (label: string, sign: string, act: () => void) => {
      const made = h("button", { type: "button", "aria-label": label, title: label }, sign);
      made.addEventListener("click", act);
      return made;
    };
    const by = (factor: number) => () => select(this.svg).call(this.zooming.scaleBy, factor);
    return h(
      "div",
      { class: "controls" },
      button("Nearer", "+", by(2)),
      button("Farther", "−", by(0.5)),
      button("Fit to the incidents", "Fit", () => this.fit()),
      button("World as a whole", "World", () => select(this.svg).call(this.zooming.transform, zoomIdentity)),
      h("label", {}, "Borders ", choice),
    );
  }

  /** To where most of the marks are: one far away must not make all others one dot. */
  private fit(): void {
    const points = this.spots.rows.flatMap((spot) => {
      const at = this.place(spot);
      return at ? [{ at, weight: spot.incidents }] : [];
    });
    if (!points.length) return;
    const [left, right] = middle(points.map(({ at, weight }) => [at[0], weight]));
    const [top, bottom] = middle(points.map(({ at, weight }) => [at[1], weight]));
    const k = Math.max(1, Math.min(10, 0.75 * Math.min(this.wide / Math.max(right - left, 1), this.high / Math.max(bottom - top, 1))));
    const to = zoomIdentity
      .translate(this.wide / 2, this.high / 2)
      .scale(k)
      .translate(-(left + right) / 2, -(top + bottom) / 2);
    select(this.svg).call(this.zooming.transform, to);
  }

  private moved(transform: ZoomTransform): void {
    this.transform = transform;
    this.ground.setAttribute("transform", transform.toString());
    this.draw();
  }

  /** After a move: finer borders and smaller cells, where there are any. */
  private async refine(): Promise<void> {
    const number = ++this.asked;
    await this.drawLands(this.transform.k >= FINE);
    if (!this.source.spots) return;
    const spots = await this.source.spots(this.cell(), this.transform.k > 1 ? this.view() : null).catch(() => null);
    if (!spots || number !== this.asked) return;
    this.spots = spots;
    this.tell();
    this.draw();
  }

  /** The part of the world that is looked at, a little more than it, as west, south, east, north. */
  private view(): string | null {
    const corners = [[-40, -40], [this.wide + 40, -40], [-40, this.high + 40], [this.wide + 40, this.high + 40]].map((at) =>
      this.projection.invert?.(this.transform.invert(at as [number, number])),
    );
    if (corners.some((corner) => !corner || !corner.every(Number.isFinite))) return null;
    const lons = corners.map((corner) => corner![0]);
    const lats = corners.map((corner) => corner![1]);
    const box = [
      Math.max(-180, Math.min(...lons)),
      Math.max(-90, Math.min(...lats)),
      Math.min(180, Math.max(...lons)),
      Math.min(90, Math.max(...lats)),
    ];
    return box[0]! < box[2]! && box[1]! < box[3]! ? box.map((degrees) => degrees.toFixed(3)).join(",") : null;
  }

  private async drawLands(fine: boolean): Promise<void> {
    const wanted = `${this.policy} ${fine}`;
    if (this.drawn !== wanted) {
      this.landsShown = await this.source.lands(this.policy, fine);
      this.fineShown = fine;
      this.drawn = wanted;
    }
    const held = new Map(this.spots.rows.filter((spot) => spot.kind === "country").map((spot) => [spot.country, spot]));
    const most = Math.max(1, ...[...held.values()].map((spot) => spot.incidents));
    const path = geoPath(this.projection);
    this.ground.replaceChildren(
      ...this.landsShown.map((land) => {
        const spot = land.properties.code ? held.get(land.properties.code) : undefined;
        const shape = s("path", { d: path(land) ?? "", class: spot ? `land shade${shade(spot.incidents, most)}` : "land" });
        if (!spot) {
          shape.append(s("title", {}, land.properties.name));
          return shape;
        }
        return this.linked(spot, `${land.properties.name}: ${told(spot)}, known to the country alone`, shape);
      }),
    );
  }

  private draw(): void {
    const atlas = new Set(this.landsShown.map((land) => land.properties.code));
    const found = [...this.spots.rows].reverse().flatMap((spot) => {
      if (spot.kind === "country" && atlas.has(spot.country)) return [];
      const at = this.place(spot);
      if (!at) return [];
      const [x, y] = this.transform.apply(at);
      return x < -30 || y < -30 || x > this.wide + 30 || y > this.high + 30 ? [] : [this.mark(spot, x, y)];
    });
    this.marks.replaceChildren(...found);
  }

  private place(spot: Spot): [number, number] | null {
    return spot.lat === null || spot.lon === null ? null : this.projection([spot.lon, spot.lat]);
  }

  private mark(spot: Spot, x: number, y: number): Element {
    const radius = Math.min(WIDEST, 5 + 2.4 * Math.sqrt(spot.incidents));
    const group = s("g", { class: `mark ${spot.kind}`, transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
    if (spot.kind === "country") {
      group.append(s("rect", { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, class: "shade5" }));
    } else {
      group.append(s("circle", { r: radius, class: "disc" }), ...wedges(spot, radius));
    }
    if (spot.incidents > 1) group.append(s("text", { dy: "0.35em" }, brief(spot.incidents)));
    const name = spot.name ?? several(spot.places, "place");
    const precision = spot.kind === "area" ? ", somewhere in that area" : spot.kind === "country" ? ", known to the country alone" : "";
    return this.linked(spot, `${name}: ${told(spot)}${precision}`, group);
  }

  private linked(spot: Spot, title: string, shape: Element): Element {
    shape.append(s("title", {}, title));
    const href = this.source.address(spot);
    return href === null ? shape : s("a", { href, "aria-label": title }, shape);
  }

  private tell(): void {
    const { rows, left, hidden, blank } = this.spots;
    const nearer = this.source.spots ? "; nearer, they have marks" : "";
    this.note.replaceChildren(
      "Disc: town or place. Dashed: somewhere in that area. Shaded: known to the country alone. ",
      left ? `The fullest ${count(rows.length)} have marks; ${several(left, "other")} with ${several(hidden, "incident")} ${left === 1 ? "has" : "have"} none${nearer}. ` : "",
      blank ? `${several(blank, "incident has", "incidents have")} no place that could be resolved.` : "",
    );
  }
}

/** A number that fits on a mark: 12, 950, 1.5k, 15k. */
const brief = (number: number): string =>
  number < 1_000 ? String(number) : `${number < 9_950 ? (number / 1_000).toFixed(1) : Math.round(number / 1_000)}k`;

/** Shares of conflict and cooperation as sectors of a disc. */
function wedges(spot: Spot, radius: number): Element[] {
  const draw = arc<[number, number]>()
    .innerRadius(radius - 4)
    .outerRadius(radius)
    .startAngle((angles) => angles[0])
    .endAngle((angles) => angles[1]);
  const turn = (part: number) => (2 * Math.PI * part) / spot.incidents;
  return [
    s("path", { class: "conflict", d: draw([0, turn(spot.conflict)]) ?? "" }),
    s("path", { class: "cooperation", d: draw([turn(spot.conflict), turn(spot.conflict + spot.cooperation)]) ?? "" }),
  ];
}

export function told(spot: { incidents: number; conflict: number; cooperation: number }): string {
  return `${several(spot.incidents, "incident")} (${count(spot.conflict)} conflict, ${count(spot.cooperation)} cooperation)`;
}

function shade(number: number, most: number): number {
  return Math.max(1, Math.ceil((SHADES * Math.log1p(number)) / Math.log1p(most)));
}

/** Between which values nine tenths of the weight lie, all of it where there are few. */
function middle(values: [number, number][]): [number, number] {
  const sorted = [...values].sort((a, b) => a[0] - b[0]);
  const whole = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  const edge = sorted.length < 6 ? 0 : whole * 0.05;
  let sum = 0;
  let low = sorted[0]![0];
  let high = sorted.at(-1)![0];
  for (const [value, weight] of sorted) {
    if (sum <= edge) low = value;
    sum += weight;
    if (sum >= whole - edge) {
      high = value;
      break;
    }
  }
  return [low, high];
}
