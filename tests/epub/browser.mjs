// Reads an EPUB in Chromium with epub.js, clicks as a reader does, and says what came of it.
//   node browser.mjs MODULES CHROMIUM BOOK.epub FOLDER
// Prints a line a check, `ok NAME` or `FAIL NAME: why`; pictures go to FOLDER. Nothing leaves this machine.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [modules, program, book, folder] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");
mkdirSync(folder, { recursive: true });

const READER = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Reader</title>
<style>html, body { margin: 0; height: 100%; overflow: hidden } #lists { position: fixed; inset: 0; overflow: auto;
background: #fff; z-index: 9 } #lists[hidden] { display: none } #view { height: 100vh; width: 100vw } a { display: block }</style>
<script src="/jszip.js"></script><script src="/epub.js"></script><div id="view"></div><nav id="lists" hidden></nav>
<script>
window.ready = (async () => {
  const book = window.book = ePub("/book.epub", { openAs: "epub" });
  await book.ready;
  const fixed = book.package.metadata.layout === "pre-paginated";
  const rendition = window.rendition = book.renderTo("view", { width: "100%", height: "100%", spread: "none", flow: "paginated" });
  rendition.themes.register("night", { body: { background: "#1c1c1e", color: "#e6e6e6" } });
  const nav = await book.load(book.path.resolve(book.package.navPath));
  const lists = document.getElementById("lists");
  for (const kind of ["toc", "page-list"]) {
    const list = nav.querySelector("nav[*|type='" + kind + "']");
    for (const a of list ? list.querySelectorAll("a") : []) {
      const link = document.createElement("a");
      link.href = "#"; link.className = kind; link.dataset.to = a.getAttribute("href"); link.textContent = a.textContent;
      link.onclick = () => { lists.hidden = true; window.turned = rendition.display(link.dataset.to); return false };
      lists.append(link);
    }
  }
  await rendition.display();
  return fixed;
})();
</script></html>`;

const files = {
  "/": ["text/html", Buffer.from(READER)],
  "/jszip.js": ["text/javascript", readFileSync(join(modules, "jszip/dist/jszip.min.js"))],
  "/epub.js": ["text/javascript", readFileSync(join(modules, "epubjs/dist/epub.js"))],
  "/book.epub": ["application/epub+zip", readFileSync(book)],
};
const server = createServer((request, response) => {
  const [kind, bytes] = files[request.url] ?? [];
  response.writeHead(bytes ? 200 : 404, { "content-type": kind ?? "text/plain" });
  response.end(bytes);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${server.address().port}/`;
const data = mkdtempSync(join(tmpdir(), "reader-"));
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launchPersistentContext(data, { executablePath: program, headless: true, args: flags });

let failed = 0;
const WIDTHS = { phone: [390, 844], tablet: [820, 1180], desktop: [1280, 900] };
let page;

async function open(width, scheme) {
  if (page) await page.close();
  page = await browser.newPage();
  await page.setViewportSize({ width: WIDTHS[width][0], height: WIDTHS[width][1] });
  await page.emulateMedia({ colorScheme: scheme });
  page.on("request", (r) => { if (!r.url().startsWith(address) && !/^(blob|data):/.test(r.url())) { failed++; console.log(`FAIL remote: ${r.url()}`) } });
  await page.goto(address);
  const fixed = await page.evaluate(() => window.ready);
  if (scheme === "dark") await page.evaluate(() => rendition.themes.select("night"));
  return fixed;
}

