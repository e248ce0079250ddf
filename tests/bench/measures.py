#!/usr/bin/env python3
"""What a real issue costs: CPU, memory and pages beside Typst and pandoc in the same run, and every goal held or missed.

usage: tests/bench/measures.py [--masthead PROGRAM] [--only TABLES] [--rounds N] [--keep FOLDER]

TABLES are some of issue, text, start, preview, pictures, epub. First what every program took, then a table of the
goals: what is asked, the figure, the goal, and whether it is held.

The issue is made for the run: 10 articles with about 23,000 words of the samples' prose, 98 JPEGs of 12 MB and
73 Mpx in all, pull quotes, sidebars, tables, code; 210 x 285 mm, three columns of 55.7 mm, Source Serif 4 at
9.25/12.5 pt. Typst sets the same text and pictures to the same measure, pandoc makes the same text an EPUB.
masthead is built beforehand (`cargo build --release`). Rivals run where they are installed and are skipped aloud
where not: the Python package `typst`, the program `pandoc`. The pictures need the Python package `Pillow`.
CPU is user + system of the process and its children, on one thread where a program can be told so; the least of the
rounds counts. Peak memory is that of the largest process, and at least this script's own. Asserts nothing: machines differ.
"""

import argparse, itertools, json, os, re, shutil, subprocess, sys, tempfile, time
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
from setting import prose, smart  # noqa: E402

SERIF = ROOT / "fonts/source-serif-4"
WORDS, ARTICLES, PICTURES = 23_244, 10, 98
Cost = namedtuple("Cost", "cpu wall mb pages")

LAYOUT = """
id = "measure"
version = "1.0.0"
extends = "base"
[page]
margin = { inner = "16.45mm", outer = "16.45mm", top = "20mm", bottom = "22mm" }
baseline = { step = "12.5pt", first = "9pt" }
columns = { count = 3, gutter = "5mm", narrowest = false }
[styles.body]
size = "9.25pt"
[furniture]
running = false
[masters.first.frames]
heading = { cols = [1, -1], stack = ["title"] }
text = { cols = [1, -1], after = "heading" }
[masters.plain.frames]
text = { cols = [1, -1] }
[genres.default]
sequence = [["first"], ["plain*"]]
"""

TYPST_HEAD = """#set page(width: 210mm, height: 285mm, margin: (x: 16.45mm, top: 20mm, bottom: 22mm), columns: 3, numbering: "1")
#set columns(gutter: 5mm)
#set text(font: "Source Serif 4", size: 9.25pt, lang: "en", region: "US", hyphenate: true, top-edge: 0.7em, bottom-edge: -0.3em)
#set par(justify: true, first-line-indent: 1em, leading: 3.25pt, spacing: 3.25pt)
"""


def run(command, folder, rounds=1, env=None):
    """The least CPU and time of some runs; None, aloud, where the program fails."""
    best = None
    for _ in range(rounds):
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            child = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env=env)
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                print(said.read().decode(errors="replace")[-1500:], file=sys.stderr)
                return None
        one = Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, 0)
        if best is None:
            best = one
        best = Cost(min(best.cpu, one.cpu), min(best.wall, one.wall), max(best.mb, one.mb), 0)
    return best


# --- what is set ---------------------------------------------------------------------------------


