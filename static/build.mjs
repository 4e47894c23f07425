// Builds what browsers load into static/dist: css and scripts bundled, fonts
// and images beside them, each named by a hash of its content and listed in
// manifest.json, and a gzipped copy of what gets smaller by it.
import { build } from "esbuild";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "..");
const dist = join(import.meta.dirname, "dist");

for (const name of readdirSync(dist)) {
  if (name !== ".gitkeep") rmSync(join(dist, name));
}

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["static/css/app.css", "static/css/office.css", "static/ts/app.ts", "static/images/icon.svg"],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "copy", ".woff2": "copy" },
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, { inputs, entryPoint }] of Object.entries(metafile.outputs)) {
  const built = basename(path);
  const source = basename(entryPoint ?? Object.keys(inputs)[0]);
  manifest[basename(source, extname(source)) + extname(built)] = built;
  if ([".css", ".js", ".svg"].includes(extname(built))) {
    writeFileSync(join(dist, `${built}.gz`), gzipSync(readFileSync(join(dist, built)), { level: 9 }));
  }
}
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
