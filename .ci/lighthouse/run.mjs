// Asks Lighthouse about the pages of the demo and fails when one is below the floor in a category. With --table it
// writes the figures into docs/performance.md. bin/entre must be built.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const floor = 0.98;
const tries = 3; // a machine with other things to do is slow now and then
const categories = ["performance", "accessibility", "best-practices", "seo"];
const root = join(import.meta.dirname, "..", "..");

/** Where a Chrome or Chromium is. */
function findChrome() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = (process.env.PATH ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return process.env.CHROME_PATH ?? found.find((path) => existsSync(path));
}

/** A port that nobody listens on just now. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** The demo, on ports and in a folder of its own. */
async function startDemo() {
  const [port, outside] = [await freePort(), await freePort()];
  const data = mkdtempSync(join(tmpdir(), "entre-lighthouse-"));
  const args = ["demo", "--addr", `127.0.0.1:${port}`, "--outside-addr", `localhost:${outside}`, "--data", data];
  const child = spawn(join(root, "bin", "entre"), args, { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error("the demo ended");
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
    rmSync(data, { recursive: true, force: true });
  };
  return { url, stop };
}

/** Begins a form as a browser does; returns its first step and the cookie of its owner. */
async function beginForm(url, service) {
  const page = await (await fetch(`${url}/tjanst/${service}`)).text();
  const form = page.slice(page.indexOf(`/tjanst/${service}/borja"`));
  const [, name, value] = /<input type="hidden" name="([^"]+)" value="([^"]+)"/.exec(form);
  const begun = await fetch(`${url}/tjanst/${service}/borja`, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: url, "Sec-Fetch-Site": "same-origin" },
    body: new URLSearchParams({ [name]: value }),
  });
  if (begun.status !== 303) throw new Error(`the form did not begin: ${begun.status}`);
  return { path: begun.headers.get("location"), cookie: begun.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ") };
}

/** The scores of a page, each the best of some tries, and what was found wanting. */
async function ask(chrome, url, page) {
  const best = {};
  let wanting = [];
  for (let i = 0; i < tries; i++) {
    const result = await lighthouse(url + page.path, {
      port: chrome.port,
      output: "json",
      logLevel: "error",
      onlyCategories: categories,
      skipAudits: page.skip ?? null,
      extraHeaders: page.cookie ? { Cookie: page.cookie } : null,
    });
    const { lhr } = result;
    if (lhr.runtimeError) throw new Error(`${page.name}: ${lhr.runtimeError.message}`);
    for (const c of categories) best[c] = Math.max(best[c] ?? 0, lhr.categories[c].score);
    wanting = categories.flatMap((c) =>
      lhr.categories[c].auditRefs
        .map((ref) => ({ weight: ref.weight, ...lhr.audits[ref.id] }))
        .filter((a) => a.weight > 0 && a.score !== null && a.score < 0.9)
        .map((a) => `${c}: ${a.id} ${a.score} ${a.displayValue ?? a.title}`),
    );
    if (categories.every((c) => best[c] >= floor)) break;
  }
  return { best, wanting };
}

function writeTable(rows) {
  const path = join(root, "docs", "performance.md");
  const marks = /(<!-- made by make lighthouse -->\n)[^]*?(<!-- end of lighthouse -->\n)/;
  const text = readFileSync(path, "utf8");
  if (!marks.test(text)) throw new Error("docs/performance.md has no place for the table");
  const table = ["| page | performance | accessibility | best practices | SEO |", "|---|---|---|---|---|", ...rows].join("\n");
  writeFileSync(path, text.replace(marks, `$1${table}\n$2`));
}

const demo = await startDemo();
const chrome = await chromeLauncher.launch({
  chromePath: findChrome(),
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-background-networking"],
});
let failed = false;
try {
  const form = await beginForm(demo.url, "felanmal-gatubelysning");
  const pages = [
    { name: "start", path: "/" },
    { name: "search", path: "/sok?q=" + encodeURIComponent("gatlampan är trasig") },
    { name: "service", path: "/tjanst/felanmal-gatubelysning" },
    // Somebody's own form is not to be found by a search engine.
    { name: "form", ...form, skip: ["is-crawlable"] },
  ];
  const rows = [];
  for (const page of pages) {
    const { best, wanting } = await ask(chrome, demo.url, page);
    rows.push(`| ${[page.name, ...categories.map((c) => best[c].toFixed(2))].join(" | ")} |`);
    console.log(rows.at(-1));
    if (categories.some((c) => best[c] < floor)) {
      failed = true;
      console.log(`${page.name} is below ${floor}:\n  ${wanting.join("\n  ")}`);
    }
  }
  if (process.argv.includes("--table")) writeTable(rows);
} finally {
  chrome.kill();
  await demo.stop();
}
process.exitCode = failed ? 1 : 0;
