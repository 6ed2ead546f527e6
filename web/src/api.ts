/** Questions to the server, under the address that the page has. */

/** Filters and nothing else: what a page of rows adds to them is left out. */
const OF_PAGES = new Set(["sort", "cursor", "limit", "total"]);

export function filters(query: string, without: readonly string[] = []): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(query)) {
    if (value.trim() && !OF_PAGES.has(name) && !without.includes(name)) kept.append(name, value);
  }
  return kept;
}

/** The address of this page with some of its filters replaced; rows begin at the first page again. */
export function addressWith(changes: Record<string, string | null>, path = "/"): string {
  const query = new URLSearchParams(location.search);
  query.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    if (value !== null) query.append(name, value);
  }
  return `${path}?${query}`;
}

/** An answer of the API. Throws an Error whose message says what to do. */
export async function ask<T>(path: string, query: URLSearchParams, signal?: AbortSignal): Promise<T> {
  const given = new URLSearchParams(query);
  const token = new URLSearchParams(location.search).get("token");
  if (token !== null) given.set("token", token);
  const response = await fetch(`/api/v1/${path}?${given}`, { signal, headers: { Accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) throw new Error(`${body.error?.message ?? "No answer."} ${body.error?.hint ?? ""}`);
  return body as T;
}

export interface Spot {
  kind: "country" | "area" | "point";
  name: string | null;
  country: string | null;
  lat: number | null;
  lon: number | null;
  west: number | null;
  south: number | null;
  east: number | null;
  north: number | null;
  places: number;
  conflict: number;
  cooperation: number;
  incidents: number;
  incident: string | null;
}

export interface Spots {
  rows: Spot[];
  left: number;
  hidden: number;
  blank: number;
}

export interface Period {
  first: string;
  conflict: number;
  cooperation: number;
  incidents: number;
}

export type Unit = "day" | "week" | "month" | "year";

export interface Periods {
  rows: Period[];
  unit: Unit;
  since: string | null;
  until: string | null;
  before: number;
  after: number;
  vague: number;
  undated: number;
}

export interface Dyad {
  actor: string;
  actor_code: string;
  recipient: string;
  recipient_code: string;
  conflict: number;
  cooperation: number;
  incidents: number;
  contested: number;
}