def jpegs(folder, count, size, weight, kinds):
    """`count` JPEGs of about `size` pixels and `weight` bytes each, no two alike; `kinds` of them are encoded."""
    import random
    from io import BytesIO
    from PIL import Image, ImageFilter

    chance = random.Random(7)
    bases = []
    for kind in range(kinds):
        w, h = size if kind % 3 else size[::-1]
        noise = Image.frombytes("RGB", (w // 4, h // 4), chance.randbytes((w // 4) * (h // 4) * 3))
        picture = noise.filter(ImageFilter.GaussianBlur(2)).resize((w, h), Image.Resampling.BICUBIC)
        grain = Image.frombytes("L", (w, h), chance.randbytes(w * h)).convert("RGB")
        picture = Image.blend(picture, grain, 0.06)
        low, high = 5, 98
        while high - low > 2:  # the quality that comes nearest to the weight
            middle, buffer = (low + high) // 2, BytesIO()
            picture.save(buffer, "JPEG", quality=middle)
            low, high = (middle, high) if buffer.tell() < weight else (low, middle)
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=low)
        bases.append((buffer.getvalue(), (w, h)))
    sizes = []
    for number, (data, pixels) in zip(range(count), itertools.cycle(bases)):
        words = b"picture %d" % number
        comment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
        (folder / f"p{number}.jpg").write_bytes(data[:2] + comment + data[2:])
        sizes.append((len(data), pixels[0] * pixels[1]))
    return sum(s for s, _ in sizes), sum(p for _, p in sizes) / 1e6


def parts(paragraphs, words, articles, pictures):
    """Articles, each a list of ("text", words), ("picture", number), ("quote" | "sidebar", words), ("table" | "code", n)."""
    source, number, out = itertools.cycle(paragraphs), 0, []
    for article in range(articles):
        share, parted = pictures // articles + (article < pictures % articles), []
        count = placed = 0
        while count < words // articles:
            text = next(source)
            count += len(text.split())
            parted.append(("text", text))
            while placed < share and (placed + 1) * words // articles <= count * share:
                parted.append(("picture", number))
                placed, number = placed + 1, number + 1
        if pictures:
            first = next(p for kind, p in parted if kind == "text")
            parted.insert(len(parted) // 3, ("quote", " ".join(first.split()[:18])))
            parted.insert(len(parted) // 2, ("table", article))
            if article % 3 == 0:
                parted.insert(2 * len(parted) // 3, ("sidebar", first))
            if article % 4 == 0:
                parted.insert(3 * len(parted) // 4, ("code", article))
        out.append(parted)
    return out


def rows(number):
    return [("Model", "Power", "Price")] + [(f"Car {r}", f"{100 + 7 * r + number} kW", f"{20 + r},900") for r in range(5)]


def markdown(kind, what, plain=False):
    if kind == "text":
        return what
    if kind == "picture":
        return f'![A field of noise](p{what}.jpg "A caption of picture {what}, with a few words."){{span=1}}'
    if kind == "table":
        head, *rest = rows(what)
        return "\n".join("| " + " | ".join(r) + " |" for r in [head, ("---",) * 3, *rest])
    if kind == "code":
        return "```\nlet speed = distance / time;\nprint(speed)\n```"
    if plain:
        return "> " + what
    return f"> [!pullquote]\n> {what}" if kind == "quote" else f"> [!sidebar] Beside\n>\n> {what}"


def write_masthead(home, articles, press=""):
    (home / "layouts/measure").mkdir(parents=True, exist_ok=True)
    (home / "layouts/measure/layout.toml").write_text(LAYOUT)
    issue = 'language = "en"\n[publication]\nid = "measure"\nname = "Measure"\nlayout = "measure"\n'
    issue += f'trim = "210mm x 285mm"\n{press}'
    for number, parted in enumerate(articles):
        issue += f'[[articles]]\nid = "a{number}"\nsource = "a{number}.md"\n'
        text = "\n\n".join(markdown(*part) for part in parted)
        (home / f"a{number}.md").write_text(f'+++\ntitle = "Article {number}"\n+++\n\n{text}\n')
    (home / "issue.toml").write_text(issue)


def write_typst(home, articles):
    safe = lambda text: re.sub(r"([/#$@<>*_`\\\[\]~])", r"\\\1", text)
    out = [TYPST_HEAD]
    for number, parted in enumerate(articles):
        out.append(f"#pagebreak(weak: true)\n= Article {number}\n")
        for kind, what in parted:
            if kind == "text":
                out.append(safe(what))
            elif kind == "picture":
                out.append(f'#figure(image("p{what}.jpg", width: 100%), caption: [A caption of picture {what}, with a few words.])')
            elif kind == "table":
                cells = "".join(f"[{safe(c)}]," for row in rows(what) for c in row)
                out.append(f"#table(columns: 3, {cells})")
            elif kind == "code":
                out.append("```\nlet speed = distance / time;\nprint(speed)\n```")
            else:
                size = "14pt" if kind == "quote" else "8.5pt"
                out.append(f"#block(inset: 6pt, stroke: 0.5pt)[#text(size: {size})[{safe(what)}]]")
    (home / "main.typ").write_text("\n\n".join(out) + "\n")


def write_pandoc(home, articles):
    out = []
    for number, parted in enumerate(articles):
        out += [f"# Article {number}"] + [markdown(kind, what, plain=True) for kind, what in parted]
    (home / "main.md").write_text("---\ntitle: Measure\nlang: en\n---\n\n" + "\n\n".join(out) + "\n")


# --- who sets it ---------------------------------------------------------------------------------


class Bench:
    def __init__(self, program, rounds):
        self.program, self.rounds = program, rounds

    def masthead(self, home, only, jobs=1, rounds=None):
        """What the editions cost; their pages from the report."""
        shutil.rmtree(home / "out", ignore_errors=True)
        command = [self.program, "build", ".", "--quiet", "--jobs", str(jobs)]
        command += [word for edition in only for word in ("--only", edition)]
        cost = run(command, home, rounds or self.rounds)
        report = next(iter(sorted((home / "out").glob("*.report.json"))), None)
        pages = json.loads(report.read_text()).get("pages", 0) if cost and report else 0
        return cost and cost._replace(pages=pages if isinstance(pages, int) else len(pages))

    def set_alone(self, home):
        """What it costs to read the issue and set its pages, with a table of them for all that is written."""
        return run([self.program, "flatplan", ".", "--quiet"], home, self.rounds)

    def typst(self, home, rounds=None):
        code = (
            "import typst; typst.compile('main.typ', output='main.pdf', font_paths=[%r], ignore_system_fonts=True)"
            % str(SERIF)
        )
        cost = run([sys.executable, "-c", code], home, rounds or self.rounds)
        data = (home / "main.pdf").read_bytes() if cost else b""
        count = max([int(n) for n in re.findall(rb"/Count (\d+)", data)] or [0])
        return cost and cost._replace(pages=count)


class Goals:
    """What is asked for, what came out, and what is still open."""

    rows = []

    @classmethod
    def judge(cls, what, figure, most=None, least=None, unit=""):
        """A goal with its bound; `None` for a figure that could not be had."""
        bound = f"<= {most:g}" if least is None else f">= {least:g}"
        held = None if figure is None else (figure <= most if least is None else figure >= least)
        cls.rows.append((what, figure, f"{bound} {unit}".strip(), held))

    @classmethod
    def print(cls):
        print(f"\n{'goal':62}{'figure':>9}  {'asked':18}verdict")
        words = {True: "held", False: "MISSED", None: "not measured"}
        for what, figure, asked, held in cls.rows:
            shown = "-" if figure is None else f"{figure:.3g}" if figure < 100 else f"{figure:.0f}"
            print(f"{what:62}{shown:>9}  {asked:18}{words[held]}")
        counts = [sum(row[3] is held for row in cls.rows) for held in (True, False, None)]
        print("{} held, {} missed, {} not measured".format(*counts))


def of(cost, other, by=1.0):
    """The share of one CPU time in another; `None` where one of them is not known."""
    return cost.cpu / other.cpu / by if cost and other else None


def print_row(name, cost):
    if cost is None:
        return print(f"{name:34}failed")
    print(f"{name:34}{cost.cpu:8.3f}{cost.wall:8.3f}{cost.mb:7.0f}{cost.pages or '':>7}", flush=True)


def have(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def big_issue(bench, folder, paragraphs, rivals):
    home = folder / "issue"
    home.mkdir()
    weight, megapixels = jpegs(home, PICTURES, (1000, 740), 119_000, 14)
    articles = parts(paragraphs, WORDS, ARTICLES, PICTURES)
    write_masthead(home, articles)
    write_typst(home, articles)
    write_pandoc(home, articles)
    print(f"-- the issue: {WORDS} words, {PICTURES} JPEGs of {weight / 1e6:.1f} MB, {megapixels:.1f} Mpx")
    typst = bench.typst(home) if rivals["typst"] else None
    if typst:
        print_row("Typst", typst)
    pandoc = None
    if rivals["pandoc"]:
        pandoc = run(["pandoc", "main.md", "-o", "main.epub"], home, bench.rounds)
        print_row("pandoc, EPUB", pandoc)

    def take(name, at, only):
        cost = bench.masthead(at, only)
        print_row(name, cost)
        return cost

    screen, both = take("screen PDF", home, ["screen"]), take("screen PDF + EPUB", home, ["screen", "epub"])
    epub, press = take("EPUB", home, ["epub"]), take("press PDF, pictures converted", home, ["press"])
    kept = folder / "kept"
    shutil.copytree(home, kept, ignore=shutil.ignore_patterns("out", "main.*"))
    write_masthead(kept, articles, 'press = { pictures = "keep" }\n')
    keep = take("press PDF, pictures kept", kept, ["press"])
    set_alone = bench.set_alone(home)
    print_row("pages set, nothing written", set_alone)
    Goals.judge("the issue, screen PDF: CPU of Typst's", of(screen, typst), 0.10)
    Goals.judge("the issue, screen PDF: peak MB", screen and screen.mb, 80)
    Goals.judge("the issue, screen PDF + EPUB: CPU of Typst's", of(both, typst), 0.15)
    Goals.judge("the issue, EPUB alone: CPU of pandoc's", of(epub, pandoc), 0.05)
    Goals.judge("the issue, press PDF, per 30 Mpx converted: CPU of Typst's", of(press, typst, megapixels / 30), 1.0)
    Goals.judge("the issue, press PDF, converted: peak MB", press and press.mb, 400)
    Goals.judge("the issue, press PDF, pictures kept: CPU of the screen's", of(keep, screen), 1.1)
    for name, cost in (("screen", screen), ("press, kept,", keep)):
        added = set_alone and cost and (cost.cpu - set_alone.cpu) / set_alone.cpu
        Goals.judge(f"issue 7: what writing the {name} PDF adds to setting", added, 1.0)


def text_alone(bench, folder, paragraphs, rivals):
    print("-- text alone")
    costs = {}
    for times in (1, 16, 104):
        home = folder / f"text-{times}"
        home.mkdir()
        articles = parts(paragraphs, WORDS * times, ARTICLES * times, 0)
        write_masthead(home, articles)
        cost = costs[times] = bench.masthead(home, ["screen"], rounds=1 if times > 16 else None)
        print_row(f"screen PDF, text x {times}", cost)
        if times == 16:
            typst = pandoc = None
            if rivals["typst"]:
                write_typst(home, articles)
                typst = bench.typst(home, 1)
                print_row("Typst, text x 16", typst)
            if rivals["pandoc"]:
                write_pandoc(home, articles)
                pandoc = run(["pandoc", "main.md", "-o", "main.epub"], home)
                print_row("pandoc, EPUB, text x 16", pandoc)
            epub = bench.masthead(home, ["epub"])
            print_row("EPUB, text x 16", epub)
            rate = cost and cost.pages / cost.cpu
            Goals.judge("issue 7: text of 500 pages: pages per CPU second", rate, least=1000)
            Goals.judge("text of 500 pages: peak MB", cost and cost.mb, 150)
            Goals.judge("text of 500 pages: CPU of Typst's", of(cost, typst), 0.05)
            Goals.judge("issue 8: text of 500 pages, EPUB alone: CPU of pandoc's", of(epub, pandoc), 0.05)
        if times > 1:
            Goals.judge(f"growth: {times} x the text, CPU of {times} x the CPU", of(cost, costs[1], times), 17 / 16)


def start(bench, folder, paragraphs, _):
    print("-- start: time counts")
    helped = run([bench.program, "--help"], folder, 20)
    print_row("--help", helped)
    home = folder / "page"
    home.mkdir()
    write_masthead(home, [[("text", p) for p in paragraphs[:3]]])
    page = bench.masthead(home, ["screen"], rounds=20)
    print_row("an issue of one page, screen", page)
    Goals.judge("--help", helped and helped.wall * 1000, 5, unit="ms")
    Goals.judge("an issue of one page, screen PDF", page and page.wall * 1000, 30, unit="ms")


def preview(bench, folder, paragraphs, _):
    """No command stays and sets again what changed: one page is drawn, with the whole issue set before it."""
    home = folder / "preview"
    home.mkdir()
    write_masthead(home, parts(paragraphs, WORDS * 3, ARTICLES * 3, 0))
    print("-- one page of an issue drawn; time counts")
    cost = run([bench.program, "proof", ".", "--pages", "50", "--out", "proof", "--quiet"], home, bench.rounds)
    print_row("proof of one page of 100", cost)
    Goals.judge("preview of one page of a text of 100 pages", cost and cost.wall * 1000, 300, unit="ms")


def pictures(bench, folder, paragraphs, _):
    home = folder / "pictures"
    home.mkdir()
    weight, megapixels = jpegs(home, 300, (3000, 2000), 2_000_000, 3)
    print(f"-- 300 JPEGs of {weight / 1e6:.0f} MB, {megapixels:.0f} Mpx; two threads; time counts")
    articles = [[p for p in a if p[0] in ("text", "picture")] for a in parts(paragraphs, 55_000, 12, 300)]
    write_masthead(home, articles, 'press = { pictures = "keep" }\n')
    for name, only in (("screen PDF", ["screen"]), ("press PDF, kept", ["press"])):
        cost = bench.masthead(home, only, jobs=2, rounds=1)
        print_row(name, cost)
        Goals.judge(f"issue 7: 100 pages, 300 pictures of 2 MB, {name}", cost and cost.wall, 5, unit="s")
        Goals.judge(f"issue 7: 100 pages, 300 pictures of 2 MB, {name}: peak", cost and cost.mb, 400, unit="MB")
    probe = folder / "disk"
    begun = time.perf_counter()
    with open(probe, "wb") as file:
        for path in sorted(home.glob("*.jpg")):
            file.write(path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    print(f"{'to copy the pictures to the disk':34}{'':8}{time.perf_counter() - begun:8.3f}")
    probe.unlink()


def epub_articles(bench, folder, paragraphs, _):
    home = folder / "epub"
    home.mkdir()
    weight, megapixels = jpegs(home, 600, (1500, 1000), 400_000, 3)
    print(f"-- an EPUB of 300 articles with 600 JPEGs of {weight / 1e6:.0f} MB; two threads; time counts")
    articles = [[p for p in a if p[0] in ("text", "picture")] for a in parts(paragraphs, 90_000, 300, 600)]
    write_masthead(home, articles)
    cost = bench.masthead(home, ["epub"], jobs=2, rounds=1)
    print_row("EPUB", cost)
    Goals.judge("issue 8: EPUB of 300 articles with 600 pictures", cost and cost.wall, 5, unit="s")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--masthead", default=str(ROOT / "target/release/masthead"))
    options.add_argument("--only", default="issue,text,start,preview,pictures,epub", help="which tables, with commas between")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", help="a folder for what is made; it is emptied first")
    args = options.parse_args()
    if not Path(args.masthead).is_file():
        sys.exit(f"{args.masthead} is not there: cargo build --release, or --masthead PROGRAM")
    folder = Path(args.keep or tempfile.mkdtemp(prefix="measures-"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paragraphs = [smart(p) for p in prose()]
    rivals = {"typst": have("typst"), "pandoc": shutil.which("pandoc") is not None}
    for name in [name for name, there in rivals.items() if not there]:
        print(f"SKIPPED: {name} is not installed")
    tables = {"issue": big_issue, "text": text_alone, "start": start, "preview": preview}
    tables |= {"pictures": pictures, "epub": epub_articles}
    print(f"{'':34}{'CPU s':>8}{'time s':>8}{'MB':>7}{'pages':>7}")
    bench = Bench(str(Path(args.masthead).resolve()), args.rounds)
    for name in args.only.split(","):
        if name in ("issue", "pictures", "epub") and not have("PIL"):
            print(f"SKIPPED: {name}: Pillow is not installed")
        else:
            tables[name](bench, folder, paragraphs, rivals)
    Goals.print()
    if not args.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
