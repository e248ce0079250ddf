//! An issue read and its pages set, for commands that tell of pages and write no edition.
//! Says nothing: what was found waits in the session.

use super::fonts::{self, Found};
use super::session::Session;
use crate::cli::args::Input;
use crate::diag::Findings;
use crate::pages::{self, Document};

/// The session with its findings; typefaces and pages where nothing stood in their way.
pub(in crate::cli) fn compose(input: &Input) -> (Session, Option<(Found, Document)>) {
    let mut session = Session::open(input, None, false);
    if session.ready().is_none() {
        return (session, None);
    }
    let found = fonts::find(input, &mut session);
    let mut findings = Findings::new();
    let composed =
        session.ready().map(|(issue, designs)| pages::compose(issue, designs, &found.fonts, &mut findings));
    session.take(findings);
    let document = composed.and_then(Result::ok);
    (session, document.map(|document| (found, document)))
}
