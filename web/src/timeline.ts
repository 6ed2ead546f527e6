/** Conflict and cooperation over time: bars up and down from one line, and a brush that sets since and until. */

import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import type { Period, Periods, Unit } from "./api";
import { count, h, s, several } from "./dom";

const HIGH = 150;
const TOP = 8;
const BOTTOM = 22;
const LEFT = 4;

interface Chosen {
  since: string | null;
  until: string | null;
}

export class Timeline {
  readonly element: HTMLElement;
  private readonly svg = s("svg", { class: "bars", role: "img" });
  private readonly note = h("p", { class: "dim note" });
  private readonly status = h("p", { class: "note", role: "status" });
  private periods: Periods | null = null;
  private all: Period[] = [];
  private cursor: [number, number] | null = null;

  /** `choose` hears of a choice of the reader; without it there is nothing to choose. */
  constructor(
    private readonly title: string,
    private readonly choose: ((chosen: Chosen) => void) | null = null,
  ) {
    this.element = h(
      "figure",
      { class: "over-time" },
      h(
        "p",
        { class: "legend" },
        h("span", { class: "cooperation" }, "▲ cooperation"),
        " ",
        h("span", { class: "conflict" }, "▼ conflict"),
      ),
      this.svg,
      h("figcaption", {}, this.status, this.note),
    );
    if (choose) {
      this.svg.setAttribute("tabindex", "0");
      this.svg.setAttribute("role", "application");
      this.svg.addEventListener("keydown", (event) => this.key(event));
    }
    new ResizeObserver(() => this.draw({ since: null, until: null }, true)).observe(this.element);
  }

  private chosen: Chosen = { since: null, until: null };

  show(periods: Periods, chosen: Chosen): void {
    this.periods = periods;
    this.all = filled(periods);
    this.cursor = null;
    this.chosen = chosen;
    this.draw(chosen, false);
  }

  private draw(given: Chosen, again: boolean): void {
    const { periods, all } = this;
    if (!periods) return;
    const chosen = again ? this.chosen : given;
    const wide = Math.max(240, this.element.clientWidth || 600);
    this.svg.setAttribute("viewBox", `0 0 ${wide} ${HIGH}`);
    this.svg.setAttribute("width", String(wide));
    this.svg.setAttribute("height", String(HIGH));
    this.note.textContent = left(periods);
    if (!all.length) {
      this.svg.replaceChildren();
      this.svg.setAttribute("aria-label", `${this.title}: no incident has a time`);
      this.status.textContent = "None of these incidents has a time that could be resolved.";
      return;
    }
    const up = Math.max(...all.map((period) => period.cooperation), 0);
    const down = Math.max(...all.map((period) => period.conflict), 0);
    const y = scaleLinear([up || 0.2, -(down || 0.2)], [TOP, HIGH - BOTTOM]);
    const step = (wide - 2 * LEFT) / all.length;
    const bar = Math.max(1, Math.min(40, step * 0.8));
    const x = (index: number) => LEFT + index * step + (step - bar) / 2;
    this.svg.setAttribute("aria-label", this.words(all));
    this.svg.replaceChildren(
      ...all.map((period, index) => {
        const middle = Math.max(0, period.incidents - period.conflict - period.cooperation);
        return s(
          "g",
          { class: "period" },
          s("title", {}, `${label(period.first, periods.unit)}: ${several(period.incidents, "incident")}, ${count(period.conflict)} conflict, ${count(period.cooperation)} cooperation`),
          s("rect", { class: "ground", x: LEFT + index * step, y: 0, width: step, height: HIGH - BOTTOM }),
          s("rect", { class: "cooperation", x: x(index), y: y(period.cooperation), width: bar, height: y(0) - y(period.cooperation) }),
          s("rect", { class: "conflict", x: x(index), y: y(0), width: bar, height: y(-period.conflict) - y(0) }),
          middle ? s("circle", { class: "neither", cx: x(index) + bar / 2, cy: y(0), r: 2 }) : null,
        );
      }),
      s("line", { class: "zero", x1: LEFT, x2: wide - LEFT, y1: y(0), y2: y(0) }),
      ...ticks(all, periods.unit, step, wide),
    );
    this.label(chosen);
    if (this.choose) this.brush(wide, step, chosen);
  }

  private brush(wide: number, step: number, chosen: Chosen): void {
    const layer = s("g", { class: "brush" });
    this.svg.append(layer);
    const made = brushX<unknown>().extent([[LEFT, 0], [wide - LEFT, HIGH - BOTTOM]]);
    select<SVGGElement, unknown>(layer).call(made);
    const from = this.index(chosen.since, 0);
    const to = this.index(chosen.until, this.all.length - 1);
    if ((chosen.since || chosen.until) && from <= to) {
      select<SVGGElement, unknown>(layer).call(made.move, [LEFT + from * step, LEFT + (to + 1) * step]);
    }
    made.on("end", (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const box = event.selection as [number, number] | null;
      if (!box) {
        if (chosen.since || chosen.until) this.choose?.({ since: null, until: null });
        return;
      }
      const first = Math.max(0, Math.floor((box[0] - LEFT) / step + 0.25));
      const last = Math.min(this.all.length - 1, Math.ceil((box[1] - LEFT) / step - 0.25) - 1);
      this.pick(first, Math.max(first, last));
    });
  }

