#!/usr/bin/env python3
"""One text, one face, one measure, several programs: how well each sets the lines, in one table.

usage: tests/bench/setting.py [--masthead PROGRAM] [--quality PROGRAM] [--keep FOLDER]

The text is all English prose of the samples, set at 55.7 mm in Source Serif 4 at 9.25/12.5 pt, justified and
divided, one column a page so that nothing but the lines differs. masthead is built beforehand
(`cargo build --release`). Rivals run where they are installed and are skipped aloud where not: the Python package
`typst`, and `lualatex` with microtype. Each rival runs twice: as it comes, and tuned to the same means (word
space, letter space, width of glyphs) as far as it has them. All divide by American patterns, which each of them has. The figures come from the PDFs by the program
`page-quality` (--quality, or MASTHEAD_TOOLS), which shares no code with masthead; lines are also counted.
CPU is user + system of the whole run and of its children.
"""

import argparse, json, os, re, resource, shutil, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "fonts/source-serif-4"
MEASURE_MM, SIZE_PT, LEADING_PT = 55.7, 9.25, 12.5


def prose():
    """Every plain paragraph of the English articles under samples/, in the order of their names."""
    found = []
    for path in sorted(ROOT.glob("samples/*/*/*.md")):
        if path.parent.name.endswith("-zh") or path.name in ("LICENSES.md", "masthead-page.md"):
            continue
        text = path.read_text(encoding="utf-8")
        body = re.split(r"^(?:\+\+\+|---)\s*$", text, maxsplit=2, flags=re.M)[-1]
        for part in body.split("\n\n"):
            part = " ".join(part.split())
            if part[:1].isalpha() and not re.search(r"[\[\]|{}<>`*_#\\~$&%@]", part) and len(part) > 60:
                found.append(part)
    return found


def smart(text):
    """Typographic quotation marks, apostrophes and dashes, so that every program gets the same characters."""
    text = re.sub(r'(^|[\s(—–])"', "\\1“", text).replace('"', "”")
    text = re.sub(r"(^|[\s(—–])'", "\\1‘", text).replace("'", "’")
    return text.replace("--", "–").replace("...", "…")


