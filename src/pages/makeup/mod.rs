//! Make-up: galleys into frames and frames onto pages, as a search over whole grid lines.
//! Shapes nothing and knows no output format.

mod boxed;
mod boxes;
mod captions;
mod column;
mod draw;
mod echo;
mod feet;
mod fill;
mod floats;
mod framed;
mod ground;
mod jump;
mod leaf;
mod level;
mod mirror;
#[cfg(test)]
mod oracle;
mod parted;
mod place;
mod round;
mod schematic;
mod search;
mod share;
mod sheet;
mod stand;
mod strips;
mod trial;
mod turn;
mod wrap;

pub use boxes::{Bench, least_width};
pub use draw::{DrawnPage, anchors, draw, push_all, push_placed, renumber, shift};
pub use fill::{LinesRun, PlacedRun};
pub use jump::Break;
pub use leaf::{Course, Leaf};
pub use level::column_feet;
pub use place::box_area;
pub use schematic::schematic;
pub use search::{Brief, UNPLACED, compose, room};
pub use sheet::{Overfull, RestOver, picture_item};
pub use strips::narrowest;
