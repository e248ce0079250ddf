//! Lengths, points and rectangles, exact in scaled points (65,536 to the point).
//! Knows nothing of pages, units in files beyond `mm`, `cm`, `in`, `pt`, or drawing.

mod length;

pub use length::{Length, parse_decimal};

/// A place on a page: from the trim's left edge rightwards and from its top edge downwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Point {
    /// Rightwards from the left edge of the trim.
    pub x: Length,
    /// Downwards from the top edge of the trim.
    pub y: Length,
}

/// Width and height.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Size {
    /// Width.
    pub w: Length,
    /// Height.
    pub h: Length,
}

/// An upright rectangle, by its top left corner and size.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Rect {
    /// Left edge.
    pub x: Length,
    /// Top edge.
    pub y: Length,
    /// Width.
    pub w: Length,
    /// Height.
    pub h: Length,
}

impl Point {
    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: Length, y: Length) -> Self {
        Self { x, y }
    }
}

impl Size {
    /// A size of `w` by `h`.
    #[must_use]
    pub const fn new(w: Length, h: Length) -> Self {
        Self { w, h }
    }

    /// Reads `"210mm x 285mm"` (or with `×`). `None` where either length is not absolute.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (w, h) = text.split_once(['x', '×'])?;
        Some(Self::new(Length::parse(w)?, Length::parse(h)?))
    }
}

impl Rect {
    /// The rectangle with its top left corner at `x`, `y`.
    #[must_use]
    pub const fn new(x: Length, y: Length, w: Length, h: Length) -> Self {
        Self { x, y, w, h }
    }

    /// The rectangle between two corners.
    #[must_use]
    pub fn between(left: Length, top: Length, right: Length, bottom: Length) -> Self {
        Self::new(left, top, right - left, bottom - top)
    }

    /// Right edge.
    #[must_use]
    pub fn right(&self) -> Length {
        self.x + self.w
    }

    /// Bottom edge.
    #[must_use]
    pub fn bottom(&self) -> Length {
        self.y + self.h
    }

    /// Whether the inner areas of both share a point; touching edges do not count.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies wholly inside (edges may touch).
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }

    /// This rectangle grown by `by` on every side (shrunk where negative).
    #[must_use]
    pub fn grow(&self, by: Length) -> Self {
        Self::new(self.x - by, self.y - by, self.w + by * 2, self.h + by * 2)
    }

    /// This rectangle moved by `dx`, `dy`.
    #[must_use]
    pub fn shift(&self, dx: Length, dy: Length) -> Self {
        Self::new(self.x + dx, self.y + dy, self.w, self.h)
    }
}

/// One step of an outline.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// Begin a new contour.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic Bézier curve: two control points and the end.
    Cubic(Point, Point, Point),
    /// Close the contour.
    Close,
}

/// An outline of straight and curved contours.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The outline of a rectangle.
    #[must_use]
    pub fn rect(r: Rect) -> Self {
        Self(vec![
            Step::Move(Point::new(r.x, r.y)),
            Step::Line(Point::new(r.right(), r.y)),
            Step::Line(Point::new(r.right(), r.bottom())),
            Step::Line(Point::new(r.x, r.bottom())),
            Step::Close,
        ])
    }

    /// A straight line.
    #[must_use]
    pub fn line(from: Point, to: Point) -> Self {
        Self(vec![Step::Move(from), Step::Line(to)])
    }
}