def run(command, folder, **more):
    """Runs a command; CPU seconds and the peak of memory in MB, or None where it failed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print((done.stdout + done.stderr)[-1500:], file=sys.stderr)
        return None
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


LAYOUT = f"""
id = "measure"
version = "1.0.0"
extends = "base"
[page]
margin = {{ inner = "10mm", outer = "10mm", top = "10mm", bottom = "10mm" }}
baseline = {{ step = "{LEADING_PT}pt", first = "9pt" }}
columns = {{ count = 1, gutter = "5mm", narrowest = false }}
[styles.body]
size = "{SIZE_PT}pt"
[furniture]
folio = false
running = false
[masters.first.frames]
heading = {{ cols = 1, stack = ["title"] }}
text = {{ cols = 1, after = "heading" }}
[masters.plain.frames]
text = {{ cols = 1 }}
[genres.default]
sequence = [["first"], ["plain*"]]
drop-cap = false
end-mark = false
"""


def masthead(paragraphs, folder, program):
    home = folder / "masthead"
    (home / "layouts/measure").mkdir(parents=True)
    (home / "layouts/measure/layout.toml").write_text(LAYOUT)
    page = f'{MEASURE_MM + 20}mm x 280mm'
    (home / "issue.toml").write_text(
        f'language = "en"\n[publication]\nid = "measure"\nname = "Measure"\nlayout = "measure"\ntrim = "{page}"\n'
        '[[articles]]\nid = "text"\nsource = "text.md"\n'
    )
    (home / "text.md").write_text("+++\ntitle = \"Measure\"\n+++\n\n" + "\n\n".join(paragraphs) + "\n")
    cpu = run([program, "build", ".", "--only", "screen", "--out", "out", "--jobs", "1", "--quiet"], home)
    made = sorted(home.glob("out/*.pdf"))
    return (made[0], cpu) if cpu is not None and made else None


TYPST = """
#set page(width: {width}mm, height: 280mm, margin: 10mm)
#set text(font: "Source Serif 4", size: {size}pt, lang: "en", region: "US", hyphenate: true, number-type: "old-style", top-edge: 0.7em, bottom-edge: -0.3em)
#set par(justify: true, first-line-indent: 1em, leading: {lead}pt, spacing: {lead}pt{limits})
{text}
"""


def typst(paragraphs, folder, tuned):
    try:
        import typst as compiler  # noqa: F401
    except ImportError:
        return "not installed (pip install typst)"
    home = folder / ("typst-tuned" if tuned else "typst")
    home.mkdir()
    limits = ""
    if tuned:
        limits = ", justification-limits: (spacing: (min: 78%, max: 133%), tracking: (min: -0.005em, max: 0.01em))"
    text = "\n\n".join(p.replace("/", "\\/") for p in paragraphs)
    filled = TYPST.format(width=MEASURE_MM + 20, size=SIZE_PT, lead=LEADING_PT - SIZE_PT, limits=limits, text=text)
    (home / "main.typ").write_text(filled)
    code = (
        "import typst; typst.compile('main.typ', output='main.pdf', font_paths=[%r], ignore_system_fonts=True)" % str(FONTS)
    )
    cpu = run([sys.executable, "-c", code], home)
    return (home / "main.pdf", cpu) if cpu is not None else "failed"


LATEX = r"""\documentclass{article}
\usepackage[paperwidth=%(width)smm,paperheight=280mm,margin=10mm]{geometry}
\usepackage{fontspec}
\usepackage[american]{babel}
\usepackage[%(micro)s]{microtype}
\setmainfont{SourceSerif4}[Path=%(fonts)s/,Extension=.ttf,UprightFont=*-Regular,ItalicFont=*-Italic,BoldFont=*-Bold,Numbers=OldStyle]
\pagestyle{empty}\parindent=1em\parskip=0pt\widowpenalty=10000\clubpenalty=10000\raggedbottom
\begin{document}
\fontsize{%(size)spt}{%(leading)spt}\selectfont
%(tune)s
%(text)s
\end{document}
"""


def latex(paragraphs, folder, tuned):
    if not shutil.which("lualatex"):
        return "not installed (Debian: texlive-luatex, texlive-latex-recommended)"
    home = folder / ("lualatex-tuned" if tuned else "lualatex")
    home.mkdir()
    micro = "expansion=true,protrusion=true" + (",stretch=30,shrink=30,step=1" if tuned else "")
    tune = r"\tolerance=1500\emergencystretch=0.5em\hyphenpenalty=30\doublehyphendemerits=20000" if tuned else ""
    filled = LATEX % {
        "width": MEASURE_MM + 20, "fonts": FONTS, "size": SIZE_PT * 72.27 / 72, "leading": LEADING_PT * 72.27 / 72,
        "micro": micro, "tune": tune, "text": "\n\n".join(paragraphs),
    }
    (home / "main.tex").write_text(filled)
    command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"]
    warm = run(command, home)  # the first run of a face fills its cache
    cpu = run(command, home) if warm is not None else None
    return (home / "main.pdf", cpu) if cpu is not None else "failed"


def quality(program, pdf):
    done = subprocess.run([program, str(pdf), "--json"], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def figure(found, *names):
    """The first figure of these names, wherever it stands in the tree."""
    for name in names:
        stack = [found]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                if name in node and isinstance(node[name], (int, float)):
                    return node[name]
                stack.extend(node.values())
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--masthead", default=str(ROOT / "target/release/masthead"))
    options.add_argument("--quality", default=os.path.join(os.environ.get("MASTHEAD_TOOLS", ""), "page-quality"))
    options.add_argument("--keep")
    args = options.parse_args()
    paragraphs = [smart(p) for p in prose()]
    folder = Path(args.keep or tempfile.mkdtemp())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = sum(len(p.split()) for p in paragraphs)
    print(f"{len(paragraphs)} paragraphs, {words} words; {MEASURE_MM} mm, Source Serif 4 at {SIZE_PT}/{LEADING_PT} pt")
    print(f"{'':16}{'lines':>7}{'loose':>8}{'very':>7}{'tight':>7}{'hyphens':>9}{'runs':>6}{'rivers':>8}{'CPU s':>8}")
    rows = [
        ("masthead", lambda: masthead(paragraphs, folder, args.masthead) or "failed"),
        ("Typst", lambda: typst(paragraphs, folder, False)),
        ("Typst, tuned", lambda: typst(paragraphs, folder, True)),
        ("LuaLaTeX", lambda: latex(paragraphs, folder, False)),
        ("LuaLaTeX, tuned", lambda: latex(paragraphs, folder, True)),
    ]
    for name, make in rows:
        made = make()
        if isinstance(made, str):
            print(f"{name:16}SKIPPED: {made}")
            continue
        pdf, cpu = made
        q = quality(args.quality, pdf)
        cells = [
            figure(q, "body_lines"), figure(q, "loose_per_100", "loose"), figure(q, "very_loose_per_100", "very_loose"),
            figure(q, "tight_per_100", "tight"), figure(q, "hyphens_per_100", "hyphens"), figure(q, "hyphen_runs"),
            figure(q, "rivers_wide", "rivers"),
        ]
        widths = [7, 8, 7, 7, 9, 6, 8]
        print(f"{name:16}" + "".join(f"{'-' if c is None else round(c, 1):>{w}}" for c, w in zip(cells, widths)) + f"{cpu:>8.2f}")
    print("per 100 justified lines: word space > 1.5, > 2, < 0.75 of the natural one; lines that end in a hyphen")
    print("goals: loose <= 6, very loose <= 0.8, hyphens <= 18, no runs")
    if not args.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
