/** Borders of countries, as one of two atlases draws them; which one is for the reader to say. */

import { feature } from "topojson-client";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";

export type Policy = "un" | "ground";
export type Land = Feature<Geometry, { code: string | null; name: string }>;
export type Atlas = Topology<{ countries: GeometryCollection<{ code: string | null; name: string }> }>;

export const POLICIES: Record<Policy, { name: string; says: string }> = {
  un: {
    name: "near the UN’s view",
    says: "Borders: Natural Earth, edited by Visionscarto towards the view of the UN (Crimea in Ukraine, Western Sahara apart). Both choices draw Kosovo, Northern Cyprus and Somaliland apart.",
  },
  ground: {
    name: "as held on the ground",
    says: "Borders: Natural Earth, which draws who holds the land (Crimea with Russia, Western Sahara with Morocco). Both choices draw Kosovo, Northern Cyprus and Somaliland apart.",
  },
};

const KEPT = "histor-borders";

/** What the reader chose last; this browser keeps it, nobody is told. */
export function keptPolicy(): Policy {
  try {
    return localStorage.getItem(KEPT) === "ground" ? "ground" : "un";
  } catch {
    return "un"; // from a file, or where storage is forbidden
  }
}

export function keepPolicy(policy: Policy): void {
  try {
    localStorage.setItem(KEPT, policy);
  } catch {
    // then it holds for this page
  }
}

export function lands(atlas: Atlas): Land[] {
  const found = feature(atlas, atlas.objects.countries) as FeatureCollection<Geometry, Land["properties"]>;
  return found.features;
}

const loaded = new Map<string, Promise<Land[]>>();

/** The countries of an atlas of the server; `fine` for looking from near. */
export function loadLands(policy: Policy, fine: boolean): Promise<Land[]> {
  const name = `/static/built/borders-${policy}-${fine ? "50m" : "110m"}.json`;
  let found = loaded.get(name);
  if (!found) {
    found = fetch(name).then(async (response) => {
      if (!response.ok) throw new Error("The borders are missing: make web builds them.");
      return lands((await response.json()) as Atlas);
    });
    loaded.set(name, found);
  }
  return found;
}
