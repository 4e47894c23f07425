// Makes mittkoping.css of designsystemet.config.json by the design system's own
// command, which needs no network. The result is committed, since it changes
// only when the colours do: node static/theme/build.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const command = join(here, "../../node_modules/@digdir/designsystemet/dist/bin/designsystemet.js");
const work = mkdtempSync(join(tmpdir(), "theme-"));
const tokens = (...args) => execFileSync(process.execPath, [command, "tokens", ...args, "--config", join(here, "designsystemet.config.json")], { cwd: work });

tokens("create", "--out-dir", "tokens");
tokens("build", "--tokens", "tokens", "--out-dir", "css");

// A third of it is colours and type that no page uses: take a name out of
// here to have it back.
const unused = "info|success|warning";
const css = readFileSync(join(work, "css/mittkoping.css"), "utf8")
  .replace(new RegExp(`^ *--ds-color-(?:${unused})-.*\\n`, "gm"), "")
  .replace(new RegExp(`@layer ds\\.theme\\.color {\\n\\[data-color="(?:${unused})"\\][^}]*}\\s*}\\s*`, "g"), "")
  .replace(/@layer ds\.theme\.typography\.secondary {[^}]*}\s*}\s*/, "");
writeFileSync(join(here, "mittkoping.css"), css);
rmSync(work, { recursive: true });
