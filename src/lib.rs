//! masthead: a structured magazine issue in, press PDF, screen PDF and EPUB out.
//!
//! An issue is loaded ([`source`]), its files parsed ([`manifest`], [`markdown`], [`picture`], [`font`]),
//! checked into an [`issue`], given the [`layout`] that its [`credits`] name, set into lines ([`typeset`]),
//! composed into [`pages`], and written by [`pdf`] and [`epub`] or drawn as a [`proof`]; [`export`] tells
//! distributors of it, [`report`] draws what was found, and [`lock`] holds an issue to what it was made of.
//!
//! # The plan
//! Data rises from floor 0 to the door; imports go down only, never up and never to a neighbour on the same
//! floor. `tests/house.rs` holds the code to this table.
//!
//! | floor | room | verb | crates that it alone may name |
//! |---|---|---|---|
//! | 0 | [`geom`] | | |
//! | 0 | [`color`] | `convert` | moxcms |
//! | 0 | [`diag`] | `push`, `fail` | |
//! | 1 | [`source`] | `load`, `write` | sha2 |
//! | 2 | [`manifest`] | `parse` | toml, serde_json, saphyr-parser |
//! | 2 | [`markdown`] | `parse` | pulldown-cmark |
//! | 2 | [`picture`] | `probe`, `decode` | image, zune-jpeg, tiff, usvg, resvg, lopdf |
//! | 2 | [`font`] | `load` | skrifa |
//! | 3 | [`issue`] | `check` | unicode-normalization |
//! | 4 | [`layout`] | `parse` | toml, include_dir |
//! | 5 | [`credits`] | `assign` | |
//! | 6 | [`typeset`] | `set` | harfrust, hypher, icu_segmenter, unicode-bidi, unicode-script, unicode-segmentation, unicode-normalization |
//! | 7 | [`pages`] | `compose` | barcoders, rayon |
//! | 8 | [`pdf`] | `write` | printpdf, lopdf, subsetter, flate2, jpeg-encoder, usvg, skrifa, rayon |
//! | 8 | [`epub`] | `write` | epub-builder, zip, quick-xml, skera, skrifa, rayon |
//! | 8 | [`export`] | `write` | serde_json, quick-xml |
//! | 8 | [`proof`] | `draw` | hayro, rayon |
//! | 8 | [`lock`] | `read`, `compare`, `record` | |
//! | 8 | [`report`] | `render` | annotate-snippets, serde, serde_json |
//! | door | [`cli`] | `run` | clap, clap_complete, clap_mangen, indicatif, anstream, rayon |

pub mod cli;
pub mod color;
pub mod credits;
pub mod diag;
pub mod epub;
pub mod export;
pub mod font;
pub mod geom;
pub mod issue;
pub mod layout;
pub mod lock;
pub mod manifest;
pub mod markdown;
pub mod pages;
pub mod pdf;
pub mod picture;
pub mod proof;
pub mod report;
pub mod source;
pub mod typeset;