const frame = () => page.frames().find((f) => f !== page.mainFrame());
async function settled() {
  await page.evaluate(() => window.turned);
  await page.waitForTimeout(150);
  await frame().evaluate(() => document.fonts.ready.then(() => 0));
}
async function show(kind, pick) {
  await page.evaluate(() => { document.getElementById("lists").hidden = false });
  const link = page.locator(`#lists a.${kind}`).nth(pick);
  const words = await link.textContent(), to = await link.getAttribute("data-to");
  await link.click();
  await settled();
  return { words, to };
}
/// Whether an element is where the reader looks.
async function seen(selector, n = 0) {
  const inner = await frame().locator(selector).nth(n).evaluate((e) => e.getBoundingClientRect().toJSON());
  const outer = await (await frame().frameElement()).boundingBox();
  const { width, height } = page.viewportSize();
  const [x, y] = [inner.x + outer.x, inner.y + outer.y];
  return x > -2 && x < width && y > -2 && y < height;
}
const bare = (text) => text.replace(/\s+/gu, "");
async function check(name, run) {
  try {
    const why = await run();
    if (why) throw new Error(why);
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${String(error.message).split("\n")[0]}`);
  }
}
const shot = (name) => page.screenshot({ path: join(folder, `${name}.png`) });
/// Goes from file to file until one has what is looked for.
async function seek(selector) {
  const count = await page.evaluate(() => book.spine.length);
  for (let n = 0; n < count; n++) {
    await page.evaluate((n) => { window.turned = rendition.display(book.spine.get(n).href) }, n);
    await settled();
    if (await frame().locator(selector).count()) return true;
  }
  return false;
}

async function flowing(width) {
  await open(width, "light");
  const entries = await page.locator("#lists a.toc").count();
  await check(`contents at ${width}`, async () => {
    const { words, to } = await show("toc", entries > 3 ? 3 : entries - 1);
    const text = bare(await frame().locator("body").textContent());
    await shot(`${width}-contents`);
    return text.length > 20 ? "" : `${words} (${to}) shows ${text}`;
  });
  const pages = await page.locator("#lists a.page-list").count();
  for (const n of [...new Set([0, pages >> 1, pages - 1])].filter((n) => n >= 0)) {
    await check(`page-list entry ${n} at ${width}`, async () => {
      const { words, to } = await show("page-list", n);
      const id = to.split("#")[1];
      const found = await frame().evaluate((id) => document.getElementById(id)?.getAttribute("aria-label"), id);
      if (!found?.includes(words)) return `${to} is ${found}`;
      await shot(`${width}-page-${n}`);
      // The place of a mark without width: that of the text around it.
      // A cover's mark stands before its picture, which a reading system may put on the next screen.
      return (await seen(`[id="${id}"]`)) || (await seen(`[id="${id}"] + img`)) ? "" : `page ${words} is not in view`;
    });
  }
  if (await seek("a[role='doc-noteref']")) {
    await check(`note and back at ${width}`, async () => {
      const mark = frame().locator("a[role='doc-noteref']").first();
      const note = (await mark.getAttribute("href")).slice(1);
      await page.evaluate((id) => rendition.display(rendition.location.start.href + "#" + id), await mark.getAttribute("id"));
      await settled();
      await frame().locator("a[role='doc-noteref']").first().evaluate((a) => a.click());
      await settled();
      if (!(await seen(`[id="${note}"]`))) return "the note is not in view";
      await shot(`${width}-note`);
      await frame().locator(`[id="${note}"] a[role='doc-backlink']`).first().evaluate((a) => a.click());
      await settled();
      return (await seen("a[role='doc-noteref']")) ? "" : "the mark is not in view";
    });
  }
  for (const [name, selector] of [["figure", "figure img"], ["table", "table"], ["sidebar", "aside.sidebar"], ["Chinese", "p [lang^=zh], [lang^=zh] p"]]) {
    if (!(await seek(selector))) continue;
    await check(`${name} at ${width}`, async () => {
      const at = frame().locator(selector).first();
      await at.evaluate((e) => { e.id ||= "looked-for" });
      const id = await at.getAttribute("id");
      await page.evaluate((id) => { window.turned = rendition.display(rendition.location.start.href + "#" + id) }, id);
      await settled();
      await shot(`${width}-${name}`);
      const wide = page.viewportSize().width;
      return at.evaluate(async (e, [name, wide]) => {
        // What goes on in the next column has a part in each.
        const parts = [...(e.closest(".table") ?? e).getClientRects()].map((part) => part.width);
        if (Math.max(...parts) > wide + 1) return `${Math.max(...parts)} wide`;
        if (name === "figure") { await e.decode?.(); return e.naturalWidth > 0 ? "" : "no picture" }
        if (name === "table") return e.querySelector("th") ? "" : "no header cell";
        if (name === "Chinese") return /\p{Script=Han}/u.test(e.textContent) ? "" : "no Chinese";
        return e.textContent.trim() ? "" : "empty";
      }, [name, wide]);
    });
  }
}

async function dark() {
  await open("phone", "dark");
  await seek("article p");
  await check("dark theme", async () => {
    await shot("dark");
    return frame().evaluate(() => {
      const light = (c) => {
        const [r, g, b] = c.match(/[\d.]+/g).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0(\.\d+)?\)$/.test(c)) return c } return "rgb(28, 28, 30)" };
      for (const e of document.querySelectorAll("h1, h2, h3, p, li, figcaption, td, th, a")) {
        if (!e.textContent.trim()) continue;
        const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) return `${e.tagName} ${e.className}: ${contrast.toFixed(2)}`;
      }
      return "";
    });
  });
}

async function replica() {
  const pages = await page.locator("#lists a.page-list").count();
  for (const n of [...new Set([0, pages >> 1, pages - 1])].filter((n) => n >= 0)) {
    await check(`replica, page-list entry ${n}`, async () => {
      const { to } = await show("page-list", n);
      await shot(`replica-${n}`);
      return frame().evaluate((id) => {
        if (!document.getElementById(id)) return `no ${id}`;
        const words = [...document.querySelectorAll(".t")].map((e) => e.textContent).join("");
        const range = document.createRange();
        range.selectNodeContents(document.body);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        const selected = getSelection().toString();
        const bare = (t) => t.replace(/[\s\p{P}]/gu, "").toLowerCase();
        if (words && bare(selected).length < bare(words).length) return `selected ${selected.slice(0, 80)}`;
        const far = [...document.querySelectorAll(".t")].find((e) => e.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 3);
        return far ? `beyond the page: ${far.textContent}` : "";
      }, to.split("#")[1]);
    });
  }
}

try {
  if (await open("desktop", "light")) {
    await replica();
  } else {
    for (const width of Object.keys(WIDTHS)) await flowing(width);
    await dark();
  }
} finally {
  await browser.close();
  server.close();
  rmSync(data, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
