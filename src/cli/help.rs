//! What stands below the options in the help of each command: examples first, then what is good to know.
//! The options themselves are described where they are declared.

pub(super) const ALL: &str = "\
Examples:
  masthead new spring --title \"Spring\"   begin an issue
  masthead check spring                  find what is wrong with it
  masthead build spring                  write its editions to out/
  masthead explain spring                say which design each article gets, and why

Exit codes: 0 clean, 1 findings of severity error, 2 could not run.";

pub(super) const NEW: &str = "\
Examples:
  masthead new spring --title \"Spring\"
  masthead new herbst --language de-AT";

pub(super) const BUILD: &str = "\
Examples:
  masthead build spring                        all editions, to out/
  masthead build spring --only press --strict  for the printer, warnings taken for errors

Writes, where SLUG is the publication and the issue:
  SLUG.press.pdf     for the printer: PDF/X-4, CMYK, trim and bleed boxes
  SLUG.cover.pdf     for the printer of a perfect-bound issue: back, spine and front on one sheet, and their insides
  SLUG.screen.pdf    for readers: RGB, links, bookmarks, tags
  SLUG.epub          for e-book readers: EPUB 3 with the printed page numbers
  SLUG.report.json   what was read, written, decided and found; also what --format json prints

An edition in which an error is found is not written; an older file stays whole.
SOURCE_DATE_EPOCH, where set, is the date in the files' metadata.";

pub(super) const CHECK: &str = "\
Examples:
  masthead check spring                             findings, drawn where they were made
  masthead check spring-fr --against spring         what one edition has and the other lacks
  masthead check spring --format github             as annotations, in a workflow of GitHub
  masthead check spring --format sarif > out.sarif  for code scanning
  masthead check spring --format junit > out.xml    for the test reports of a CI";

pub(super) const EXPLAIN: &str = "\
Examples:
  masthead explain spring             every article, and the issue's own pages
  masthead explain spring first-page  one article";

pub(super) const FIT: &str = "\
Examples:
  masthead fit spring             every article: lines and characters over or free
  masthead fit spring first-page  one article: where a cut saves a line, and what other layouts need

Exit code 1 where an article does not fit.";

pub(super) const FLATPLAN: &str = "\
Examples:
  masthead flatplan spring                           page by page, as a table
  masthead flatplan spring --as html --out wall.html the wall, with thumbnails
  masthead flatplan spring --as pdf --out wall.pdf   the same to be printed, with the pages themselves
  masthead flatplan spring --as csv > plan.csv       for a spreadsheet";

pub(super) const EXPORT: &str = "\
Examples:
  masthead export spring --format onix > spring.onix.xml   for shops and wholesalers
  masthead export spring --format jsonld                   for a web page's head
  masthead export spring --format jsonld,onix,csv --out metadata

Forms: jsonld (schema.org), onix (ONIX for Books 3.0), csv (a line for each article).";

pub(super) const PROOF: &str = "\
Examples:
  masthead proof spring                         every page, and a contact sheet
  masthead proof spring --pages 3-6 --spreads   pages 3 to 6, joined at the fold
  masthead proof spring --grid --ppi 200        with columns, baselines and frames, larger

Writes to a folder SLUG.proof: 005-3.png is the fifth page, whose printed number is 3.
Colours are those of the press profile on its paper; solid black overprints, spot inks are shown by their process
inks. Pictures and named colours within supplied PDF pages are shown as the drawing program reads them.";

pub(super) const LOCK: &str = "\
Examples:
  masthead lock spring             when the issue goes to press
  masthead build spring --locked   years later: the same files, or what has changed
  masthead lock spring --locked    for a corrected text: the designs of the lock stay

Writes masthead.lock beside the issue: layouts, typefaces, profile, files and editions by version and hash.
SOURCE_DATE_EPOCH, where set, is locked, too.";

pub(super) const LAYOUTS: &str = "\
Examples:
  masthead layouts                       those that come with the program
  masthead layouts spring                with the title's own, and which hold for this issue
  masthead layouts spring --format json  as data";

pub(super) const SPECIMEN: &str = "\
Examples:
  masthead specimen base                          a layout that comes with the program
  masthead specimen house-2025 --language zh-Hans the same in Chinese
  masthead specimen spring-issue spring           one of the title's own

Writes LAYOUT.specimen.pdf, with the layout's inks, and LAYOUT.specimen-1.png and so on, as the press prints them.";

pub(super) const FONTS: &str = "\
Examples:
  masthead fonts                        those that come with the program
  masthead fonts spring --fonts ~/type  with the title's own and those of a folder";

pub(super) const CODES: &str = "\
Examples:
  masthead explain-code M001
  masthead explain-code       all codes, room by room";

pub(super) const COMPLETIONS: &str = "\
Examples:
  masthead completions bash > /etc/bash_completion.d/masthead
  masthead completions zsh > ~/.zfunc/_masthead
  masthead completions fish > ~/.config/fish/completions/masthead.fish";

pub(super) const MAN: &str = "\
Examples:
  masthead man | man -l -
  masthead man --out /usr/local/share/man/man1";