  private pick(first: number, last: number): void {
    const unit = this.periods!.unit;
    this.choose?.({ since: this.all[first]!.first, until: end(this.all[last]!.first, unit) });
  }

  /** Arrows move over the periods, with Shift they take more of them, Enter chooses, Escape takes the choice away. */
  private key(event: KeyboardEvent): void {
    const last = this.all.length - 1;
    if (last < 0 || !this.choose || !this.periods) return;
    const [from, to] = this.cursor ?? [this.index(this.chosen.since, 0), this.index(this.chosen.since, 0)];
    const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -last, End: last };
    const move = moves[event.key];
    if (move !== undefined) {
      const at = Math.max(0, Math.min(last, to + move));
      this.cursor = event.shiftKey ? [from, at] : [at, at];
      const [first, end_] = this.cursor[0] <= this.cursor[1] ? this.cursor : [this.cursor[1], this.cursor[0]];
      const periods = this.all.slice(first, end_ + 1);
      const sum = (name: "incidents" | "conflict" | "cooperation") => periods.reduce((all, one) => all + one[name], 0);
      const span = first === end_ ? label(this.all[first]!.first, this.periods.unit) : `${this.all[first]!.first} to ${end(this.all[end_]!.first, this.periods.unit)}`;
      this.status.textContent = `${span}: ${several(sum("incidents"), "incident")}, ${count(sum("conflict"))} conflict, ${count(sum("cooperation"))} cooperation. Enter shows them.`;
      this.svg.querySelectorAll(".period").forEach((period, index) => {
        period.classList.toggle("at", index >= first && index <= end_);
      });
    } else if (event.key === "Enter" && this.cursor) {
      this.pick(Math.min(...this.cursor), Math.max(...this.cursor));
    } else if (event.key === "Escape") {
      this.choose({ since: null, until: null });
    } else {
      return;
    }
    event.preventDefault();
  }

  private index(day: string | null, none: number): number {
    if (!day) return none;
    const whole = day.length === 4 ? `${day}-01-01` : day.length === 7 ? `${day}-01` : day;
    const unit = this.periods!.unit;
    const found = this.all.findIndex((period) => end(period.first, unit) >= whole);
    return found < 0 ? this.all.length - 1 : found;
  }

  private label(chosen: Chosen): void {
    if (!this.choose) return;
    this.status.textContent =
      chosen.since || chosen.until
        ? `Chosen: ${chosen.since ?? "the beginning"} to ${chosen.until ?? "the end"}. A click beside it takes that away.`
        : "Draw over the bars to choose a time; or the arrow keys, Shift and Enter.";
  }

  private words(all: Period[]): string {
    const sum = (name: "conflict" | "cooperation") => all.reduce((whole, one) => whole + one[name], 0);
    return `${this.title}: ${count(sum("conflict"))} incidents of conflict and ${count(sum("cooperation"))} of cooperation, ${all[0]!.first} to ${all.at(-1)!.first}`;
  }
}

/** What stands in no bar. */
function left(periods: Periods): string {
  const said: string[] = [];
  if (periods.before) said.push(`${count(periods.before)} before`);
  if (periods.after) said.push(`${count(periods.after)} after`);
  if (periods.vague) said.push(`${count(periods.vague)} known to more than one ${periods.unit}`);
  if (periods.undated) said.push(`${count(periods.undated)} without a time`);
  return said.length ? `In no bar: ${said.join(", ")}.` : "";
}

function date(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function iso(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function next(day: string, unit: Unit): string {
  const moment = date(day);
  if (unit === "day" || unit === "week") moment.setUTCDate(moment.getUTCDate() + (unit === "day" ? 1 : 7));
  else if (unit === "month") moment.setUTCMonth(moment.getUTCMonth() + 1);
  else moment.setUTCFullYear(moment.getUTCFullYear() + 1);
  return iso(moment);
}

/** The last day of the period. */
function end(day: string, unit: Unit): string {
  const moment = date(next(day, unit));
  moment.setUTCDate(moment.getUTCDate() - 1);
  return iso(moment);
}

/** The periods without any left out. */
function filled(periods: Periods): Period[] {
  if (!periods.since || !periods.until) return [];
  const held = new Map(periods.rows.map((period) => [period.first, period]));
  const all: Period[] = [];
  for (let day = periods.since; day <= periods.until && all.length < 1500; day = next(day, periods.unit)) {
    all.push(held.get(day) ?? { first: day, conflict: 0, cooperation: 0, incidents: 0 });
  }
  return all;
}

function label(day: string, unit: Unit): string {
  if (unit === "year") return day.slice(0, 4);
  if (unit === "month") return day.slice(0, 7);
  return unit === "week" ? `week of ${day}` : day;
}

function ticks(all: Period[], unit: Unit, step: number, wide: number): Element[] {
  const each = Math.max(1, Math.ceil(106 / step));
  const shown: Element[] = [];
  for (let index = 0; index < all.length; index += each) {
    const x = LEFT + (index + 0.5) * step;
    const side = index === 0 && step < 80 ? "start" : x > wide - 40 ? "end" : "middle";
    const at = side === "start" ? LEFT : side === "end" ? wide - LEFT : x;
    shown.push(s("text", { class: "tick", x: at, y: HIGH - 6, "text-anchor": side }, label(all[index]!.first, unit).replace("week of ", "")));
  }
  return shown;
}
