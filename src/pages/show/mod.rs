//! Pages that show pages: guides over them, the wall of an issue, the specimen of a layout.
//! Makes up no article; what is shown was composed before.

mod guides;
mod jacket;
mod pen;
mod shrink;
mod specimen;
mod spread;
mod wall;

pub use guides::{Guides, guide};
pub use jacket::{creep, interior, jacket, spine};
pub use specimen::{Subject, specimen};
pub use spread::{Spread, spreads};
pub use wall::{Paper, Plate, PlateKind, Wall, wall};
