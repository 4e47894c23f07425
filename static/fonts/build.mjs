// Makes the typeface's file of the one in its package: the weights that the
// pages use (400–700 of 200–800) and the signs of font.css, at half the size.
// The result is committed, since it changes only with the typeface:
//   npm install --no-save subset-font@2.9.0 && node static/fonts/build.mjs
// The licence (SIL Open Font License, no reserved name) lets one do so.
import subsetFont from "subset-font";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const name = "atkinson-hyperlegible-next-latin-wght-normal.woff2";
const whole = readFileSync(join(here, "../../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files", name));
const css = readFileSync(join(here, "../css/font.css"), "utf8");

let signs = "";
for (const [, first, last] of css.match(/unicode-range:([^;]*);/)[1].matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)) {
  for (let code = parseInt(first, 16); code <= parseInt(last ?? first, 16); code++) signs += String.fromCodePoint(code);
}
const [, min, max] = css.match(/font-weight: (\d+) (\d+);/).map(Number);
writeFileSync(join(here, name), await subsetFont(whole, signs, { targetFormat: "woff2", variationAxes: { wght: { min, max } } }));
